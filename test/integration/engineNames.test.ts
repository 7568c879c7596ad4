import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import type { DecisionSummary } from '../../src/protocol/provisioning.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { rename } from './engineDisturb.ts';
import { refusal, startOddRun, withMembers, type OddRun } from './engineOddTarget.ts';
import { addUser, smallTenant, startEngineTest, temporaryDirectory, unassign, type EngineTest } from './engineSetup.ts';

/** Names change hands: swaps, chains, reuse and rehire succeed in one cycle, and nobody gets another's account. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];

/** Ids of the accounts by the user names that they have now. */
function holders(run: EngineTest): Readonly<Record<string, string>> {
  return Object.fromEntries(
    run.targetStore
      .all('User')
      .map(({ id, attributes }) => [String(attributes['userName']).split('@')[0] ?? '', id] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function byText(left: object, right: object): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

async function isQuiet(run: EngineTest): Promise<void> {
  const { summary } = await run.sync();
  assert.deepEqual([summary.requests.targetWrites, summary.counts.failure], [0, 0]);
}

describe('names that change hands in one cycle:', () => {
  const cases: readonly (readonly [name: string, renames: Readonly<Record<string, string>>])[] = [
    ['two swap', { 'ada.lovelace': 'ben.baker', 'ben.baker': 'ada.lovelace' }],
    ['three in a ring', { 'ada.lovelace': 'ben.baker', 'ben.baker': 'cleo.carter', 'cleo.carter': 'ada.lovelace' }],
    ['a chain', { 'ada.lovelace': 'ben.baker', 'ben.baker': 'cleo.carter', 'cleo.carter': 'zoe.zimmer' }],
    [
      'two swaps at once',
      {
        'ada.lovelace': 'ben.baker',
        'ben.baker': 'ada.lovelace',
        'cleo.carter': 'dora.dean',
        'dora.dean': 'cleo.carter',
      },
    ],
  ];
  for (const [name, renames] of cases) {
    it(name, async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant(people) });
      await run.sync();
      await run.acceptInvitations();
      const before = holders(run);
      rename(run, renames);
      const preview = await run.preview();
      const { summary } = await run.sync();
      assert.deepEqual([summary.counts.failure, summary.counts.update], [0, Object.keys(renames).length]);
      assert.deepEqual(preview.summary.counts, summary.counts);
      for (const [former, next] of Object.entries(renames)) assert.equal(holders(run)[next], before[former], next);
      await isQuiet(run);
    });
  }
});

it('a swap of accounts that are looked at first is told as what it is, and as the preview told it', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people) });
  await run.sync();
  await run.acceptInvitations();
  for (const name of ['ada.lovelace', 'ben.baker']) unassign(run, run.user(name));
  await run.sync();
  for (const name of ['ada.lovelace', 'ben.baker']) assign(run.directory, run.user(name), roles.user);
  rename(run, { 'ada.lovelace': 'ben.baker', 'ben.baker': 'ada.lovelace' });
  const preview = await run.preview();
  const { events } = await run.sync();
  const renames = (told: readonly { readonly attribute: string }[]): readonly object[] =>
    told.filter(({ attribute }) => attribute === 'userName');
  assert.deepEqual(
    events.flatMap(({ modifiedProperties }) => renames(modifiedProperties)).sort(byText),
    preview.decisions.flatMap(({ changes }) => renames(changes)).sort(byText),
  );
  assert.equal(events.flatMap(({ modifiedProperties }) => renames(modifiedProperties)).length, 2);
});

it('a swap of accounts that are matched in the same cycle writes the names alone, as the preview told it', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people) });
  await run.sync();
  await run.acceptInvitations();
  rename(run, { 'ada.lovelace': 'ben.baker', 'ben.baker': 'ada.lovelace' });
  const job = { stateDirectory: temporaryDirectory(test) };
  const preview = await run.preview(job);
  const { summary, events } = await run.sync({ job });
  const told = (changes: readonly object[]): string => JSON.stringify([...changes].sort(byText));
  assert.equal(summary.counts.failure, 0);
  for (const name of ['ada.lovelace', 'ben.baker']) {
    const isTheirs = ({ source }: { readonly source: { readonly id: string } }): boolean =>
      run.targetUser(name)?.attributes['externalId'] === source.id;
    const [decision] = preview.decisions.filter(isTheirs);
    const done = events.filter(isTheirs).flatMap(({ modifiedProperties }) => modifiedProperties);
    assert.equal(told(done), told(decision?.changes ?? []), name);
    assert.deepEqual(
      done.map(({ attribute }) => attribute),
      ['userName'],
    );
  }
});

it('a leaver whose new name is taken by a stranger gives the former one up all the same, as the preview told it', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people) });
  await run.sync();
  await run.acceptInvitations();
  unassign(run, run.user('ada.lovelace'));
  await run.sync();
  const account = run.targetUser('ada.lovelace');
  assert.ok(account);
  run.targetStore.put({
    ...account,
    id: 'dbmid:stranger',
    attributes: { userName: 'taken@contoso.com', active: true },
  });
  rename(run, { 'ada.lovelace': 'taken', 'ben.baker': 'ada.lovelace' });
  const preview = await run.preview();
  const { summary } = await run.sync();
  assert.deepEqual([summary.counts.failure, preview.summary.counts], [0, summary.counts]);
  assert.equal(run.targetUser('ada.lovelace')?.attributes['externalId'], run.user('ben.baker').id);
  await isQuiet(run);
});

describe('a name that a leaver has', () => {
  for (const gone of ['unassigned', 'in the recycle bin', 'deleted'] as const) {
    const name = `(${gone}) is given to a newcomer, who gets an account of their own`;
    const body = async (test: TestContext): Promise<void> => {
      const run = await startEngineTest(test, { fill: smallTenant(people) });
      await run.sync();
      await run.acceptInvitations();
      const before = holders(run)['ada.lovelace'];
      const leaver = run.user('ada.lovelace');
      if (gone === 'unassigned') {
        unassign(run, leaver);
        rename(run, { 'ada.lovelace': 'ada.former' });
      } else run.directory.deleteObject(leaver);
      if (gone === 'deleted') run.directory.purgeObject(leaver);
      const newcomer = run.directory.updateObject(addUser(run.directory, 'ada.second'), {
        userPrincipalName: 'ada.lovelace@contoso.com',
        mail: 'ada.lovelace@contoso.com',
      });
      assign(run.directory, newcomer, roles.user);
      const { summary } = await run.sync();
      assert.deepEqual([summary.counts.failure, summary.counts.create], [0, 1]);
      const after = run.targetStore.all('User');
      const account = after.find(({ id }) => id === holders(run)['ada.lovelace']);
      assert.notEqual(account?.id, before);
      assert.deepEqual([account?.attributes['externalId'], account?.attributes['active']], [newcomer.id, true]);
      const former = after.find(({ id }) => id === before);
      if (gone === 'deleted') assert.equal(former, undefined);
      else assert.equal(former?.attributes['active'], false);
      await isQuiet(run);
    };
    if (gone === 'deleted') itOnlyOver('scim', 'Dropbox keeps the address of who was removed for a week', name, body);
    else it(name, body);
  }

  it('is theirs again when they are hired anew under another id', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people) });
    await run.sync();
    await run.acceptInvitations();
    const leaver = run.user('ada.lovelace');
    run.directory.deleteObject(leaver);
    await run.sync();
    const rehired = run.directory.updateObject(addUser(run.directory, 'ada.again'), {
      userPrincipalName: 'ada.lovelace@contoso.com',
      mail: 'ada.lovelace@contoso.com',
    });
    assign(run.directory, rehired, roles.user);
    const { summary } = await run.sync();
    assert.equal(summary.counts.failure, 0);
    const active = run.targetStore.all('User').filter(({ attributes }) => attributes['active'] === true);
    const accounts = active.filter(({ attributes }) => attributes['userName'] === 'ada.lovelace@contoso.com');
    assert.deepEqual(
      accounts.map(({ attributes }) => attributes['externalId']),
      [rehired.id],
    );
    await isQuiet(run);
  });
});

itOnlyOver(
  'scim',
  'the response that shows a former name is SCIM’s',
  'a name that an account was seen to have is not free while its deletion is held back, in a preview as in a sync',
  async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) });
    const ada = run.user('ada.lovelace');
    rename(run, { 'ada.lovelace': 'ada.king' });
    // The name is written, and the response shows the old one.
    run.be({
      bend: (response, { method }) =>
        method === 'PATCH' ? withMembers(response, { userName: 'ada.lovelace@contoso.com' }) : response,
    });
    await run.cycle();
    run.be({});
    for (const name of people) {
      const user = run.user(name);
      run.directory.deleteObject(user);
      run.directory.purgeObject(user);
    }
    const names = { userPrincipalName: 'ada.king@contoso.com', mail: 'ada.king@contoso.com' };
    const second = run.directory.updateObject(addUser(run.directory, 'ada.second'), names);
    assign(run.directory, second, roles.user);
    const told: DecisionSummary[] = [];
    await run.withSession(
      (session) =>
        session.preview({
          signal: new AbortController().signal,
          onProgress: () => undefined,
          onDecision: (decision) => told.push(decision),
        }),
      run.job,
    );
    const { summary, events } = await run.cycle();
    const codes = [told, events].map((all) =>
      all.filter(({ source }) => source.id === second.id).map(({ reason }) => reason.code),
    );
    assert.deepEqual([summary.staged, ...codes], [people.length, ['NameNotFree'], ['NameNotFree']]);
    assert.equal(run.targetUser('ada.king')?.attributes['externalId'], ada.id);
  },
);

describe('a swap that is cut short', () => {
  for (const moment of [1, 2, 3, 4]) {
    it(`at request ${moment} is finished by the next cycle`, async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) });
      const before = holders(run);
      rename(run, { 'ada.lovelace': 'ben.baker', 'ben.baker': 'ada.lovelace' });
      await cutShort(run, moment);
      const { summary } = await run.cycle();
      assert.equal(summary.counts.failure, 0);
      assert.equal(holders(run)['ben.baker'], before['ada.lovelace']);
      assert.equal(holders(run)['ada.lovelace'], before['ben.baker']);
      assert.equal(run.targetStore.all('User').length, people.length);
      assert.equal((await run.cycle()).summary.requests.targetWrites, 0);
    });
  }

  it('and then taken back leaves everybody as they were', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) });
    const before = holders(run);
    rename(run, { 'ada.lovelace': 'ben.baker', 'ben.baker': 'ada.lovelace' });
    await cutShort(run, 2);
    rename(run, { 'ada.lovelace': 'ada.lovelace', 'ben.baker': 'ben.baker' });
    await run.cycle();
    assert.deepEqual(holders(run), before);
    assert.equal((await run.cycle()).summary.requests.targetWrites, 0);
  });
});

/** A cycle in which every change fails from this one on; its connection is cut after the change took effect. */
async function cutShort(run: OddRun, moment: number): Promise<void> {
  let count = 0;
  run.be({
    instead: ({ does }) => (does === 'update' && ++count > moment ? refusal(403) : null),
    bend: (response, { does }) => (does === 'update' && count === moment ? { status: 502, body: null } : response),
  });
  await run.cycle().catch(() => undefined);
  run.be({});
}
