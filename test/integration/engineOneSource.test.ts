import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { startCannedGraph } from './engineCannedGraph.ts';
import { addUser, smallTenant, startEngineTest, unassign } from './engineSetup.ts';

/** Whoever asks about one person learns what a cycle would, and believes the source no sooner. */

const never = new AbortController().signal;
const crowd = Array.from({ length: 40 }, (_, index) => `user.n${index}`);
const nothing = { status: 200, body: { value: [] } };
const notFound = { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'Not here.' } } };

describe('provision on demand', () => {
  for (const [name, pattern, lie] of [
    ['an empty list of assignments', /appRoleAssignedTo/, nothing],
    ['a 404 to every user', /^\/v1\.0\/(users|directory\/deletedItems)\/[^?]/, notFound],
  ] as const) {
    it(`does not take ${name} for true, and the next cycle disables nobody`, async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant(crowd) });
      const graph = await startCannedGraph(test, run);
      await run.sync({ job: graph.job });
      await run.acceptInvitations();
      graph.instead = (path) => (pattern.test(path) ? lie : undefined);
      const asked = run.withSession((session) => session.provisionOnDemand('user.n00@contoso.com', never), graph.job);
      const action = await asked.then(
        (event) => event.action,
        (error: unknown) => (error instanceof ProvisioningFailure ? error.kind : error),
      );
      assert.notEqual(action, 'disable');
      assert.notEqual(action, 'delete');
      graph.instead = () => undefined;
      const { summary } = await run.sync({ job: graph.job });
      assert.deepEqual([summary.requests.targetWrites, summary.staged], [0, 0]);
    });
  }

  it('creates no account for who was removed from the group that gave access', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(crowd.slice(0, 4), { Readers: [] }) });
    const late = addUser(run.directory, 'ada.lovelace');
    run.directory.addMember(run.group('Readers').id, late.id);
    await run.withSession((session) => session.refreshSource(never, () => undefined));
    run.directory.removeMember(run.group('Readers').id, late.id);
    const event = await run.withSession((session) => session.provisionOnDemand('ada.lovelace@contoso.com', never));
    assert.deepEqual([event.action, event.reason.code], ['skip', 'NotEffectivelyEntitled']);
    assert.equal(run.targetUser('ada.lovelace'), undefined);
  });

  it('of who joined a group a moment ago creates the account', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(crowd.slice(0, 4), { Readers: [] }) });
    await run.sync();
    const late = addUser(run.directory, 'ada.lovelace');
    run.directory.addMember(run.group('Readers').id, late.id);
    const event = await run.withSession((session) => session.provisionOnDemand('ada.lovelace@contoso.com', never));
    assert.deepEqual([event.action, event.status], ['create', 'success']);
    assert.deepEqual((await run.sync()).summary.counts.create, 0);
    assert.deepEqual(run.membersOf('Readers'), ['ada.lovelace']);
  });
});

it('explain says of one user what the next sync does', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(crowd.slice(0, 10), { Readers: ['user.n1'] }) });
  await run.sync();
  await run.acceptInvitations();
  unassign(run, run.user('user.n0'));
  unassign(run, run.user('user.n1'));
  run.directory.updateObject(run.user('user.n2'), { surname: 'King' });
  run.directory.deleteObject(run.user('user.n3'));
  assign(run.directory, addUser(run.directory, 'ada.lovelace'), roles.user);
  const names = ['user.n0', 'user.n1', 'user.n2', 'user.n3', 'ada.lovelace'];
  const told: Record<string, string> = {};
  for (const name of names) {
    const decision = await run.withSession((session) => session.explain(`${name}@contoso.com`, never));
    told[decision.source.displayName] = decision.action;
  }
  const { events } = await run.sync();
  const done = Object.fromEntries(
    events.filter(({ source }) => source.displayName in told).map(({ source, action }) => [source.displayName, action]),
  );
  assert.deepEqual({ 'User N1': 'none', ...done }, told);
});

it('a single 404 to a user who is there is asked about again, and nobody is deleted', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(crowd.slice(0, 4)) });
  const graph = await startCannedGraph(test, run);
  await run.sync({ job: graph.job });
  await run.acceptInvitations();
  run.directory.updateObject(run.user('user.n1'), { surname: 'King' });
  const { id } = run.user('user.n1');
  // The delta leaves the user out and a restart reads everybody: only a question about the user tells what is so.
  graph.withoutIds.add(id);
  let left = 1;
  graph.instead = (path) => (path.includes(`/users/${id}`) && left-- > 0 ? notFound : undefined);
  const { summary } = await run.sync({ job: graph.job, restart: true });
  assert.deepEqual([summary.counts.disable, summary.counts.delete], [0, 0]);
  assert.equal(run.targetUser('user.n1')?.attributes['active'], true);
});
