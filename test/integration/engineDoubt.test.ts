import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { syncAndKill } from './engineKill.ts';
import { loseState, rename } from './engineDisturb.ts';
import { refusal, startOddRun, withMembers } from './engineOddTarget.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** What a response leaves open stays open until somebody has looked: nothing is taken for known by being silent about it. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const [ada = '', ben = ''] = people;
const crowd = [...people, ...Array.from({ length: 20 }, (_, index) => `user.n${index}`)];
const untold = { members: undefined };
/** So much later that whatever failed is tried again. */
const later = 86_400_000;

/** Gives an account another id, as a target does that responded with a wrong one when it was created. */
function moveAccount(house: EngineTest, name: string): string {
  const account = house.targetUser(name);
  assert.ok(account);
  house.targetStore.delete('User', account.id);
  const id = `${account.id}-moved`;
  house.targetStore.put({ ...account, id });
  return id;
}

describe('an account that an update doesn’t find, and that can’t be looked for', () => {
  itOnlyOver(
    'scim',
    'a filter that fails is SCIM’s own',
    'is looked for by the next cycle, also when nothing would be written any more',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) });
      const id = run.idOf(ada);
      run.directory.updateObject(run.user(ada), { surname: 'King' });
      run.be({
        instead: ({ method, path }) => {
          // It's in the list, and gone when it's written to.
          if (method === 'PATCH') run.targetStore.delete('User', id);
          return path.includes('filter=') ? refusal(500) : null;
        },
      });
      const { summary } = await run.cycle({ restart: true });
      assert.equal(summary.counts.failure, 1);
      assert.equal(run.targetUser(ada), undefined);
      run.be({});
      run.directory.updateObject(run.user(ada), { surname: 'Lovelace' });
      await run.cycle({ later });
      assert.equal(run.targetUser(ada)?.attributes['active'], true);
    },
  );
});

describe('an account that couldn’t be read when it was to be compared with its person', () => {
  itOnlyOver(
    'dropboxBusiness',
    'a cycle over SCIM begins with a read of the list, and fails with it',
    'is compared when its turn comes again',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) });
      const account = run.targetUser(ada);
      assert.ok(account);
      const byHand = { givenName: 'Renamed', familyName: 'By Hand' };
      run.targetStore.put({ ...account, attributes: { ...account.attributes, name: byHand } });
      run.be({
        instead: ({ path, mentions }) =>
          path.includes('list_v2') || (path.includes('get_info_v2') && mentions(account.id)) ? refusal(403) : null,
      });
      const { summary } = await run.cycle({ restart: true });
      assert.equal(summary.counts.failure, 1);
      run.be({});
      await run.cycle({ later });
      assert.deepEqual(run.targetUser(ada)?.attributes['name'], account.attributes['name']);
      assert.equal((await run.cycle({ later: 2 * later })).summary.requests.targetWrites, 0);
    },
  );
});

describe('names that change hands while an account has another id than the target said', () => {
  for (const isKnown of [false, true])
    itOnlyOver(
      'scim',
      'a team member keeps the id',
      `change hands in one cycle${isKnown ? ', also when it’s looked at first' : ''}`,
      async (test) => {
        const house = await startEngineTest(test, { fill: smallTenant(people) });
        await house.sync();
        await house.acceptInvitations();
        if (isKnown) {
          // A write that was cut short leaves it in doubt.
          house.directory.updateObject(house.user(ben), { surname: 'Bakerman' });
          assert.equal(await syncAndKill(house, 1), true);
        }
        const [idOfAda, idOfBen] = [house.targetUser(ada)?.id, moveAccount(house, ben)];
        rename(house, { [ada]: ben, [ben]: ada });
        const { summary } = await house.sync();
        assert.equal(summary.counts.failure, 0);
        assert.deepEqual([house.targetUser(ben)?.id, house.targetUser(ada)?.id], [idOfAda, idOfBen]);
        assert.equal((await house.sync()).summary.requests.targetWrites, 0);
      },
    );
});

describe('members that were being written when the engine was killed', () => {
  it('are written by the cycle after one in which the group was out of scope and its deletion was held back', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(people, { Readers: [] }),
      provisioning: { accidentalDeletionPrevention: { enabled: true, threshold: 0 } },
    });
    await house.sync();
    const readers = house.group('Readers');
    house.directory.addMember(readers.id, house.user(ada).id);
    assert.equal(await syncAndKill(house, 1), true);
    const group = house.targetGroup('Readers');
    assert.ok(group);
    // The write was lost after all.
    house.targetStore.put({ ...group, attributes: { ...group.attributes, members: [] } });
    unassign(house, readers);
    const { summary } = await house.sync();
    assert.equal(summary.staged, 1);
    assign(house.directory, readers, roles.user);
    await house.sync();
    assert.deepEqual(house.membersOf('Readers'), [ada]);
  });
});

describe('a target that never tells the members of a group, after a write that was cut short', () => {
  /** The cycles reach the target by one that leaves `members` out. */
  const startSilent = async (test: TestContext, members: readonly string[]) => {
    const run = await startOddRun(test, { fill: smallTenant(crowd, { Readers: members }) });
    run.be({ bend: (response, { path }) => (path.startsWith('/Groups') ? withMembers(response, untold) : response) });
    const killAfter = (write: number): Promise<boolean> =>
      syncAndKill({ ...run, params: { ...run.params, ...run.job } }, write);
    return { run, killAfter, readers: run.group('Readers') };
  };

  itOnlyOver(
    'scim',
    'the Business API always tells them',
    'is told to take out whom that write may have put there, when they have left again',
    async (test) => {
      const { run, killAfter, readers } = await startSilent(test, []);
      run.directory.addMember(readers.id, run.user(ada).id);
      assert.equal(await killAfter(1), true);
      assert.deepEqual(run.membersOf('Readers'), [ada]);
      run.directory.removeMember(readers.id, run.user(ada).id);
      await run.cycle();
      assert.deepEqual(run.membersOf('Readers'), []);
    },
  );

  itOnlyOver(
    'scim',
    'the Business API always tells them',
    'keeps most of its members until somebody releases them',
    async (test) => {
      const [last = '', ...others] = crowd;
      const { run, killAfter, readers } = await startSilent(test, others);
      run.directory.addMember(readers.id, run.user(last).id);
      assert.equal(await killAfter(1), true);
      for (const name of others) run.directory.removeMember(readers.id, run.user(name).id);
      const { summary } = await run.cycle();
      assert.equal(summary.staged, 1);
      assert.equal(run.membersOf('Readers').length, crowd.length);
    },
  );
});

describe('a list of the directory that is refused with 404 once', () => {
  it('isn’t taken to be empty: the account of somebody in the recycle bin is given to nobody else', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    await house.acceptInvitations();
    const former = house.user(ada);
    const account = house.targetUser(ada);
    house.directory.deleteObject(former);
    const again = house.directory.updateObject(addUser(house.directory, 'ada.again'), {
      userPrincipalName: `${ada}@contoso.com`,
      mail: `${ada}@contoso.com`,
    });
    assign(house.directory, again, roles.user);
    house.directoryServer.faults.set({ kind: 'notFound', path: '/directory/deletedItems/microsoft', count: 1 });
    loseState(house);
    await house.sync();
    assert.equal(house.targetStore.get('User', account?.id ?? '')?.attributes['externalId'], former.id);
  });
});
