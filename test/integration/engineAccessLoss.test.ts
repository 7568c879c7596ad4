import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { createJobText } from '../../src/job/defaultJob.ts';
import type { SynchronizationSchema } from '../../src/job/schema.ts';
import type { DecisionSummary } from '../../src/protocol/provisioning.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import {
  addUser,
  schemaWith,
  smallTenant,
  startEngineTest,
  unassign,
  type EngineTest,
  type EngineTestOptions,
} from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** Nobody loses access in numbers without a release by name, whatever takes it away. */

const crowd = Array.from({ length: 40 }, (_, index) => `user.n${String(index).padStart(2, '0')}`);

describe('access is written although another value of the same change is refused:', () => {
  const start = async (test: TestContext, employeeId: string): Promise<EngineTest> => {
    const run = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker', 'cleo.carter']) });
    await run.sync({ job: jobOf(run) });
    await run.acceptInvitations();
    run.directory.updateObject(run.user('ada.lovelace'), { employeeId });
    await run.sync({ job: jobOf(run) });
    const like = run.targetUser('ben.baker');
    assert.ok(like);
    const stranger = { ...like.attributes, userName: 'ada.king@contoso.com', externalId: 'stranger' };
    run.targetStore.put({ ...like, id: 'stranger', attributes: stranger });
    return run;
  };
  const jobOf = (run: EngineTest): { readonly text: string } => ({
    text: withSchema(run, activeFrom('IIF(IsPresent([employeeId]), [employeeId], "True")')),
  });

  for (const [what, before, after] of [
    ['who is to lose it loses it', 'True', 'False'],
    ['who is to have it gets it', 'False', 'True'],
  ] as const)
    it(what, async (test) => {
      const run = await start(test, before);
      const renamed = { userPrincipalName: 'ada.king@contoso.com', employeeId: after };
      run.directory.updateObject(run.user('ada.lovelace'), renamed);
      const job = jobOf(run);
      const { summary, events } = await run.sync({ job });
      const failure = events.find(({ status }) => status === 'failure');
      assert.deepEqual([summary.counts.failure, failure?.reason.code], [1, 'Conflict']);
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], after === 'True');
      const again = await run.sync({ job });
      assert.deepEqual([again.summary.staged, again.summary.counts.failure], [0, 1], 'only the name is tried again');
    });
});

describe('everybody is held back who has access, beside accounts that', () => {
  const few = crowd.slice(0, 3);
  const others = crowd.slice(3, 6);
  const start = async (test: TestContext): Promise<EngineTest> => {
    const run = await startEngineTest(test, { fill: smallTenant(crowd.slice(0, 6)) });
    await run.sync();
    await run.acceptInvitations();
    return run;
  };

  itOnlyOver('scim', 'Dropbox creates nobody suspended', 'have had no access from the beginning', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(few) });
    await run.sync();
    await run.acceptInvitations();
    for (const name of others) assign(run.directory, addUser(run.directory, name, { employeeId: 'False' }), roles.user);
    const job = { text: withSchema(run, activeFrom('IIF(IsPresent([employeeId]), [employeeId], "True")')) };
    assert.equal((await run.sync({ job })).summary.counts.create, 3);
    for (const name of few) run.directory.updateObject(run.user(name), { employeeId: 'False' });
    assert.deepEqual([(await run.sync({ job })).summary.staged, activeUsers(run)], [3, 3]);
  });

  it('have gone from the target', async (test) => {
    const run = await start(test);
    for (const name of others) {
      await run.deleteFromTarget('Users', run.targetUser(name)?.id ?? '');
      run.directory.updateObject(run.user(name), { surname: 'King' });
    }
    const job = { text: withSchema(run, activeFrom('"False"')) };
    assert.deepEqual([(await run.sync({ job })).summary.staged, activeUsers(run)], [3, 3]);
  });
});

describe('what takes access away is held back, whatever its cause:', () => {
  it('a mapping of active that yields False for people in scope', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    const job = { text: withSchema(house, activeFrom('"False"')) };
    const { summary, events } = await house.sync({ job });
    assert.deepEqual([summary.outcome, summary.staged, summary.counts.disable], ['quarantined', 40, 0]);
    assert.match(english(summary.quarantine?.message ?? ''), /^40 objects would be disabled\. That is more than 20 %/);
    assert.equal(events.find(({ action }) => action === 'stagedDelete')?.reason.code, 'TooManyDeletes');
    assert.equal(activeUsers(house), 40);
  });

  it('a mapping of active that yields nothing and clears it', async (test) => {
    for (const schema of [
      activeFrom('[employeeId]', { flowNullValues: true }),
      activeFrom('[employeeId]', { flowNullValues: true, defaultValue: 'False' }),
    ]) {
      const house = await startHouse(test, { fill: smallTenant(crowd) });
      const { summary } = await house.sync({ job: { text: withSchema(house, schema) } });
      assert.deepEqual([summary.outcome, summary.staged], ['quarantined', 40]);
      assert.equal(activeUsers(house), 40);
    }
  });

  it('the same of people who are only invited, who would be gone', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(crowd) });
    await house.sync();
    const { params } = house;
    const changed = { ...params, text: withSchema(house, activeFrom('"False"')) };
    const told = await house.withSession(async (session) => {
      const held: DecisionSummary[] = [];
      const summary = await session.preview({
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onDecision: (decision) => held.push(decision),
      });
      return { summary, held };
    }, changed);
    assert.deepEqual([told.summary.counts.disable, told.summary.permanent, told.summary.staged], [0, 0, 40]);
    assert.equal(told.held.filter(({ held, destructive }) => destructive && held === 'whole').length, 40);
    assert.match(english(told.summary.quarantine?.message ?? ''), /all of them permanently/);
    assert.equal((await house.sync({ job: changed })).summary.staged, 40);
    assert.equal(house.targetStore.all('User').length, 40);
  });

  it('a mapping of active that disables accounts which it has only just found', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    const text = withSchema(house, activeFrom('"False"')).replace('"id": "engine-test"', '"id": "another"');
    const job = { text, stateDirectory: `${house.stateDirectory}/another` };
    const { summary } = await house.sync({ job });
    assert.deepEqual([summary.outcome, summary.staged], ['quarantined', 40]);
    assert.equal(activeUsers(house), 40);
  });

  it('half of the assignments', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    for (const name of crowd.slice(0, 20)) unassign(house, house.user(name));
    await isHeldBack(house, 20);
  });

  it('one group that is emptied, with everybody assigned by it', async (test) => {
    const fill = groupTenant(crowd);
    const house = await startHouse(test, { fill });
    for (const name of crowd) house.directory.removeMember(house.group('Everyone').id, house.user(name).id);
    const { summary } = await house.sync();
    assert.deepEqual([summary.outcome, summary.counts.disable], ['quarantined', 0]);
    assert.equal(activeUsers(house), 40);
    assert.equal(house.membersOf('Everyone').length, 40, 'nor does the group lose its members');
    const staged = await stagedOf(house);
    assert.deepEqual(
      [
        staged.filter(({ action }) => action === 'disable').length,
        staged.filter(({ action }) => action === 'removeMembers').map(({ members }) => members),
      ],
      [40, [{ lost: 40, of: 40 }]],
    );
  });

  it('everybody set to Default Access', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    for (const name of crowd) {
      unassign(house, house.user(name));
      assign(house.directory, house.user(name), '00000000-0000-0000-0000-000000000000');
    }
    await isHeldBack(house, 40);
  });

  it('a scoping filter in the wrong letter case', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    const job = { text: withSchema(house, filteredBy('userPrincipalName', 'ENDS_WITH', '@Contoso.com')) };
    const { summary } = await house.sync({ job });
    assert.deepEqual([summary.outcome, summary.staged], ['quarantined', 40]);
  });

  it('everybody, from three on, and not a few of a small team', async (test) => {
    for (const [size, leaving, staged] of [
      [3, 3, 3],
      [4, 3, 0],
      [7, 5, 0],
      [7, 6, 6],
    ] as const) {
      const house = await startHouse(test, { fill: smallTenant(crowd.slice(0, size)) });
      for (const name of crowd.slice(0, leaving)) unassign(house, house.user(name));
      assert.equal((await house.sync()).summary.staged, staged, `${leaving} of ${size}`);
    }
  });

  it('everybody who is left, when somebody turns out to have lost the account before', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd.slice(0, 4)) });
    const [gone = '', ...others] = crowd.slice(0, 4);
    await house.deleteFromTarget('Users', house.targetUser(gone)?.id ?? '');
    for (const name of [gone, ...others]) unassign(house, house.user(name));
    assert.equal((await house.sync()).summary.staged, others.length);
  });
});

describe('what is held back', () => {
  it('is released by name: who would follow by now is held back in turn', async (test) => {
    const large = Array.from({ length: 200 }, (_, index) => `user.n${index}`);
    const house = await startHouse(test, { fill: smallTenant(large) });
    for (const name of large.slice(0, 41)) unassign(house, house.user(name));
    assert.equal((await house.sync()).summary.staged, 41);
    const named = (await stagedOf(house)).map(({ source }) => source.displayName);
    assert.equal(named.length, 41);
    for (const name of large.slice(41, 151)) unassign(house, house.user(name));
    const released = await house.sync({ allowDeletes: true });
    assert.deepEqual(
      [released.summary.outcome, released.summary.counts.disable, released.summary.staged],
      ['quarantined', 41, 110],
    );
    const disabled = released.events
      .filter(({ action }) => action === 'disable')
      .map(({ source }) => source.displayName);
    assert.deepEqual(disabled.sort(), named.sort());
    assert.equal(activeUsers(house), 159);
  });

  it('waits for a release although fewer are left by now', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    for (const name of crowd.slice(0, 20)) unassign(house, house.user(name));
    await isHeldBack(house, 20);
    for (const name of crowd.slice(0, 18)) assign(house.directory, house.user(name), roles.user);
    await isHeldBack(house, 2);
    const released = await house.sync({ allowDeletes: true });
    assert.deepEqual([released.summary.outcome, released.summary.counts.disable], ['completed', 2]);
  });

  it('is not released by a release when nothing was held back before', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    for (const name of crowd.slice(0, 20)) unassign(house, house.user(name));
    const { summary } = await house.sync({ allowDeletes: true });
    assert.deepEqual([summary.outcome, summary.staged, summary.counts.disable], ['quarantined', 20, 0]);
  });

  it('is held back from Provision on Demand, too', async (test) => {
    const house = await startHouse(test, { fill: smallTenant(crowd) });
    for (const name of crowd) unassign(house, house.user(name));
    const event = await house.withSession((session) =>
      session.provisionOnDemand('user.n00@contoso.com', new AbortController().signal),
    );
    assert.deepEqual([event.action, event.status], ['stagedDelete', 'warning']);
    assert.equal(activeUsers(house), 40);
    await isHeldBack(house, 40);
  });
});

async function isHeldBack(house: EngineTest, count: number): Promise<void> {
  const before = house.target.writes();
  const { summary } = await house.sync();
  assert.deepEqual([summary.outcome, summary.staged], ['quarantined', count]);
  assert.equal(house.target.writes(), before);
}

async function startHouse(test: TestContext, options: EngineTestOptions): Promise<EngineTest> {
  const house = await startEngineTest(test, options);
  await house.sync();
  await house.acceptInvitations();
  return house;
}

/** A tenant whose people are assigned by one group only. */
function groupTenant(people: readonly string[]): NonNullable<EngineTestOptions['fill']> {
  const fill = smallTenant([], { Everyone: [] });
  return (directory) => {
    fill(directory);
    directory.seed(() => {
      const group = [...directory.groups.order.values()][0];
      if (group === undefined) throw new Error('The tenant has no group.');
      for (const name of people) directory.addMember(group.id, addUser(directory, name).id);
    });
  };
}

function activeUsers(house: EngineTest): number {
  return house.targetStore.all('User').filter(({ attributes }) => attributes['active'] === true).length;
}

function stagedOf(house: EngineTest) {
  return house.withSession((session) => Promise.resolve(session.status().staged));
}

function withSchema(house: EngineTest, schema: SynchronizationSchema): string {
  const { id, displayName, source, target } = JSON.parse(house.jobText.replace(/^\s*\/\/.*$/gm, '')) as Parameters<
    typeof createJobText
  >[0];
  return createJobText({ id, displayName, source, target, schema });
}

function activeFrom(expression: string, traits: object = {}): SynchronizationSchema {
  return schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: mapping.attributeMappings.map((attribute) =>
      attribute.targetAttributeName === 'active' ? { ...attribute, source: { expression }, ...traits } : attribute,
    ),
  }));
}

function filteredBy(sourceOperandName: string, operatorName: string, value: string): SynchronizationSchema {
  const clauses = [{ sourceOperandName, operatorName, targetOperand: { values: [value] } }];
  return schemaWith((mapping) => ({ ...mapping, scope: { groups: [{ clauses }] } }));
}
