import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import type { HoldDecision, StagedAction } from '../../src/protocol/stagedActions.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { refusal, startOddRun, type OddRun } from './engineOddTarget.ts';
import { addUser, smallTenant, unassign } from './engineSetup.ts';

/** What is held back is released or rejected one by one, by name. */

const crowd = Array.from({ length: 40 }, (_, index) => `user.n${String(index).padStart(2, '0')}`);
const ten = crowd.slice(0, 10);
const leaving = ten.slice(0, 6);
const [ann = '', ben = '', cleo = ''] = leaving;

const displayName = (run: OddRun, name: string): string => run.user(name).properties['displayName'] as string;
const upn = (name: string): string => `${name}@contoso.com`;

function decide(
  run: OddRun,
  names: readonly string[] | null,
  verdict: HoldDecision['verdict'],
): Promise<readonly StagedAction[]> {
  return run.withSession((session) => session.decideHolds(names, verdict, () => undefined), run.job);
}

function staged(run: OddRun): Promise<readonly StagedAction[]> {
  return run.withSession((session) => Promise.resolve(session.status().staged), run.job);
}

function without(run: OddRun): readonly string[] {
  return ten.filter((name) => run.targetUser(name)?.attributes['active'] !== true);
}

/** Six of ten leave, and are held back. */
async function startHeld(test: TestContext): Promise<OddRun> {
  const run = await startOddRun(test, { fill: smallTenant(ten) });
  for (const name of leaving) unassign(run, run.user(name));
  assert.equal((await run.cycle()).summary.staged, 6);
  return run;
}

describe('a release', () => {
  it('is for the named ones: the next sync carries them out, and holds the others back', async (test) => {
    const run = await startHeld(test);
    const decided = await decide(run, [upn(ann), displayName(run, ben)], 'released');
    assert.deepEqual([decided.length, without(run)], [2, []], 'nothing is sent before the next sync');
    const { summary } = await run.cycle();
    assert.deepEqual([without(run), summary.counts.disable, summary.staged], [[ann, ben], 2, 4]);
    assert.equal((await staged(run)).length, 4);
  });

  it('of all is for all that nobody has decided about', async (test) => {
    const run = await startHeld(test);
    await decide(run, [upn(cleo)], 'rejected');
    assert.equal((await decide(run, null, 'released')).length, 5);
    await run.cycle();
    assert.deepEqual(
      without(run),
      leaving.filter((name) => name !== cleo),
    );
    assert.deepEqual((await decide(run, null, 'released')).length, 0);
  });

  it('stays one until it could be carried out', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'released');
    run.be({ instead: ({ does }) => (['update', 'delete'].includes(does) ? refusal(500) : null) });
    await run.cycle().catch(() => null);
    run.be({});
    assert.deepEqual(without(run), []);
    const { summary } = await run.cycle();
    assert.deepEqual([summary.staged, without(run)], [0, leaving]);
    assert.deepEqual(await staged(run), []);
  });

  it('of a disable is none of a deletion', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'released');
    for (const name of leaving) {
      run.directory.deleteObject(run.user(name));
      run.directory.purgeObject(run.user(name));
    }
    const { summary } = await run.cycle();
    assert.deepEqual([summary.staged, without(run), summary.counts.delete], [6, [], 0]);
    assert.ok((await staged(run)).every(({ decision, action }) => decision === null && action === 'delete'));
  });

  it('is shown by a preview, and obeyed by Provision on Demand', async (test) => {
    const run = await startHeld(test);
    await decide(run, [upn(ann)], 'released');
    const never = new AbortController().signal;
    const event = await run.withSession((session) => session.provisionOnDemand(upn(ann), never), run.job);
    assert.deepEqual([event.action, without(run)], ['disable', [ann]]);
    const other = await run.withSession((session) => session.provisionOnDemand(upn(ben), never), run.job);
    assert.deepEqual([other.action, without(run)], ['stagedDelete', [ann]]);
  });
});

describe('a rejection', () => {
  it('keeps the account, holds nobody else back, and asks no more', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'rejected');
    const first = await run.cycle();
    assert.deepEqual([first.summary.outcome, first.summary.staged, without(run)], ['completed', 0, []]);
    assert.equal(first.events.filter(({ reason }) => reason.code === 'DeleteRejected').length, 6);
    const [seventh = ''] = ten.slice(6);
    unassign(run, run.user(seventh));
    const second = await run.cycle();
    assert.deepEqual([second.summary.outcome, without(run)], ['completed', [seventh]]);
    const third = await run.cycle();
    assert.deepEqual(
      [third.events.length, third.summary.requests.targetWrites],
      [0, 0],
      'a quiet cycle says nothing of it',
    );
    assert.equal((await staged(run)).length, 6, 'it stays listed');
  });

  it('lasts while somebody else waits for the name, however often that is tried', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(ten) });
    for (const name of leaving) {
      const user = run.user(name);
      run.directory.deleteObject(user);
      run.directory.purgeObject(user);
    }
    await run.cycle();
    await decide(run, null, 'rejected');
    await run.cycle();
    const successor = addUser(run.directory, 'ann.again');
    run.directory.updateObject(successor, { userPrincipalName: upn(ann), mail: upn(ann) });
    assign(run.directory, successor, roles.user);
    for (let attempt = 0; attempt < 3; attempt++) await run.cycle({ retryFailures: true });
    const verdicts = (await staged(run)).map(({ decision }) => decision?.verdict);
    assert.deepEqual(
      verdicts,
      leaving.map(() => 'rejected'),
    );
  });

  it('lasts through a restart, and through other settings', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'rejected');
    const restarted = await run.cycle({ restart: true });
    assert.deepEqual([restarted.summary.outcome, without(run)], ['completed', []]);
    const job = JSON.parse((run.job.text ?? '').replace(/^\s*\/\/.*$/gm, '')) as { provisioning: object };
    const provisioning = { ...job.provisioning, accidentalDeletionPrevention: { enabled: false } };
    const text = JSON.stringify({ ...job, provisioning });
    const { summary } = await run.sync({ job: { ...run.job, text }, restart: true });
    assert.deepEqual([summary.outcome, without(run)], ['completed', []]);
  });

  it('ends with its cause: who leaves again is held back anew, or goes', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'rejected');
    await run.cycle();
    for (const name of leaving) assign(run.directory, run.user(name), roles.user);
    await run.cycle();
    assert.deepEqual(await staged(run), []);
    for (const name of leaving) unassign(run, run.user(name));
    assert.deepEqual([(await run.cycle()).summary.staged, without(run)], [6, []]);
  });

  it('is asked about again when the source says something else', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'rejected');
    await run.cycle();
    run.directory.deleteObject(run.user(ann));
    const { summary } = await run.cycle();
    assert.deepEqual([summary.staged, summary.outcome, without(run)], [1, 'quarantined', []]);
  });

  it('can be taken back by a release, and a release by a rejection', async (test) => {
    const run = await startHeld(test);
    await decide(run, null, 'rejected');
    await run.cycle();
    await decide(run, [upn(ann), upn(ben)], 'released');
    await decide(run, [upn(ben)], 'rejected');
    await run.cycle();
    assert.deepEqual([without(run), (await staged(run)).length], [[ann], 5]);
  });

  it('of members keeps them, although others leave and join', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(crowd, { Team: crowd }) });
    const team = run.group('Team').id;
    for (const name of crowd.slice(0, 25)) run.directory.removeMember(team, run.user(name).id);
    assert.equal((await run.cycle()).summary.staged, 1);
    await decide(run, ['team'], 'rejected');
    assert.deepEqual([(await run.cycle()).summary.outcome, run.membersOf('Team').length], ['completed', 40]);
    run.directory.removeMember(team, run.user(crowd[30] ?? '').id);
    const { summary } = await run.cycle();
    assert.deepEqual([summary.outcome, run.membersOf('Team').length], ['completed', 39]);
    for (const name of crowd.slice(0, 20)) run.directory.addMember(team, run.user(name).id);
    await run.cycle();
    assert.equal(run.membersOf('Team').length, 39);
    await decide(run, ['Team'], 'released');
    await run.cycle();
    assert.deepEqual([run.membersOf('Team').length, await staged(run)], [34, []]);
  });
});

describe('a name', () => {
  it('of nobody who is held back decides nothing, and the nearest is told', async (test) => {
    const run = await startHeld(test);
    const wrong = `${displayName(run, ben)}x`;
    await assert.rejects(decide(run, [upn(ann), wrong], 'released'), (error: Error) => {
      assert.match(error.message, /^Nothing called .* is held back\. Did you mean "/);
      return true;
    });
    assert.ok((await staged(run)).every(({ decision }) => decision === null));
  });

  it('of several is refused with the candidates', async (test) => {
    const run = await startHeld(test);
    run.directory.updateObject(run.user(ben), { displayName: displayName(run, ann) });
    await run.cycle();
    await assert.rejects(decide(run, [displayName(run, ann)], 'rejected'), (error: Error) => {
      assert.match(error.message, /^2 staged deletes are called/);
      assert.ok(error.message.includes(upn(ann)) && error.message.includes(upn(ben)));
      return true;
    });
  });
});

it('a staged action tells what the account has now and what it would be', async (test) => {
  const run = await startHeld(test);
  const [first] = await staged(run);
  const detail = await run.withSession((session) => Promise.resolve(session.readHold(first?.key ?? '')), run.job);
  assert.equal(detail?.before['active'], true);
  assert.equal(detail.after?.['active'], false);
  assert.equal(detail.before['userName'], detail.after['userName']);
});

it('a group tells by name who would leave it and who would stay', async (test) => {
  const run = await startOddRun(test, { fill: smallTenant(crowd, { Team: crowd }) });
  for (const name of crowd.slice(0, 25)) run.directory.removeMember(run.group('Team').id, run.user(name).id);
  await run.cycle();
  const [first] = await staged(run);
  const detail = await run.withSession((session) => Promise.resolve(session.readHold(first?.key ?? '')), run.job);
  assert.deepEqual([detail?.members?.leave.length, detail?.members?.stay.length], [25, 15]);
  assert.deepEqual(detail?.members?.leave[0], 'User N00');
});
