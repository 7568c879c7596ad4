import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { atWrite, syncAndKill } from './engineKill.ts';
import { enterprise, withManager } from './engineRichSchema.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest, proof } from './engineSetup.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const users = 140;
const fill = (directory: EngineTest['directory']): void => {
  fillLoadTenant(directory, users);
};

/**
 * Writes after which the engine is killed: before any answer is recorded, within a batch of 128, at its end, between users
 * and groups, and among the memberships.
 */
const moments = [1, 20, 128, 139, 142, 145];

describe('an engine that is killed while it syncs', () => {
  for (const moment of moments) {
    it(`at write ${moment} goes on where it was: nobody twice, no link lost, everything as if undisturbed`, async (test) => {
      const house = await startEngineTest(test, { fill });
      const killed = await syncAndKill(house, moment);
      assert.equal(killed, true, 'it was killed before its end');
      const { summary } = await house.sync();
      assert.equal(summary.outcome, 'completed');
      assert.equal(summary.counts.failure, 0);
      isComplete(house);
      const last = await house.sync();
      assert.equal(last.summary.requests.target, proof);
      const restarted = await house.sync({ restart: true });
      assert.equal(restarted.summary.requests.targetWrites, 0, 'every object is linked');
    });
  }

  it('twice in a row loses nothing either', async (test) => {
    const house = await startEngineTest(test, { fill });
    await syncAndKill(house, 30);
    await syncAndKill(house, 30);
    await house.sync();
    isComplete(house);
  });

  it('in an incremental cycle finishes every change in the next one', async (test) => {
    const house = await startEngineTest(test, { fill });
    await house.sync();
    await house.acceptInvitations();
    const changed = [...house.directory.users.order.values()].slice(0, 60);
    for (const [index, user] of changed.entries())
      house.directory.updateObject(user, index % 4 !== 0 ? { givenName: 'Changed' } : { accountEnabled: false });
    assert.equal(await syncAndKill(house, 25), true);
    const { summary } = await house.sync();
    assert.equal(summary.counts.failure, 0);
    for (const [index, { properties }] of changed.entries()) {
      const account = house.targetUser(properties['mailNickname'] as string);
      assert.ok(account);
      if (index % 4 !== 0) assert.equal((account.attributes['name'] as { givenName: string }).givenName, 'Changed');
      else assert.equal(account.attributes['active'], false);
    }
    assert.equal((await house.sync()).summary.requests.target, proof);
  });
});

describe('who comes back after an engine that was killed has taken them away', () => {
  it('as a group that was deleted is there again, with its members', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    await house.sync();
    const readers = house.group('Readers');
    house.directory.deleteObject(readers);
    assert.equal(await syncAndKill(house, 1), true);
    assert.equal(house.targetStore.all('Group').length, 0, 'it was deleted before anybody knew');
    house.directory.restoreObject(readers);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), people);
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
  });

  it('as somebody whose invitation was withdrawn is invited again', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    await house.sync();
    const [ada = ''] = people;
    const user = house.user(ada);
    house.directory.deleteObject(user);
    assert.equal(await syncAndKill(house, 1), true);
    house.directory.restoreObject(user);
    await house.sync();
    assert.equal(house.targetUser(ada)?.attributes['active'], true);
    assert.deepEqual(house.membersOf('Readers'), people);
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
  });
});

describe('references that an engine that was killed has changed', () => {
  it('are put back where the change was taken back meanwhile, also in a group that was left empty', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: ['ada.lovelace'] }) });
    await house.sync();
    const [readers, ada] = [house.group('Readers'), house.user('ada.lovelace')];
    house.directory.removeMember(readers.id, ada.id);
    assert.equal(await syncAndKill(house, 1), true);
    assert.deepEqual(house.membersOf('Readers'), [], 'the target has no member before anybody knew');
    house.directory.addMember(readers.id, ada.id);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace']);
    assert.equal((await house.sync()).summary.requests.target, proof);
  });

  itOnlyOver(
    'scim',
    'the Business API has no managers',
    'are put back where they stand alone, as a manager does',
    async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people, {}), schema: withManager() });
      const [ada = '', ben = '', cleo = ''] = people;
      const setManager = (name: string | null): void => {
        house.directory.setManager(house.user(ada), name === null ? null : house.user(name).id);
      };
      const managerOfAda = (): unknown => {
        const extension = house.targetUser(ada)?.attributes[enterprise];
        return (extension as { readonly manager?: { readonly value?: unknown } } | undefined)?.manager?.value;
      };
      setManager(ben);
      await house.sync();
      const before = house.targetUser(ben)?.id;
      assert.equal(managerOfAda(), before);
      for (const other of [cleo, null]) {
        setManager(other);
        assert.equal(await syncAndKill(house, 1), true);
        assert.notEqual(managerOfAda(), before, 'it was changed before anybody knew');
        setManager(ben);
        await house.sync();
        assert.equal(managerOfAda(), before);
      }
      assert.equal((await house.sync()).summary.requests.target, proof);
    },
  );
});

describe('an account of which an engine that was killed knew nothing for certain', () => {
  for (const isGone of [false, true])
    it(`is taken away when it shows again after a cycle in which the target had none, although its user ${isGone ? 'was deleted for good' : 'has left'}`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people, {}) });
      await house.sync();
      await house.acceptInvitations();
      const [ada = ''] = people;
      house.directory.updateObject(house.user(ada), { surname: 'King' });
      assert.equal(await syncAndKill(house, 1), true);
      const account = house.targetUser(ada);
      assert.ok(account);
      const user = house.user(ada);
      if (isGone) {
        house.directory.deleteObject(user);
        house.directory.purgeObject(user);
      } else unassign(house, user);
      house.targetStore.delete('User', account.id);
      await house.sync();
      house.targetStore.put(account);
      await house.sync();
      assert.equal(house.targetUser(ada)?.attributes['active'], isGone ? undefined : false);
    });
});

describe('an engine that was killed while it deleted', () => {
  it('looks for the account three times, and no longer', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, {}) });
    await house.sync();
    await house.acceptInvitations();
    const [ada = ''] = people;
    const user = house.user(ada);
    house.directory.deleteObject(user);
    house.directory.purgeObject(user);
    assert.equal(await syncAndKill(house, 1), true);
    assert.equal(house.targetUser(ada), undefined);
    for (let cycle = 0; cycle < 4; cycle++) assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal((await house.sync()).summary.requests.target, proof);
  });
});

describe('a sync that is cancelled', () => {
  for (const moment of [1, 60, 142]) {
    it(`at write ${moment} leaves a consistent state, and the next one does the rest`, async (test) => {
      const house = await startEngineTest(test, { fill });
      const cancel = new AbortController();
      const stopCounting = atWrite(house, moment, () => {
        cancel.abort(new Error('Cancelled by the test.'));
      });
      const { summary } = await house.sync({ signal: cancel.signal });
      stopCounting();
      assert.equal(summary.outcome, 'cancelled');
      assert.equal(
        await createdInLog(house),
        house.targetStore.all('User').length + house.targetStore.all('Group').length,
        'what was written is in the log',
      );
      const rest = await house.sync();
      assert.equal(rest.summary.outcome, 'completed');
      isComplete(house);
    });
  }
});

describe('what the last cycle ran with', () => {
  it('is the job file of the last one that came to its end', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.bitdiddle']) });
    const lastRun = (): Promise<string | null> =>
      house.withSession((session) => Promise.resolve(session.lastRunText()));
    assert.equal(await lastRun(), null);
    await house.sync();
    assert.equal(await lastRun(), house.jobText);

    const changed = house.jobText.replace('"includeDefaultAccess": false', '"includeDefaultAccess": true');
    assert.notEqual(changed, house.jobText);
    await house.preview({ text: changed });
    assert.equal(await lastRun(), house.jobText, 'a preview is no cycle');
    const cancel = new AbortController();
    cancel.abort(new Error('Cancelled by the test.'));
    await house.sync({ job: { text: changed }, signal: cancel.signal }).catch(() => undefined);
    assert.equal(await lastRun(), house.jobText, 'a cycle that was cancelled has left work');
    await house.sync({ job: { text: changed } });
    assert.equal(await lastRun(), changed);
  });
});

async function createdInLog(house: EngineTest): Promise<number> {
  const query = { sourceId: null, cycleId: null, before: null, limit: 1000 };
  const events = await house.withSession((session) => Promise.resolve(session.logs(query)));
  return events.filter(({ action, status }) => action === 'create' && status === 'success').length;
}

it('two syncs at once: the second says that the first is running, and changes nothing', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']), requestTimeoutMs: 60_000 });
  const cancel = new AbortController();
  const arrived = new Promise<void>((resolve) => {
    const poll = (): void => {
      if (house.target.asked('create') > 0) resolve();
      else setImmediate(poll);
    };
    poll();
  });
  house.target.fail({ kind: 'hang', does: 'create' });
  const first = house.sync({ signal: cancel.signal });
  await arrived;
  for (const second of [() => house.sync(), () => house.preview()]) {
    await assert.rejects(second, (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.equal(error.kind, 'busy');
      return true;
    });
  }
  cancel.abort(new Error('Cancelled by the test.'));
  assert.equal((await first).summary.outcome, 'cancelled');
  house.target.recover();
  assert.equal((await house.sync()).summary.counts.create, 1);
});

/** Every user and assigned group exactly once, every member in place. */
function isComplete(house: EngineTest): void {
  const userNames = house.targetStore.all('User').map((user) => user.attributes['userName'] as string);
  assert.equal(userNames.length, users);
  assert.equal(new Set(userNames).size, users);
  const assigned = new Set([...house.directory.assignments.values()].map(({ principalId }) => principalId));
  const groups = [...house.directory.groups.order.values()].filter(({ id }) => assigned.has(id));
  assert.deepEqual(
    house.targetStore
      .all('Group')
      .map((group) => group.attributes['externalId'])
      .sort(),
    groups.map(({ id }) => id).sort(),
  );
  for (const group of groups) {
    const members = [...house.directory.memberships.membersOf(group.id).keys()].map(
      (id) => house.directory.users.get(id)?.properties['mailNickname'],
    );
    assert.deepEqual(house.membersOf(group.properties['displayName'] as string), members.sort());
  }
}
