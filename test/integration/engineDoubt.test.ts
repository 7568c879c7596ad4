import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { syncAndKill } from './engineKill.ts';
import { refusal, startOddRun } from './engineOddTarget.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** What a response leaves open stays open until somebody has looked: nothing is taken for known by being silent about it. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const [ada = '', ben = ''] = people;
/** So much later that whatever failed is tried again. */
const later = 86_400_000;

/** Gives a user of the directory another user principal name (before the `@`). */
function rename(house: EngineTest, names: Readonly<Record<string, string>>): void {
  const users = Object.keys(names).map(house.user);
  for (const [index, next] of Object.values(names).entries()) {
    const user = users[index];
    assert.ok(user);
    house.directory.updateObject(user, { userPrincipalName: `${next}@contoso.com`, mail: `${next}@contoso.com` });
  }
}

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
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(house.stateDirectory, `state.sqlite${suffix}`), { force: true });
    await house.sync();
    assert.equal(house.targetStore.get('User', account?.id ?? '')?.attributes['externalId'], former.id);
  });
});
