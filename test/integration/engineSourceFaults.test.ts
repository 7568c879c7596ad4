import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { it } from '../support/targets/eachTarget.ts';
import {
  addUser,
  credential,
  smallTenant,
  sourceToken,
  startEngineTest,
  unassign,
  type EngineTest,
  proof,
} from './engineSetup.ts';
import { startCannedGraph } from './engineCannedGraph.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const groups = { Readers: ['ada.lovelace'] };
const notFound = { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'Not here.' } } };

const faults: readonly (readonly [name: string, fault: FaultRule, words: RegExp])[] = [
  ['refuses the token', { kind: 'unauthorized' }, /responded with 401 InvalidAuthenticationToken/],
  ['refuses the permission', { kind: 'forbidden' }, /responded with 403 Authorization_RequestDenied/],
  ['fails', { kind: 'serverError' }, /responded with 500/],
  ['answers half', { kind: 'invalidJson' }, /body that isn’t JSON/],
  ['answers with a web page', { kind: 'htmlPage' }, /body that isn’t JSON/],
  ['hangs', { kind: 'hang' }, /did not respond/],
  ['cuts the connection', { kind: 'cutBefore' }, /closed the connection/],
];

describe('a source that', () => {
  for (const [name, fault, words] of faults) {
    // Waiting for an answer takes its time: once is enough.
    const paths = fault.kind === 'hang' ? ['^/groups/delta'] : ['appRoleAssignedTo', '^/users/delta', '^/groups/delta'];
    for (const path of paths) {
      it(`${name} at ${path} stops the cycle: nothing is written, and the next one does the work`, async (test) => {
        const house = await startEngineTest(test, { fill: smallTenant(people, groups), requestTimeoutMs: 60 });
        await house.sync();
        change(house);
        const before = house.target.writes();
        house.directoryServer.faults.set({ ...fault, path });
        await assert.rejects(house.sync(), (error) => {
          assert.ok(error instanceof ProvisioningFailure, String(error));
          assert.match(error.message, words);
          assert.ok(error.recommendedAction);
          assert.equal(JSON.stringify([error.message, error.exchange]).includes(sourceToken), false);
          return true;
        });
        assert.equal(house.target.writes(), before);
        house.directoryServer.faults.clear();
        const { summary } = await house.sync();
        assert.deepEqual([summary.counts.update, summary.counts.disable, summary.counts.failure], [1, 1, 0]);
      });
    }
  }

  it('throttles is waited for', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    house.directoryServer.faults.set({ kind: 'tooManyRequests', retryAfterSeconds: 0.05, count: 2 });
    assert.equal((await house.sync()).summary.counts.create, people.length);
  });

  for (const reason of ['syncStateNotFound', 'resyncRequired'] as const) {
    it(`has forgotten the watermark (${reason}) is read from the beginning, and everybody keeps their account`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
      await house.sync();
      change(house);
      const gone = house.user('ben.baker');
      house.directory.deleteObject(gone);
      house.directory.purgeObject(gone);
      house.directoryServer.deltaTokens.revoke(reason);
      const { summary } = await house.sync();
      assert.equal(summary.cycle, 'initial');
      assert.deepEqual(
        summary.counts,
        { create: 0, update: 1, disable: 1, delete: 1, skip: 0, failure: 0 },
        'who was purged meanwhile is found to be gone',
      );
      assert.equal((await house.sync()).summary.requests.target, proof);
    });
  }

  it('fails while it is read from the beginning is read from the beginning again: nobody is overlooked', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    await house.sync();
    const gone = house.user('ben.baker');
    house.directory.deleteObject(gone);
    house.directory.purgeObject(gone);
    house.directoryServer.deltaTokens.revoke('syncStateNotFound');
    house.directoryServer.faults.set({ kind: 'serverError', path: '^/groups/delta' });
    await assert.rejects(house.sync());
    house.directoryServer.faults.clear();
    const { summary } = await house.sync();
    assert.equal(summary.cycle, 'initial');
    assert.equal(summary.counts.delete, 1);
  });
});

describe('a source that suddenly answers nothing', () => {
  it('about assignments is asked twice, and what would follow is held back until a person releases it', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    await house.sync();
    for (const principal of [...people.map(house.user), house.group('Readers')]) unassign(house, principal);
    const before = house.target.writes();
    assert.match(english((await house.preview()).summary.quarantine?.message ?? ''), /lists no assignments any more/);
    for (const words of [/lists no assignments any more/, /all users who have access/]) {
      const { summary } = await house.sync();
      assert.deepEqual([summary.outcome, summary.staged], ['quarantined', people.length + 1]);
      assert.match(english(summary.quarantine?.message ?? ''), words);
    }
    assert.equal(house.target.writes(), before);
    const { summary } = await house.sync({ allowDeletes: true });
    assert.deepEqual([summary.counts.disable, summary.counts.delete], [people.length, 1]);
  });

  it('about users or groups, when all of them are read, is asked about each of them', async (test) => {
    for (const empty of ['users', 'groups'] as const) {
      const house = await startEngineTest(test, { fill: smallTenant(people, { ...groups, Writers: [] }) });
      await house.sync();
      const graph = await startCannedGraph(test, house);
      graph.lists.set(empty, []);
      const restarted = await house.sync({ restart: true, job: graph.job });
      assert.deepEqual([restarted.summary.outcome, restarted.summary.requests.targetWrites], ['completed', 0]);
      assert.equal(
        house.targetStore.all('User').every((user) => user.attributes['active'] === true),
        true,
      );
      graph.lists.delete(empty);
      const { summary } = await house.sync({ job: graph.job });
      assert.deepEqual([summary.counts.disable, summary.counts.delete], [0, 0]);
    }
  });

  it('about one who is in fact there is asked once more before anything is done', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    await house.sync();
    const graph = await startCannedGraph(test, house);
    graph.withoutIds.add(house.user('ada.lovelace').id);
    const { summary } = await house.sync({ restart: true, job: graph.job });
    assert.deepEqual([summary.counts.disable, summary.counts.delete, summary.unchanged], [0, 0, 4]);
  });

  it('about a group, and can’t tell what became of it, takes access from none of its members', async (test) => {
    for (const provisionsGroups of [true, false]) {
      const house = await startEngineTest(test, { fill: smallTenant(people, { Team: [] }) });
      const graph = await startCannedGraph(test, house);
      const invited = ['dora.dean', 'eva.east', 'finn.fox'];
      for (const name of invited) house.directory.addMember(house.group('Team').id, addUser(house.directory, name).id);
      const job = provisionsGroups ? graph.job : { ...graph.job, text: withoutGroups(graph.job.text ?? '') };
      await house.sync({ job });
      const { id } = house.group('Team');
      graph.lists.set('groups', []);
      graph.instead = (path) =>
        path.includes(`/groups/${id}`) || path.includes('deletedItems') ? notFound : undefined;
      for (const restart of [true, false, true]) {
        const { summary } = await house.sync({ restart, job });
        assert.deepEqual([summary.requests.targetWrites, summary.staged], [0, 0]);
        assert.equal(summary.counts.failure, provisionsGroups ? 1 : 0, 'the group fails by itself');
      }
      assert.equal(house.targetStore.all('User').length, people.length + invited.length);
      graph.instead = () => undefined;
      graph.lists.clear();
      house.directory.removeMember(id, house.user('eva.east').id);
      await house.sync({ job });
      assert.equal(house.targetUser('eva.east'), undefined, 'an invited user who is suspended is deleted');
      assert.equal(house.targetStore.all('User').length, people.length + invited.length - 1);
    }
  });

  it('or ends a delta query without its last link is not believed', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    await house.sync();
    const graph = await startCannedGraph(test, house);
    graph.withoutDeltaLink = true;
    await assert.rejects(house.sync({ restart: true, job: graph.job }), /neither @odata.nextLink nor @odata.deltaLink/);
  });

  it('or says of a beginning that it is too long ago stops the cycle, in words', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    const graph = await startCannedGraph(test, house);
    graph.expired = true;
    await assert.rejects(house.sync({ job: graph.job }), (error) => {
      assert.ok(error instanceof ProvisioningFailure, String(error));
      assert.deepEqual([error.kind, english(error.recommendedAction ?? '')], ['source', 'Run the cycle again later.']);
      assert.match(error.message, /Too long ago\./);
      return true;
    });
    assert.equal(house.target.writes(), 0);
  });

  it('or gives a link that is no address stops the cycle, in words', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    const graph = await startCannedGraph(test, house);
    graph.nextLinkOrigin = 'nowhere';
    await assert.rejects(house.sync({ job: graph.job }), /a link that is no address/);
  });

  it('or has entries that are no objects is read without them', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const graph = await startCannedGraph(test, house);
    graph.lists.set('groups', [null, 7, {}] as unknown as readonly object[]);
    assert.equal((await house.sync({ job: graph.job })).summary.counts.create, people.length);
  });

  it('or does not know the application itself still tells who is assigned', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const graph = await startCannedGraph(test, house);
    graph.withoutApplication = true;
    assert.equal((await house.sync({ job: graph.job })).summary.counts.create, people.length);
  });
});

describe('the source’s token', () => {
  it('does not follow a page link to another server', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const stranger = await startEngineTest(test, { fill: smallTenant([]) });
    const graph = await startCannedGraph(test, house);
    graph.nextLinkOrigin = stranger.params.sourceCredential?.origin ?? null;
    await assert.rejects(house.sync({ job: graph.job }), /a link to another server .* which is not followed/);
    assert.deepEqual(stranger.directoryServer.requestCounts(), {});
  });

  it('is not sent to an origin that it was not entered for', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const sourceCredential = credential(sourceToken, 'https://graph.microsoft.com/v1.0');
    await assert.rejects(house.sync({ job: { sourceCredential } }), /was entered for https:\/\/graph\.microsoft\.com/);
    assert.deepEqual(house.directoryServer.requestCounts(), {});
  });
});

/** Ada changes her name and Cleo leaves. */
function change(house: EngineTest): void {
  house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
  unassign(house, house.user('cleo.carter'));
}

/** The job with its group mapping switched off. */
function withoutGroups(text: string): string {
  return text.replace(/("enabled": )true(?=,\s*"flowTypes": "[^"]*",\s*"sourceObjectName": "Group")/, '$1false');
}
