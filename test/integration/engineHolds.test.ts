import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { notFound, refusal, startOddRun, type OddRun } from './engineOddTarget.ts';
import { schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** What is held back waits until a person releases it by name, or it's certain that its cause is gone. */

const crowd = Array.from({ length: 40 }, (_, index) => `user.n${String(index).padStart(2, '0')}`);
const ten = crowd.slice(0, 10);
const leaving = ten.slice(0, 6);
const [comesBack = ''] = leaving.slice(-1);
const unreachable = leaving.slice(0, 3);
const never = new AbortController().signal;

function activeUsers({ targetStore }: EngineTest): number {
  return targetStore.all('User').filter(({ attributes }) => attributes['active'] === true).length;
}

/** Six of ten leave and are held back; then one of them comes back, so that five by themselves would be few enough. */
async function holdSixOfTen(run: OddRun): Promise<void> {
  for (const name of leaving) unassign(run, run.user(name));
  assert.equal((await run.cycle()).summary.staged, 6);
  assign(run.directory, run.user(comesBack), roles.user);
}

async function fiveAreHeld(run: OddRun): Promise<void> {
  assert.deepEqual([(await run.cycle()).summary.staged, activeUsers(run)], [5, 10]);
}

const startTen = (test: TestContext): Promise<OddRun> => startOddRun(test, { fill: smallTenant(ten) });

describe('a hold goes on', () => {
  it('when the target does not say for one cycle what it has', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    const ids = unreachable.map((name) => run.idOf(name));
    run.be({
      instead: ({ does, mentions }) => (does === 'read' && ids.some(mentions) ? refusal(500) : null),
    });
    await run.cycle();
    run.be({});
    await fiveAreHeld(run);
  });

  it('when accounts are not to be found for one cycle', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    const ids = unreachable.map((name) => run.idOf(name));
    run.be({
      instead: ({ does, mentions }) => ((does === 'read' && ids.some(mentions)) || does === 'find' ? notFound : null),
    });
    await run.cycle();
    run.be({});
    await fiveAreHeld(run);
  });

  it('when accounts are made anew under other ids', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    for (const name of unreachable) {
      const account = run.targetUser(name);
      assert.ok(account);
      run.targetStore.delete('User', account.id);
      run.targetStore.put({ ...account, id: `new-${name}` });
    }
    await fiveAreHeld(run);
  });

  it('and is not among what remains for the next cycle', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    await fiveAreHeld(run);
    const { staged, pending } = await run.withSession((session) => Promise.resolve(session.status()), run.job);
    assert.deepEqual([staged.length, pending], [5, 0]);
  });

  it('when people are deleted whose disabling was held back', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    for (const name of leaving.slice(0, 5)) {
      const user = run.user(name);
      run.directory.deleteObject(user);
      run.directory.purgeObject(user);
    }
    assert.deepEqual([(await run.cycle()).summary.staged, run.targetStore.all('User').length], [5, 10]);
    assert.equal(
      (await run.cycle({ allowDeletes: true })).summary.counts.delete,
      5,
      'and is released as what it is now',
    );
  });

  it('when invitations are accepted meanwhile', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(ten) }, false);
    await run.cycle();
    await holdSixOfTen(run);
    await run.acceptInvitations();
    await fiveAreHeld(run);
  });

  it('when a filter takes too long for one cycle', async (test) => {
    const clause = {
      sourceOperandName: 'jobTitle',
      operatorName: 'REGEX MATCH',
      targetOperand: { values: ['^(a+)+$'] },
    };
    const schema = schemaWith((mapping) => ({ ...mapping, scope: { groups: [{ clauses: [clause] }] } }));
    const run = await startEngineTest(test, { fill: smallTenant(ten), schema });
    const entitle = (names: readonly string[], jobTitle: string): void => {
      for (const name of names) run.directory.updateObject(run.user(name), { jobTitle });
    };
    entitle(ten, 'aaa');
    await run.sync();
    await run.acceptInvitations();
    entitle(leaving, 'b');
    assert.equal((await run.sync()).summary.staged, 6);
    entitle([comesBack], 'a');
    entitle(unreachable, `${'a'.repeat(5000)}b`);
    await run.sync();
    entitle(unreachable, 'b');
    assert.deepEqual([(await run.sync()).summary.staged, activeUsers(run)], [5, 10]);
  });

  it('when the mapping is off for one cycle', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    const off = schemaWith((mapping) => ({ ...mapping, enabled: mapping.sourceObjectName !== 'User' }));
    const text = JSON.stringify({ ...parsed(run.job.text ?? ''), schema: off });
    await run.sync({ job: { ...run.job, text } });
    await fiveAreHeld(run);
  });

  it('until the cause is gone, and no longer', async (test) => {
    const run = await startTen(test);
    await holdSixOfTen(run);
    await fiveAreHeld(run);
    for (const name of leaving) if (name !== comesBack) assign(run.directory, run.user(name), roles.user);
    assert.equal((await run.cycle()).summary.staged, 0);
    unassign(run, run.user(comesBack));
    assert.equal((await run.cycle()).summary.counts.disable, 1);
  });

  it('for two of two whom the source has stopped to tell of, whatever else is run first', async (test) => {
    for (const cutShort of [false, true]) {
      const pair = ten.slice(0, 2);
      const run = await startOddRun(test, { fill: smallTenant(pair) });
      for (const name of pair) unassign(run, run.user(name));
      if (cutShort) {
        const stop = new AbortController();
        run.be({
          instead({ does, type }) {
            if (type === 'User' && (does === 'read' || does === 'update')) stop.abort();
            return null;
          },
        });
        await run.cycle({ signal: stop.signal });
        run.be({});
      } else
        await run.withSession((session) => session.provisionOnDemand(`${pair[0] ?? ''}@contoso.com`, never), run.job);
      assert.deepEqual([(await run.cycle()).summary.staged, activeUsers(run)], [2, 2]);
    }
  });
});

describe('members that are held back', () => {
  const loseMembers = async (test: TestContext): Promise<OddRun> => {
    const run = await startOddRun(test, { fill: smallTenant(crowd, { Team: crowd }) });
    remove(run, crowd.slice(0, 25));
    assert.equal((await run.cycle()).summary.staged, 1);
    return run;
  };
  const remove = (run: OddRun, names: readonly string[]): void => {
    for (const name of names) run.directory.removeMember(run.group('Team').id, run.user(name).id);
  };
  const add = (run: OddRun, names: readonly string[]): void => {
    for (const name of names) run.directory.addMember(run.group('Team').id, run.user(name).id);
  };

  it('wait although fewer are left, also when the group could not be read, and for provision on demand', async (test) => {
    const run = await loseMembers(test);
    add(run, crowd.slice(0, 19));
    run.be({ instead: ({ type }) => (type === 'Group' ? refusal(500) : null) });
    await run.cycle().catch(() => null);
    run.be({});
    assert.equal((await run.cycle()).summary.staged, 1);
    const event = await run.withSession((session) => session.provisionOnDemand('Team', never), run.job);
    assert.deepEqual([event.action, run.membersOf('Team').length], ['stagedDelete', 40]);
    add(run, crowd.slice(19, 25));
    assert.equal((await run.cycle()).summary.staged, 0);
    remove(run, crowd.slice(0, 6));
    await run.cycle();
    assert.equal(run.membersOf('Team').length, 34, 'once all are back, few may leave');
  });

  it('are told by a preview as held back, and not as what would be done', async (test) => {
    const run = await loseMembers(test);
    const told = async (): Promise<unknown> => {
      const { summary, decisions } = await run.preview(run.job);
      const of = ({ held, action, changes, steps }: (typeof decisions)[number]): unknown => [
        [held, action, changes.map(({ attribute }) => attribute)],
        english(steps.at(-1)?.description ?? '').slice(0, 9),
      ];
      const team = decisions.filter(({ source }) => source.type === 'Group').map(of);
      return [summary.counts.update, summary.unchanged, summary.staged, team];
    };
    assert.deepEqual(await told(), [0, 40, 1, [[['whole', 'update', ['members']], 'Held back']]]);
    run.directory.updateObject(run.group('Team'), { displayName: 'Crew' });
    assert.deepEqual(await told(), [1, 40, 1, [[['part', 'update', ['displayName']], 'Held back']]]);
  });

  it('are released by name: who left the group since stays', async (test) => {
    const run = await loseMembers(test);
    remove(run, crowd.slice(25));
    const { summary } = await run.cycle({ allowDeletes: true });
    assert.deepEqual([summary.staged, run.membersOf('Team').length], [1, 15]);
    await run.cycle({ allowDeletes: true });
    assert.equal(run.membersOf('Team').length, 0);
  });

  it('are also those of a group that would be deleted', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(crowd, { Team: crowd }) });
    unassign(run, run.group('Team'));
    const { summary } = await run.cycle();
    assert.match(english(summary.quarantine?.message ?? ''), /Team would be deleted with its 40 members/);
    assert.equal(run.membersOf('Team').length, 40);
    await run.cycle({ allowDeletes: true });
    assert.equal(run.targetGroup('Team'), undefined);
  });
});

it('explain says of somebody who is held back that it is so', async (test) => {
  const run = await startTen(test);
  await holdSixOfTen(run);
  const [first = ''] = leaving;
  const decision = await run.withSession((session) => session.explain(`${first}@contoso.com`, never), run.job);
  assert.equal(decision.action, 'disable');
  assert.match(english(decision.steps.at(-1)?.description ?? ''), /^Held back by accidental-deletion prevention/);
});

function parsed(jobText: string): Record<string, unknown> {
  return JSON.parse(jobText.replace(/^\s*\/\/.*$/gm, '')) as Record<string, unknown>;
}
