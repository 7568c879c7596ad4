import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import type { ActionCounts } from '../../src/protocol/cycleSummary.ts';
import { addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { it } from '../support/targets/eachTarget.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest, proof } from './engineSetup.ts';

/** What one change of the directory must lead to. */
interface Case {
  readonly name: string;
  readonly change: (house: EngineTest) => void;
  readonly counts: Partial<ActionCounts>;
  /** Requests that write, no more and no less. */
  readonly writes: number;
  readonly check: (house: EngineTest) => void;
}

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const groups = { Readers: ['ada.lovelace', 'ben.baker'], Writers: ['cleo.carter', 'dora.direct'] };
const none: ActionCounts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };

const cases: readonly Case[] = [
  {
    name: 'a changed attribute updates that attribute',
    change: ({ directory, user }) => directory.updateObject(user('ada.lovelace'), { surname: 'King' }),
    counts: { update: 1 },
    writes: 1,
    check: ({ targetUser }) => {
      assert.deepEqual(targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
    },
  },
  {
    name: 'a changed attribute that nothing maps writes nothing',
    change: ({ directory, user }) => directory.updateObject(user('ada.lovelace'), { mail: 'countess@contoso.com' }),
    counts: {},
    writes: 0,
    check: () => undefined,
  },
  {
    name: 'a cleared attribute is not sent: the target keeps its value',
    change: ({ directory, user }) => directory.updateObject(user('ada.lovelace'), { surname: null }),
    counts: {},
    writes: 0,
    check: ({ targetUser }) => {
      assert.deepEqual(targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'Lovelace' });
    },
  },
  {
    name: 'a changed user name follows the link, not the name',
    change: ({ directory, user }) =>
      directory.updateObject(user('ada.lovelace'), { userPrincipalName: 'ada.king@contoso.com' }),
    counts: { update: 1 },
    writes: 1,
    check: ({ targetUser, targetStore }) => {
      assert.ok(targetUser('ada.king'));
      assert.equal(targetStore.all('User').length, 4);
    },
  },
  {
    name: 'a new assignment creates the user',
    change: ({ directory }) => assign(directory, addUser(directory, 'emma.new'), roles.user),
    counts: { create: 1 },
    writes: 1,
    check: ({ targetUser }) => {
      assert.ok(targetUser('emma.new'));
    },
  },
  {
    name: 'an assignment with Default Access creates nobody',
    change: ({ directory }) => assign(directory, addUser(directory, 'emma.new'), roles.defaultAccess),
    counts: { skip: 1 },
    writes: 0,
    check: ({ targetUser }) => {
      assert.equal(targetUser('emma.new'), undefined);
    },
  },
  {
    name: 'a user who is unassigned is disabled',
    change: (house) => {
      unassign(house, house.user('cleo.carter'));
      house.directory.removeMember(house.group('Writers').id, house.user('cleo.carter').id);
    },
    counts: { disable: 1, update: 1 },
    writes: 2,
    check: ({ targetUser, membersOf }) => {
      assert.equal(targetUser('cleo.carter')?.attributes['active'], false);
      assert.deepEqual(membersOf('Writers'), ['dora.direct']);
    },
  },
  {
    name: 'a user who is unassigned and still a member of an assigned group stays',
    change: (house) => {
      unassign(house, house.user('ada.lovelace'));
    },
    counts: {},
    writes: 0,
    check: ({ targetUser }) => {
      assert.equal(targetUser('ada.lovelace')?.attributes['active'], true);
    },
  },
  {
    name: 'a blocked account is disabled',
    change: ({ directory, user }) => directory.updateObject(user('ada.lovelace'), { accountEnabled: false }),
    counts: { disable: 1 },
    writes: 1,
    check: ({ targetUser, membersOf }) => {
      assert.equal(targetUser('ada.lovelace')?.attributes['active'], false);
      assert.deepEqual(membersOf('Readers'), ['ada.lovelace', 'ben.baker'], 'memberships stay');
    },
  },
  {
    name: 'a user in the recycle bin is disabled',
    change: ({ directory, user }) => {
      directory.deleteObject(user('ada.lovelace'));
    },
    counts: { disable: 1 },
    writes: 1,
    check: ({ targetUser }) => {
      assert.equal(targetUser('ada.lovelace')?.attributes['active'], false);
    },
  },
  {
    name: 'a user who is deleted for good is deleted',
    change: ({ directory, user }) => {
      directory.deleteObject(user('ada.lovelace'));
      directory.purgeObject(user('ada.lovelace'));
    },
    counts: { delete: 1 },
    writes: 1,
    check: ({ targetUser, membersOf }) => {
      assert.equal(targetUser('ada.lovelace'), undefined);
      assert.deepEqual(membersOf('Readers'), ['ben.baker']);
    },
  },
  {
    name: 'a renamed group is renamed',
    change: ({ directory, group }) => directory.updateObject(group('Readers'), { displayName: 'Bookworms' }),
    counts: { update: 1 },
    writes: 1,
    check: ({ membersOf }) => {
      assert.deepEqual(membersOf('Bookworms'), ['ada.lovelace', 'ben.baker']);
    },
  },
  {
    name: 'a member who joins is added',
    change: ({ directory, group, user }) => directory.addMember(group('Readers').id, user('cleo.carter').id),
    counts: { update: 1 },
    writes: 1,
    check: ({ membersOf }) => {
      assert.deepEqual(membersOf('Readers'), ['ada.lovelace', 'ben.baker', 'cleo.carter']);
    },
  },
  {
    name: 'a member who leaves is removed, and disabled when nothing else assigns them',
    change: ({ directory, group, user }) => directory.removeMember(group('Writers').id, user('dora.direct').id),
    counts: { update: 1, disable: 1 },
    writes: 2,
    check: ({ membersOf, targetUser }) => {
      assert.deepEqual(membersOf('Writers'), ['cleo.carter']);
      assert.equal(targetUser('dora.direct')?.attributes['active'], false);
    },
  },
  {
    name: 'a new group comes with its members',
    change: ({ directory, user }) => {
      const group = addSecurityGroup(directory, 'Editors', '');
      directory.addMember(group.id, user('ada.lovelace').id);
      directory.addMember(group.id, addUser(directory, 'emma.new').id);
      assign(directory, group, roles.user);
    },
    counts: { create: 2 },
    writes: 3,
    check: ({ membersOf }) => {
      assert.deepEqual(membersOf('Editors'), ['ada.lovelace', 'emma.new']);
    },
  },
  {
    name: 'a nested group brings nobody: its members are not assigned',
    change: ({ directory, group }) => {
      const nested = addSecurityGroup(directory, 'Nested', '');
      directory.addMember(nested.id, addUser(directory, 'emma.new').id);
      directory.addMember(group('Readers').id, nested.id);
    },
    counts: {},
    writes: 0,
    check: ({ targetUser, targetGroup }) => {
      assert.equal(targetUser('emma.new'), undefined);
      assert.equal(targetGroup('Nested'), undefined);
    },
  },
  {
    name: 'a group that is unassigned is deleted, and who had access by it only is disabled',
    change: (house) => {
      unassign(house, house.group('Writers'));
    },
    counts: { delete: 1, disable: 1 },
    writes: 2,
    check: ({ targetGroup, targetUser }) => {
      assert.equal(targetGroup('Writers'), undefined);
      assert.equal(targetUser('dora.direct')?.attributes['active'], false);
      assert.equal(targetUser('cleo.carter')?.attributes['active'], true);
    },
  },
  {
    name: 'a group in the recycle bin is deleted, and who had access by it only is disabled',
    change: ({ directory, group }) => {
      directory.deleteObject(group('Writers'));
    },
    counts: { delete: 1, disable: 1 },
    writes: 2,
    check: ({ targetGroup, targetUser }) => {
      assert.equal(targetGroup('Writers'), undefined);
      assert.equal(targetUser('dora.direct')?.attributes['active'], false);
    },
  },
];

describe('an incremental cycle after', () => {
  for (const { name, change, counts, writes, check } of cases) {
    it(name, async (test) => {
      const house = await startHouse(test);
      change(house);
      const before = house.target.writes();
      const preview = await house.preview();
      assert.equal(house.target.writes(), before, 'a preview writes nothing');
      const { summary } = await house.sync();
      assert.equal(summary.cycle, 'incremental');
      assert.deepEqual(summary.counts, { ...none, ...counts });
      assert.deepEqual(preview.summary.counts, summary.counts, 'the preview told the same');
      assert.equal(house.target.writes() - before, writes);
      check(house);
      await settles(house);
    });
  }
});

describe('who comes back', () => {
  const comings: readonly (readonly [string, (house: EngineTest) => void, (house: EngineTest) => void])[] = [
    [
      'enabled again',
      ({ directory, user }) => directory.updateObject(user('ben.baker'), { accountEnabled: false }),
      ({ directory, user }) => directory.updateObject(user('ben.baker'), { accountEnabled: true }),
    ],
    [
      'restored from the recycle bin',
      ({ directory, user }) => {
        directory.deleteObject(user('ben.baker'));
      },
      ({ directory, user }) => directory.restoreObject(user('ben.baker')),
    ],
    [
      'assigned again',
      (house) => {
        unassign(house, house.user('ben.baker'));
        house.directory.removeMember(house.group('Readers').id, house.user('ben.baker').id);
      },
      ({ directory, user }) => assign(directory, user('ben.baker'), roles.user),
    ],
  ];
  for (const [name, leave, comeBack] of comings) {
    it(`is active again with the same account when ${name}`, async (test) => {
      const house = await startHouse(test);
      const account = house.targetUser('ben.baker')?.id;
      leave(house);
      await house.sync();
      assert.equal(house.targetUser('ben.baker')?.attributes['active'], false);
      comeBack(house);
      const { summary } = await house.sync();
      assert.deepEqual(summary.counts, { ...none, update: 1 });
      assert.equal(house.targetUser('ben.baker')?.id, account);
      assert.equal(house.targetUser('ben.baker')?.attributes['active'], true);
      await settles(house);
    });
  }

  it('is not deleted when they are purged after having been unassigned: they are no longer managed', async (test) => {
    const house = await startHouse(test);
    unassign(house, house.user('ben.baker'));
    house.directory.removeMember(house.group('Readers').id, house.user('ben.baker').id);
    await house.sync();
    house.directory.deleteObject(house.user('ben.baker'));
    await house.sync();
    house.directory.purgeObject(house.user('ben.baker'));
    const { summary, events } = await house.sync();
    assert.deepEqual(summary.counts, { ...none, skip: 1 });
    assert.equal(events[0]?.reason.code, 'NoLongerManaged');
    assert.equal(house.targetUser('ben.baker')?.attributes['active'], false);
  });
});

it('an object that vanished from the target is created again, with its memberships', async (test) => {
  const house = await startHouse(test);
  const ada = house.targetUser('ada.lovelace');
  await house.deleteFromTarget('Users', ada?.id ?? '');
  house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
  const { summary, events } = await house.sync();
  assert.equal(summary.counts.create, 1);
  assert.equal(events.find((event) => event.action === 'create')?.reason.code, 'LinkedObjectVanished');
  assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace', 'ben.baker']);
  // One that was recovered is the former one.
  if (house.targetUser('ada.lovelace')?.id !== ada?.id) await looksForFormerAccount(house);
  await settles(house);
});

it('an object that vanished and was made again by hand is matched, not doubled', async (test) => {
  const house = await startHouse(test);
  const ada = house.targetUser('ada.lovelace');
  assert.ok(ada);
  await house.deleteFromTarget('Users', ada.id);
  house.targetStore.put({ ...ada, id: 'made-by-hand' });
  house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
  const { summary } = await house.sync();
  assert.deepEqual(summary.counts, { ...none, update: 2 }, 'Ada, and the group that she is put into again');
  assert.equal(house.targetStore.all('User').length, 4);
  assert.deepEqual(house.membersOf('Readers'), ['ada.lovelace', 'ben.baker']);
  await looksForFormerAccount(house);
  await settles(house);
});

it('drift in the target is not reverted by an incremental cycle, and is by a restart', async (test) => {
  const house = await startHouse(test);
  const ben = house.targetUser('ben.baker');
  assert.ok(ben);
  house.targetStore.put({
    ...ben,
    attributes: { ...ben.attributes, name: { givenName: 'Benny', familyName: 'Baker' } },
  });
  assert.equal((await house.sync()).summary.requests.target, proof);
  const { summary, events } = await house.sync({ restart: true });
  assert.deepEqual(summary.counts, { ...none, update: 1 });
  assert.deepEqual(events.find((event) => event.action === 'update')?.modifiedProperties, [
    { attribute: 'name.givenName', old: 'Benny', new: 'Ben' },
  ]);
});

/** The small tenant, provisioned, its invitations accepted. */
async function startHouse(test: TestContext): Promise<EngineTest> {
  const house = await startEngineTest(test, {
    fill: (directory) => {
      addUserSilently(directory);
      smallTenant(people, groups)(directory);
    },
  });
  await house.sync();
  await house.acceptInvitations();
  assert.equal(house.targetStore.all('User').length, 4);
  return house;
}

/** Dora is assigned through the group Writers only. */
function addUserSilently(directory: EngineTest['directory']): void {
  directory.seed(() => addUser(directory, 'dora.direct'));
  assert.ok(directory.users.get(stableId('user dora.direct')));
}

/** Once everything is done, nothing is done again. */
async function settles(house: EngineTest): Promise<void> {
  const { summary } = await house.sync();
  assert.deepEqual(summary.counts, none);
  assert.equal(summary.requests.target, proof);
}

/** An account that vanished is looked for twice more, in case that it was not gone. */
async function looksForFormerAccount(house: EngineTest): Promise<void> {
  for (let look = 0; look < 2; look++) assert.equal((await house.sync()).summary.requests.target, proof + 1);
}
