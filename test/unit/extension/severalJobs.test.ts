import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobNode } from '../../../src/extension/assignments/assignmentNodes.ts';
import { noFilter } from '../../../src/extension/assignments/assignmentsModel.ts';
import { type BranchReader, JobBranch } from '../../../src/extension/assignments/jobBranch.ts';
import { KnownJobs } from '../../../src/extension/jobs/knownJobs.ts';
import { JobNames } from '../../../src/extension/jobs/jobNames.ts';
import type { JobFile } from '../../../src/extension/jobs/readJobFile.ts';
import { eventLine, eventReference } from '../../../src/extension/logs/logLines.ts';
import { createJobText } from '../../../src/job/defaultJob.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { AssignedObject } from '../../../src/protocol/assignedObjects.ts';
import { assigned, event, jobNode, status } from './samples.ts';

const address = (name: string): string => `file:///jobs/${name}.provisioning.json`;

function jobText(id: string, displayName: string): string {
  return createJobText({
    id,
    displayName,
    source: { kind: 'sandbox' },
    target: { kind: 'sandbox' },
    provisioning: { scope: 'assigned' },
  });
}

function file(name: string, text: string): JobFile {
  return { uri: jobNode(address(name)).uri, text, reading: readJob(text) };
}

const fileName = ({ uri }: JobFile): string => uri.toString().slice('file:///jobs/'.length);

describe('the jobs of a window', () => {
  const [a, b] = [file('a', jobText('a', 'Dropbox')), file('b', jobText('b', 'Dropbox (test)'))];
  const broken = { ...a, ...file('a', '{') };

  it('tells whether a search has found anything new', () => {
    const jobs = new KnownJobs(() => false);
    assert.equal(jobs.replace([a, b]), true);
    assert.equal(jobs.replace([a, b]), false);
    assert.equal(jobs.replace([a, file('b', `${b.text}\n`)]), true);
    assert.equal(jobs.replace([a]), true);
    assert.equal(jobs.at(address('b')), null);
  });

  it('keeps what stands for a job while an error is typed, and not once it is saved', () => {
    let typed = true;
    const jobs = new KnownJobs(() => typed);
    jobs.replace([a, b]);
    jobs.replace([broken, b]);
    assert.equal(jobs.at(address('a'))?.lastValid?.job.id, 'a');
    assert.equal(jobs.at(address('a'))?.file.reading.job, null);
    typed = false;
    jobs.replace([broken, b]);
    assert.equal(jobs.at(address('a'))?.lastValid, null);
    assert.equal(jobs.at(address('b'))?.lastValid?.job.id, 'b', 'the other job is as it was');
  });

  it('follows a job to its new file, unless it is a matter of guessing', () => {
    const jobs = new KnownJobs(() => false);
    jobs.replace([file('renamed', a.text), b]);
    assert.equal(jobs.movedTo('a'), address('renamed'));
    jobs.replace([file('one', a.text), file('two', a.text)]);
    assert.equal(jobs.movedTo('a'), null);
  });

  it('calls no two jobs the same', () => {
    const jobs = new KnownJobs(() => false);
    const copy = file('copy', jobText('c', 'Dropbox'));
    jobs.replace([a, b, copy, file('broken', '{')]);
    const names = jobs.all.map((job) => jobs.nameOf(job, fileName));
    assert.deepEqual(names, [
      'Dropbox (a.provisioning.json)',
      'Dropbox (test)',
      'Dropbox (copy.provisioning.json)',
      'broken.provisioning.json',
    ]);
  });
});

describe('the lines of the log of several jobs', () => {
  const jobs = new KnownJobs(() => false);
  const names = new JobNames({
    get jobs() {
      return jobs.all;
    },
    nameOf: (job) => jobs.nameOf(job, fileName),
  });

  it('lead to the event of their own job, whatever it is called', () => {
    jobs.replace([file('a', jobText('a', 'Sales: team [2]')), file('b', jobText('b', 'Dropbox 7'))]);
    for (const jobId of ['a', 'b']) {
      const { text } = eventLine(event({ id: 12, jobId }), inEnglish, names.nameOf(jobId));
      const reference = eventReference(text);
      assert.equal(reference?.id, 12);
      assert.equal(names.idOf(reference.jobName ?? ''), jobId, text);
      assert.equal(text.slice(reference.start, reference.start + reference.length), 'event 12');
    }
  });

  it('name no job where there is no other', () => {
    jobs.replace([file('a', jobText('a', 'Dropbox'))]);
    assert.equal(names.nameOf('a'), null);
    assert.equal(eventReference(eventLine(event(), inEnglish, names.nameOf('a')).text)?.jobName, null);
  });
});

/** A job of the tree whose engine knows these users, and how often it was asked. */
function branchOf(
  name: string,
  users: readonly AssignedObject[],
  traits: Partial<BranchReader> = {},
): { readonly branch: JobBranch; readonly node: JobNode; readonly failures: unknown[]; asked: () => number } {
  const node = jobNode(address(name));
  const failures: unknown[] = [];
  let asked = 0;
  const branch = new JobBranch(node, {
    status: () =>
      Promise.resolve({ status: status({ jobId: name, sourceReadAt: '2026-11-01T10:00:00.000Z' }), missing: null }),
    page: ({ type, filter }) => {
      asked++;
      const all = type === 'User' ? users.filter(({ displayName }) => displayName.includes(filter)) : [];
      return Promise.resolve({ objects: all, total: all.length, unfiltered: users.length });
    },
    countStates: () => Promise.resolve({ failed: 1 }),
    pageSize: () => 10,
    failed: (failure) => failures.push(failure),
    ...traits,
  });
  return { branch, node, failures, asked: () => asked };
}

describe('a job of the tree', () => {
  const ada = assigned({ id: 'u1', displayName: 'Ada Lovelace' });

  it('reads nothing before somebody looks, and not again before it has to', async () => {
    const { branch, node, asked } = branchOf('a', [ada]);
    assert.equal(asked(), 0);
    const [users] = await branch.roots();
    assert.deepEqual([users?.kind, users?.parent], ['section', node]);
    await branch.roots();
    assert.equal(asked(), 2, 'users and groups once');
    branch.reload();
    assert.equal(asked(), 2);
    await branch.roots();
    assert.equal(asked(), 4);
  });

  it('has other nodes than another job with the same user, and its own events only', async () => {
    const [one, other] = [branchOf('a', [ada]), branchOf('b', [ada])];
    for (const { branch } of [one, other]) {
      const [users] = await branch.roots();
      assert.ok(users);
      await branch.model.children(users);
    }
    const changed = one.branch.apply(event({ source: ada }));
    assert.deepEqual(
      changed.map(({ id }) => id),
      [`${one.node.id}/User/u1`],
    );
    assert.deepEqual(
      changed.map((node) => one.branch.model.current(node).state),
      ['provisioned'],
    );
    const [users] = await other.branch.roots();
    assert.ok(users);
    const [same] = await other.branch.model.children(users);
    assert.equal(same?.kind === 'object' && other.branch.model.current(same).state, 'notYet');
    assert.notEqual(same?.id, changed[0]?.id);
  });

  it('says below its root why there is nobody', async () => {
    const noToken = branchOf('a', [], {
      status: () => Promise.resolve({ status: status(), missing: 'credential' }),
    });
    const { branch: filtered } = branchOf('b', [ada]);
    filtered.show({ text: 'Grace', states: [] }, false);
    const failing = branchOf('c', [ada], { status: () => Promise.reject(new Error('no engine')) });
    const states = [];
    for (const branch of [noToken.branch, filtered, failing.branch]) {
      const [only, ...others] = await branch.roots();
      assert.equal(others.length, 0);
      states.push(only?.kind === 'empty' ? only.state : only?.kind);
    }
    assert.deepEqual(states, ['noCredentials', 'noHits', 'engineFailed']);
    assert.equal(failing.failures.length, 1);
  });

  it('drops what was read for another filter', async () => {
    let answer: (() => void) | null = null;
    let first = true;
    const { branch } = branchOf('a', [], {
      page: ({ type, filter }) => {
        const objects = type === 'User' && filter !== 'Grace' ? [ada] : [];
        const page = { objects, total: objects.length, unfiltered: 1 };
        if (!first) return Promise.resolve(page);
        first = false;
        return new Promise((resolve) => {
          answer = () => {
            resolve(page);
          };
        });
      },
    });
    const shown = branch.roots();
    await new Promise((resolve) => setImmediate(resolve));
    branch.show({ ...noFilter, text: 'Grace' }, false);
    (answer as (() => void) | null)?.();
    const [only] = await shown;
    assert.equal(only?.kind === 'empty' ? only.state : only?.kind, 'noHits');
  });
});
