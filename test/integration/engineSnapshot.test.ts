import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { it } from '../support/targets/eachTarget.ts';
import { startEngineTest, type CycleRun, type EngineTest, proof } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

interface Content {
  readonly users: readonly Readonly<Record<string, unknown>>[];
  readonly groups: readonly Readonly<Record<string, unknown>>[];
  readonly assignments: readonly object[];
  readonly deleted?: readonly object[];
}

const role = { id: 'role-user', value: 'User', displayName: 'User' };
const person = (id: string, surname = 'Tester'): Readonly<Record<string, unknown>> => ({
  id,
  userPrincipalName: `${id}@contoso.com`,
  displayName: `${id} ${surname}`,
  givenName: id,
  surname,
});
const readers = { id: 'readers', displayName: 'Readers', securityEnabled: true, members: ['ada', 'ben'] };
const start: Content = {
  users: [person('ada'), person('ben'), person('cleo')],
  groups: [readers],
  assignments: [
    { principalId: 'readers', appRoleId: role.id },
    { principalId: 'cleo', appRoleId: role.id },
  ],
};

describe('a snapshot as the source', () => {
  it('is provisioned, and nothing is done while the file stays as it is', async (test) => {
    const house = await startHouse(test);
    const { summary } = await house.sync();
    assert.deepEqual([summary.cycle, summary.counts.create], ['initial', 4]);
    assert.deepEqual(house.membersOf('Readers'), ['ada', 'ben']);
    house.write(start);
    const again = await house.sync();
    assert.deepEqual([again.summary.cycle, again.summary.requests.target], ['incremental', proof]);
  });

  const changes: readonly (readonly [string, Content, Partial<CycleRun['summary']['counts']>, number])[] = [
    [
      'a changed attribute',
      { ...start, users: [person('ada', 'King'), person('ben'), person('cleo')] },
      { update: 1 },
      1,
    ],
    ['a member who left', { ...start, groups: [{ ...readers, members: ['ada'] }] }, { update: 1, disable: 1 }, 2],
    ['a member who joined', { ...start, groups: [{ ...readers, members: ['ada', 'ben', 'cleo'] }] }, { update: 1 }, 1],
    [
      'a user who is missing: disabled, not deleted',
      { ...start, users: [person('ada'), person('ben')] },
      { disable: 1 },
      1,
    ],
    [
      'a user who is gone for good',
      { ...start, users: [person('ada'), person('ben')], deleted: [{ id: 'cleo', permanently: true }] },
      { delete: 1 },
      1,
    ],
    [
      'a group that is missing',
      { ...start, groups: [], assignments: start.assignments.slice(1) },
      { delete: 1, disable: 2 },
      3,
    ],
    [
      'a new user and a new assignment',
      {
        ...start,
        users: [...start.users, person('dora')],
        assignments: [...start.assignments, { principalId: 'dora', appRoleId: role.id }],
      },
      { create: 1 },
      1,
    ],
  ];
  for (const [name, content, counts, writes] of changes) {
    it(`tells ${name} to an incremental cycle, which writes that and no more`, async (test) => {
      const house = await startHouse(test);
      await house.sync();
      await house.acceptInvitations();
      house.write(content);
      const { summary } = await house.sync();
      const none = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };
      assert.equal(summary.cycle, 'incremental');
      assert.deepEqual(summary.counts, { ...none, ...counts });
      assert.equal(summary.requests.targetWrites, writes);
      assert.equal((await house.sync()).summary.requests.target, proof);
    });
  }

  it('brings back who was missing for a while', async (test) => {
    const house = await startHouse(test);
    await house.sync();
    await house.acceptInvitations();
    house.write({ ...start, users: [person('ada'), person('ben')] });
    await house.sync();
    house.write(start);
    const { summary } = await house.sync();
    assert.equal(summary.counts.update, 1);
    assert.equal(house.targetUser('cleo')?.attributes['active'], true);
  });

  it('that is empty or broken disables nobody', async (test) => {
    const house = await startHouse(test);
    await house.sync();
    for (const [text, words] of [
      ['{', /is not valid/],
      ['{"user": []}', /"user" is no member of a snapshot/],
      ['{"users": [{}]}', /users\[0\]\.id is missing/],
    ] as const) {
      house.writeText(text);
      await assert.rejects(house.sync(), words);
    }
    for (const [content, words] of [
      [{}, /lists no assignments any more/],
      [{ assignments: [{ principalId: 'ada' }], users: [], groups: [] }, /would be disabled/],
    ] as const) {
      house.writeText(JSON.stringify(content));
      const { summary } = await house.sync();
      assert.equal(summary.outcome, 'quarantined');
      assert.match(english(summary.quarantine?.message ?? ''), words);
    }
    assert.equal(
      house.targetStore.all('User').every((user) => user.attributes['active'] === true),
      true,
    );
    house.write(start);
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
  });

  it('is found and read by Test Connection', async (test) => {
    const house = await startHouse(test);
    const report = await house.withSession(
      (session) => session.testConnection(new AbortController().signal),
      house.job,
    );
    assert.equal(report.succeeded, true, JSON.stringify(report.steps));
    house.writeText('nonsense');
    const broken = await house.withSession(
      (session) => session.testConnection(new AbortController().signal),
      house.job,
    );
    assert.equal(broken.succeeded, false);
  });
});

describe('a job whose state belongs to a snapshot', () => {
  it('is refused when it names another one, and goes on under the same name', async (test) => {
    const house = await startHouse(test);
    await house.sync();
    const strangers = { users: [person('dora')], groups: [], assignments: [{ principalId: 'dora' }] };
    writeFileSync(join(house.stateDirectory, 'other.json'), JSON.stringify(strangers));
    const sync = (path: string) => house.syncJob({ text: house.job.text?.replace('./directory.json', path) ?? '' });
    for (const path of ['./other.json', '../directory.json'])
      await assert.rejects(sync(path), (error) => {
        assert.ok(error instanceof ProvisioningFailure, String(error));
        assert.deepEqual([error.kind, error.message.includes('the snapshot directory.json')], ['identity', true]);
        return true;
      });
    for (const path of ['directory.json', './x/../directory.json'])
      assert.deepEqual((await sync(path)).summary.requests.targetWrites, 0, path);
    assert.deepEqual(usersOf(house), ['ada', 'ben', 'cleo']);
  });

  it('as an earlier version noted it takes over the one that it finds', async (test) => {
    const house = await startHouse(test);
    await house.sync();
    const database = new DatabaseSync(join(house.stateDirectory, 'state.sqlite'));
    database
      .prepare("UPDATE meta SET value = json_set(value, '$.source', 'a snapshot file') WHERE key = 'identity'")
      .run();
    database.close();
    house.write({ ...start, users: [person('ada', 'King'), person('ben'), person('cleo')] });
    assert.equal((await house.sync()).summary.counts.update, 1);
    const text = house.job.text?.replace('./directory.json', './other.json') ?? '';
    writeFileSync(join(house.stateDirectory, 'other.json'), '{}');
    await assert.rejects(house.syncJob({ text }), ProvisioningFailure);
  });
});

type House = EngineTest & {
  readonly job: Partial<EngineTest['params']>;
  write(content: Content): void;
  writeText(text: string): void;
  /** Syncs with another text of the job file. */
  syncJob(job: { readonly text: string }): Promise<CycleRun>;
};

function usersOf(house: EngineTest): readonly string[] {
  return house.targetStore
    .all('User')
    .map(({ attributes }) => String(attributes['userName']).replace(/@.*/, ''))
    .sort();
}

async function startHouse(test: TestContext): Promise<House> {
  const house = await startEngineTest(test);
  const text = createJobText({
    id: 'snapshot-test',
    displayName: 'Snapshot test',
    source: { kind: 'snapshot', path: './directory.json' },
    target: house.target.document,
  });
  const job = { text, sourceCredential: null };
  const writeText = (content: string): void => {
    writeFileSync(join(house.stateDirectory, 'directory.json'), content);
  };
  const write = (content: Content): void => {
    writeText(JSON.stringify({ tenant: { defaultDomain: 'contoso.com' }, appRoles: [role], ...content }));
  };
  write(start);
  return {
    ...house,
    job,
    write,
    writeText,
    sync: (options = {}) => house.sync({ ...options, job }),
    syncJob: (changed) => house.sync({ job: { ...job, ...changed } }),
  };
}
