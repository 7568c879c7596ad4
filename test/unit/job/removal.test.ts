import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultRemoval } from '../../../src/job/jobDefaults.ts';
import { readJob } from '../../../src/job/readJob.ts';
import type { JobReading } from '../../../src/job/job.ts';

function read(target: object): JobReading {
  return readJob(JSON.stringify({ id: 'test', source: { kind: 'sandbox' }, target }));
}

function problemsOf(removal: object): readonly string[] {
  return read({ kind: 'dropboxBusiness', removal }).problems.map(({ severity, code }) => `${severity} ${code}`);
}

describe('"removal" of a target', () => {
  it('is read with its defaults, which remove nobody whose files would have nowhere to go', () => {
    const removal = { transferFilesTo: 'manager', transferAdmin: 'admin@contoso.com' };
    const { job, problems } = read({ kind: 'dropboxBusiness', removal });
    assert.deepEqual(problems, []);
    assert.deepEqual(job?.target, { kind: 'dropboxBusiness', removal: { ...defaultRemoval, ...removal } });
    const plain = read({ kind: 'dropboxBusiness' });
    assert.deepEqual([plain.problems, plain.job?.target], [[], { kind: 'dropboxBusiness', removal: defaultRemoval }]);
    assert.equal(defaultRemoval.removeEvenIfNobodyGetsTheFiles, false);
  });

  for (const [removal, expected] of [
    [{ transferFilesTo: 'manager' }, 'error transfer-admin-missing'],
    [{ transferFilesTo: 'boss', transferAdmin: 'a@b.c' }, 'error invalid-value'],
    [{ transferFilesTo: 'manager', transferAdmin: 'admin' }, 'error invalid-value'],
    [{ transferFilesTo: 'x@b.c', otherwiseTo: 'X@b.c', transferAdmin: 'a@b.c' }, 'error same-receiver'],
    [{ otherwiseTo: 'x@b.c' }, 'error first-missing'],
    [{ keepAccount: true, transferFilesTo: 'manager', transferAdmin: 'a@b.c' }, 'error keep-or-transfer'],
    [{ retainTeamShares: true, removeEvenIfNobodyGetsTheFiles: true }, 'error shares-without-account'],
    [{ wipeData: true, removeEvenIfNobodyGetsTheFiles: true }, 'error unknown-member'],
    [{}, 'warning nobody-removed'],
  ] as const)
    it(`${JSON.stringify(removal)} is ${expected}`, () => {
      assert.deepEqual(problemsOf(removal), [expected]);
    });

  it('may keep the account, or leave the files behind in so many words', () => {
    assert.deepEqual(problemsOf({ keepAccount: true, retainTeamShares: true }), []);
    assert.deepEqual(problemsOf({ removeEvenIfNobodyGetsTheFiles: true }), []);
  });

  it('is an error where the target is a SCIM service, which says nothing of files', () => {
    for (const target of [{ kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' }, { kind: 'sandbox' }])
      assert.deepEqual(
        read({ ...target, removal: { keepAccount: true } }).problems.map(({ code }) => code),
        ['unknown-member'],
      );
  });
});
