import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openBusinessDirectory } from '../../src/directories/dropboxBusiness/businessDirectory.ts';
import type { TargetDirectory } from '../../src/directories/targetDirectory.ts';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import { addDropboxServicePrincipal, addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { businessToken, startBusinessTest, type BusinessTest } from './businessTargetSetup.ts';
import { addUser, smallTenant, unassign, type CycleRun } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const never = new AbortController().signal;

/** Fills a directory with Ada, whom Dropbox takes, and people with these properties. */
function withPeople(
  people: Readonly<Record<string, Readonly<Record<string, string>>>>,
): (directory: Directory) => void {
  return (directory) => {
    directory.seed(() => {
      addDropboxServicePrincipal(directory);
      for (const [name, properties] of Object.entries({ 'ada.lovelace': {}, ...people }))
        assign(directory, addUser(directory, name, properties), roles.user);
    });
  };
}

/** Each failure of a cycle by its object's name: its code, its words, and what to do. */
function failuresOf({ events }: CycleRun): Record<string, string> {
  return Object.fromEntries(
    events
      .filter(({ status }) => status === 'failure')
      .map(({ source, reason }) => [
        source.displayName,
        `${reason.code}: ${english(reason.message)} ${english(reason.recommendedAction ?? '')}`,
      ]),
  );
}

describe('what Dropbox would refuse', () => {
  it('is known before it is sent, and told with what to write instead', async (test) => {
    const house = await startBusinessTest(test, {
      fill: withPeople({
        'ben.baker': { userPrincipalName: 'bén@contoso.com' },
        'cleo.carter': { surname: 'Carter/Ops' },
        'dora.dean': { givenName: 'D'.repeat(51) },
        'zoe.young': {},
      }),
    });
    await house.control('PUT', '/seats', { limit: 2 });
    const foreseen = await house.preview();
    assert.deepEqual(
      foreseen.decisions
        .filter(({ failed }) => failed)
        .map(({ source }) => source.displayName)
        .toSorted(),
      ['Ben Baker', 'Cleo Carter', 'Dora Dean'],
      'a preview says so',
    );
    const failures = failuresOf(await house.sync());
    assert.match(
      failures['Ben Baker'] ?? '',
      /^UnprocessableEntity: Nothing was sent.*userName is no e-mail address.*Correct userName/,
    );
    assert.match(
      failures['Cleo Carter'] ?? failures['Cleo Carter/Ops'] ?? '',
      /name\.familyName has \/, .*Replace\(\)/,
    );
    assert.match(failures['Dora Dean'] ?? Object.values(failures).join(), /name\.givenName has 51 characters.*50/);
    assert.equal(Object.keys(failures).length, 3);
    assert.deepEqual(
      new Set(house.targetStore.all('User').map(({ attributes }) => attributes['userName'])),
      new Set(['ada.lovelace@contoso.com', 'zoe.young@contoso.com']),
      'nobody goes without a seat for somebody who is refused',
    );
  });

  it('is told for each member by its tag, with a next step', async (test) => {
    const house = await startBusinessTest(test, {
      fill: withPeople({
        'ben.baker': { userPrincipalName: 'ben@otherteam.example' },
        'cleo.carter': {},
        'dora.dean': {},
        'erin.east': {},
      }),
    });
    await house.control('PUT', '/refusals', [
      { email: 'cleo.carter@contoso.com', tag: 'user_migration_failed' },
      { email: 'dora.dean@contoso.com', tag: 'something_new' },
      { email: 'erin.east@contoso.com', tag: 'team_license_limit' },
    ]);
    const cycle = await house.sync();
    const failures = failuresOf(cycle);
    assert.match(
      failures['Ben Baker'] ?? '',
      /user_on_another_team.*member of another Dropbox team.*Let that team remove/,
    );
    assert.match(failures['Cleo Carter'] ?? '', /user_migration_failed.*personal account/);
    assert.match(failures['Dora Dean'] ?? '', /^UnprocessableEntity: .*something_new.*X-Dropbox-Request-Id/);
    const erin = cycle.events.find(({ source }) => source.displayName === 'Erin East');
    assert.deepEqual([erin?.status, erin?.reason.code], ['skipped', 'WaitsForSeat']);
    assert.match(erin?.exchange?.response?.body ?? '', /team_license_limit/);
    assert.ok(house.targetUser('ada.lovelace'), 'the others of the request are added');
  });

  it('leaves the team’s admin as they are', async (test) => {
    const house = await startBusinessTest(test, {
      fill: withPeople({ 'dropbox.admin': { userPrincipalName: 'dropbox.admin@contoso.com' } }),
    });
    assert.match(Object.values(failuresOf(await house.sync())).join(), /set_profile_disallowed/);
    unassign(house, house.user('dropbox.admin'));
    assert.match(Object.values(failuresOf(await house.sync())).join(), /last admin.*Make somebody else an admin/);
  });

  it('is a group of the name of one that Dropbox manages', async (test) => {
    const house = await startBusinessTest(test, {
      fill: (directory) => {
        smallTenant(['ada.lovelace'])(directory);
        directory.seed(() => {
          assign(directory, addSecurityGroup(directory, 'Everyone at Contoso', ''), roles.user);
        });
      },
    });
    const failures = failuresOf(await house.sync());
    assert.match(
      failures['Everyone at Contoso'] ?? '',
      /^Conflict: .*group_name_already_used.*Dropbox manages itself.*Rename/,
    );
  });

  it('is an address that was somebody else’s until a few days ago', async (test) => {
    const house = await startBusinessTest(test, {
      removal: { removeEvenIfNobodyGetsTheFiles: true },
      fill: smallTenant(['ada.lovelace', 'ben.baker']),
    });
    await house.sync();
    await house.acceptInvitations();
    const { directory } = house;
    const [ben, id] = [house.user('ben.baker'), house.targetUser('ben.baker')?.id ?? ''];
    directory.deleteObject(ben);
    directory.purgeObject(ben);
    await house.sync();
    assert.equal(house.targetUser('ben.baker'), undefined);
    const namesake = addUser(directory, 'benno.baker', { userPrincipalName: 'ben.baker@contoso.com' });
    assign(directory, namesake, roles.user);
    const failures = failuresOf(await house.sync());
    assert.match(Object.values(failures).join(), new RegExp(`somebody else.*external id ${ben.id}.*whose files`));
    assert.equal(house.targetStore.get('User', id), undefined);
  });
});

describe('lists and groups over the Business API', () => {
  it('begin anew when a cursor goes stale, and tell each member once', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant([]) });
    seedMembers(house, 2300);
    const target = openTarget(house);
    test.after(() => target.close());
    let continued = 0;
    house.check.onCall = async ({ route }) => {
      if (route.endsWith('list/continue_v2') && ++continued === 2) await house.control('POST', '/cursors');
    };
    const ids: string[] = [];
    const totals: (number | null)[] = [];
    for await (const page of target.list('User', ['userName'], never)) {
      ids.push(...page.objects.map(({ id }) => id));
      totals.push(page.totalResults);
    }
    const everybody = house.targetStore.all('User').length + 1;
    assert.equal(ids.length, everybody);
    assert.equal(new Set(ids).size, everybody);
    assert.deepEqual([totals[0], totals.at(-1)], [everybody, everybody]);
    assert.ok(house.sent('team/members/list_v2').length === 2);
    assert.ok(
      house.sent('team/members/list_v2').every((each) => !(each as { include_removed: boolean }).include_removed),
    );
  });

  it('put in and take out everybody whom Dropbox takes, when one spoils the call', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant([]) });
    seedMembers(house, 250);
    const target = openTarget(house);
    test.after(() => target.close());
    const { id } = await target.create('Group', { displayName: 'Crew' }, ['displayName'], never);
    assert.ok(id);
    const ids = house.targetStore.all('User').map((member) => member.id);
    const change = { remove: [], multivalued: true, known: null };
    assert.deepEqual(
      (await target.updateReferences('Group', id, 'members', { ...change, add: ids.slice(0, 120) }, never)).refused,
      [],
    );
    house.targetStore.delete('User', ids[249] ?? '');
    const add = [...ids.slice(100), 'dbmid:nobody'];
    const { refused, settled } = await target.updateReferences(
      'Group',
      id,
      'members',
      { ...change, add: [...add, ...add] },
      never,
    );
    assert.equal(settled, true);
    assert.deepEqual(new Set(refused.map((each) => each.id)), new Set([ids[249], 'dbmid:nobody']));
    assert.deepEqual(new Set(await target.readReferences('Group', id, 'members', never)), new Set(ids.slice(0, 249)));
    const leaving = { ...change, remove: ids.slice(0, 249), add: [] };
    await target.updateReferences('Group', id, 'members', { ...leaving, remove: ids.slice(0, 10) }, never);
    assert.deepEqual((await target.updateReferences('Group', id, 'members', leaving, never)).refused, []);
    assert.deepEqual(await target.readReferences('Group', id, 'members', never), []);
    const returnsMembers = [...house.sent('team/groups/members/add'), ...house.sent('team/groups/members/remove')];
    assert.ok(returnsMembers.every((each) => !(each as { return_members: boolean }).return_members));
    assert.ok(returnsMembers.length < 20, `${returnsMembers.length} calls`);
  });

  it('find nobody by what Dropbox can have nobody by, without asking', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant([]) });
    const target = openTarget(house);
    test.after(() => target.close());
    for (const [attribute, value] of [
      ['userName', 'not an address'],
      ['externalId', 'x'.repeat(65)],
    ] as const)
      assert.deepEqual(await target.query('User', attribute, value, ['userName'], never), []);
    assert.equal(target.requestCounts().all, 0);
    await assert.rejects(target.query('User', 'name.familyName', 'Baker', [], never), { kind: 'notImplemented' });
  });
});

function openTarget({ check }: BusinessTest): TargetDirectory {
  return openBusinessDirectory({ apiAddress: check.address, token: businessToken });
}

/** Puts active members into the team. */
function seedMembers({ targetStore }: BusinessTest, count: number): void {
  const time = '2026-01-05T08:00:00.000Z';
  for (let number = 0; number < count; number++)
    targetStore.put({
      kind: 'User',
      id: `dbmid:member-${number}`,
      attributes: { userName: `member${number}@contoso.com`, externalId: `member-${number}`, active: true },
      created: time,
      lastModified: time,
      version: 1,
      status: 'active',
    });
}
