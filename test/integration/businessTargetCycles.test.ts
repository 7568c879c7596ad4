import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import { startBusinessTest, teamAdmin } from './businessTargetSetup.ts';
import { addUser, proof, smallTenant, unassign } from './engineSetup.ts';

describe('an initial cycle over the Business API', () => {
  it('provisions the sample tenant as over SCIM', async (test) => {
    const house = await startBusinessTest(test);
    const { summary, events } = await house.sync();
    assert.equal(summary.outcome, 'completed');
    assert.deepEqual(
      events.filter(({ status }) => status === 'failure').map(({ reason }) => reason.message),
      [],
    );
    const zoe = house.targetStore.all('User').find((user) => JSON.stringify(user.attributes).includes('Łukasiewicz'));
    assert.equal(zoe?.status, 'invited');
    assert.equal(house.membersOf('Retail Stores').length, 60);
    assert.equal(house.targetGroup('Finance')?.attributes['externalId'], house.group('Finance').id);
    const [group] = house.sent('team/groups/create') as { group_management_type: unknown }[];
    assert.deepEqual(group?.group_management_type, { '.tag': 'company_managed' });
    const again = await house.sync();
    assert.equal(again.summary.requests.target, proof);
  });

  it('adds twenty members by one request', async (test) => {
    const house = await startBusinessTest(test, {
      fill: (directory) => {
        fillLoadTenant(directory, 200);
      },
    });
    const { summary } = await house.sync();
    assert.equal(summary.counts.failure, 0);
    assert.equal(house.targetStore.all('User').length, 200);
    const sizes = house
      .sent('team/members/add_v2')
      .map((argument) => (argument as { new_members: unknown[] }).new_members.length);
    assert.ok(sizes.length <= 14, `requests of ${sizes.join(', ')}`);
    assert.ok(sizes.every((size) => size <= 20));
  });
});

describe('a job that moves between SCIM and the Business API by one word', () => {
  it('adopts everybody and writes nothing, there and back', async (test) => {
    const house = await startBusinessTest(test);
    await house.overScim.sync();
    await house.acceptInvitations();
    const there = await house.sync({ adopt: true });
    assert.equal(there.summary.outcome, 'completed');
    assert.equal(there.summary.requests.targetWrites, 0);
    assert.equal(there.summary.counts.failure, 0);
    assert.equal((await house.sync()).summary.requests.target, proof, 'everybody is linked');
    const back = await house.overScim.sync({ adopt: true });
    assert.equal(back.summary.requests.targetWrites, 0);
    assert.equal(back.summary.counts.failure, 0);
  });
});

describe('an incremental cycle over the Business API', () => {
  it('changes profiles, suspends, ends suspensions, renames groups and moves members', async (test) => {
    const fill = smallTenant(['ada.lovelace', 'ben.baker', 'cleo.carter'], { Crew: ['ada.lovelace', 'ben.baker'] });
    const house = await startBusinessTest(test, { fill });
    await house.sync();
    await house.acceptInvitations();
    const { directory } = house;
    directory.updateObject(house.user('ada.lovelace'), { surname: 'King', userPrincipalName: 'ada.king@contoso.com' });
    unassign(house, house.user('cleo.carter'));
    directory.updateObject(house.group('Crew'), { displayName: 'Sailors' });
    directory.removeMember(house.group('Crew').id, house.user('ben.baker').id);
    const { summary } = await house.sync();
    assert.equal(summary.counts.failure, 0);
    assert.deepEqual(house.targetUser('ada.king')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
    assert.equal(house.targetUser('cleo.carter')?.status, 'suspended');
    assert.deepEqual(
      house.sent('team/members/suspend').map((each) => (each as { wipe_data: boolean }).wipe_data),
      [false],
    );
    assert.deepEqual(house.membersOf('Sailors'), ['ada.king']);

    assign(directory, house.user('cleo.carter'), roles.user);
    const dora = addUser(directory, 'dora.dean');
    assign(directory, dora, roles.user);
    const crew = addSecurityGroup(directory, 'Officers', '');
    assign(directory, crew, roles.user);
    directory.addMember(crew.id, dora.id);
    assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal(house.targetUser('cleo.carter')?.status, 'active');
    assert.deepEqual(house.membersOf('Officers'), ['dora.dean']);
    assert.equal((await house.sync()).summary.requests.target, proof);
  });

  it('withdraws the invitation of somebody who has not accepted, and announces it as the deletion that it is', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.sync();
    unassign(house, house.user('ben.baker'));
    const { decisions } = await house.preview();
    assert.deepEqual(
      decisions.map(({ action, destructive }) => [action, destructive]),
      [['disable', true]],
    );
    assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal(house.targetUser('ben.baker'), undefined);
    const [removal] = house.sent('team/members/remove') as { wipe_data: boolean; keep_account: boolean }[];
    assert.deepEqual([removal?.wipe_data, removal?.keep_account], [false, false]);
    assert.equal((await house.sync()).summary.requests.target, proof);
  });

  it('removes whom the directory has deleted permanently, and deletes groups', async (test) => {
    const fill = smallTenant(['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'], {
      Crew: ['ada.lovelace'],
      Staff: [],
    });
    const removal = { transferFilesTo: 'ada.lovelace@contoso.com', transferAdmin: teamAdmin };
    const house = await startBusinessTest(test, { fill, removal });
    await house.sync();
    await house.acceptInvitations();
    const { directory } = house;
    const ben = house.user('ben.baker');
    unassign(house, house.group('Crew'));
    directory.deleteObject(ben);
    directory.purgeObject(ben);
    await house.control('PUT', '/jobs', { always: true, polls: 1 });
    assert.equal((await house.sync()).summary.counts.failure, 0);
    assert.equal(house.targetUser('ben.baker'), undefined);
    assert.equal(house.targetGroup('Crew'), undefined);
    assert.equal((await house.sync()).summary.requests.target, proof);
  });

  it('recovers somebody who was removed less than seven days ago', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.sync();
    await house.acceptInvitations();
    const id = house.targetUser('ben.baker')?.id;
    await house.deleteFromTarget('Users', id ?? '');
    house.directory.updateObject(house.user('ben.baker'), { surname: 'Brewer' });
    const { summary, events } = await house.sync({ restart: true });
    assert.equal(summary.counts.failure, 0, JSON.stringify(events));
    const ben = house.targetUser('ben.baker');
    assert.equal(ben?.id, id);
    assert.equal(ben?.status, 'active');
    assert.deepEqual(ben.attributes['name'], { givenName: 'Ben', familyName: 'Brewer' });
    assert.equal((await house.sync()).summary.requests.target, proof);
  });
});
