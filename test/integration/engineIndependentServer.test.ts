import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startPatchless } from './enginePatchlessTarget.ts';
import { startScimmyServer } from './engineScimmyServer.ts';
import { smallTenant, startEngineTest, proof } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const groups = { Readers: ['ada.lovelace', 'ben.baker'] };

describe('against a SCIM server that this project did not write (scimmy)', () => {
  it('users and groups are created, updated, disabled, deleted and filled, and nothing is done twice', async (test) => {
    const target = await startScimmyServer(test);
    const house = await startEngineTest(test, { fill: smallTenant(people, groups), target });
    const userOf = (name: string): Record<string, unknown> | undefined =>
      [...target.users.values()].find(({ userName }) => userName === `${name}@contoso.com`);
    const members = (): unknown[] => {
      const [group] = target.groups.values();
      return ((group?.['members'] ?? []) as readonly { readonly value: string }[])
        .map(({ value }) => target.users.get(value)?.['userName'])
        .sort();
    };

    const report = await house.withSession((session) => session.testConnection(new AbortController().signal));
    assert.equal(report.succeeded, true, JSON.stringify(report.steps));

    const preview = await house.preview();
    assert.equal(target.users.size, 0);
    const first = await house.sync();
    assert.deepEqual(first.summary.counts, preview.summary.counts);
    assert.deepEqual([first.summary.counts.create, first.summary.counts.failure], [4, 0]);
    assert.equal(target.users.size, 3);
    assert.equal(userOf('ada.lovelace')?.['active'], true);
    assert.deepEqual(members(), ['ada.lovelace@contoso.com', 'ben.baker@contoso.com']);
    assert.equal((await house.sync()).summary.requests.target, proof);

    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    house.directory.updateObject(house.user('ben.baker'), { accountEnabled: false });
    house.directory.addMember(house.group('Readers').id, house.user('cleo.carter').id);
    house.directory.removeMember(house.group('Readers').id, house.user('ada.lovelace').id);
    const second = await house.sync();
    assert.deepEqual([second.summary.counts.update, second.summary.counts.disable], [2, 1]);
    assert.deepEqual(userOf('ada.lovelace')?.['name'], { givenName: 'Ada', familyName: 'King' });
    assert.equal(userOf('ben.baker')?.['active'], false);
    assert.deepEqual(members(), ['ben.baker@contoso.com', 'cleo.carter@contoso.com']);

    house.directory.updateObject(house.user('ben.baker'), { accountEnabled: true });
    house.directory.deleteObject(house.user('cleo.carter'));
    house.directory.purgeObject(house.user('cleo.carter'));
    house.directory.updateObject(house.group('Readers'), { displayName: 'Bookworms' });
    const third = await house.sync();
    assert.deepEqual([third.summary.counts.update, third.summary.counts.delete], [2, 1]);
    assert.equal(userOf('ben.baker')?.['active'], true);
    assert.equal(userOf('cleo.carter'), undefined);
    assert.equal([...target.groups.values()][0]?.['displayName'], 'Bookworms');

    const restarted = await house.sync({ restart: true });
    assert.deepEqual([restarted.summary.requests.targetWrites, restarted.summary.counts.failure], [0, 0]);
  });

  it('accounts that are there are adopted, through pages of twenty', async (test) => {
    const target = await startScimmyServer(test);
    const crowd = Array.from({ length: 45 }, (_, index) => `user.n${index}`);
    for (const name of crowd) {
      const name_ = { givenName: 'User', familyName: name.slice(5) };
      target.users.set(name, {
        id: name,
        userName: `${name}@contoso.com`,
        name: name_,
        active: true,
        externalId: 'old',
      });
    }
    const house = await startEngineTest(test, { fill: smallTenant([...crowd, 'ada.lovelace']), target });
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.update, summary.counts.failure], [1, 45, 0]);
    assert.equal(target.users.size, 46);
  });
});

for (const says of [true, false]) {
  it(`a target without PATCH (${says ? 'as it says' : 'although it says that it can'}) is updated by PUT, which keeps what no mapping writes`, async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups), profile: 'rfc7644' });
    const job = await startPatchless(test, house, says);
    await house.sync({ job });
    const ada = house.targetUser('ada.lovelace');
    assert.ok(ada);
    house.targetStore.put({ ...ada, attributes: { ...ada.attributes, nickName: 'Countess' } });
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    house.directory.updateObject(house.user('ben.baker'), { accountEnabled: false });
    house.directory.addMember(house.group('Readers').id, house.user('cleo.carter').id);
    const { summary } = await house.sync({ job });
    assert.deepEqual([summary.counts.update, summary.counts.disable, summary.counts.failure], [2, 1, 0]);
    assert.deepEqual(house.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
    assert.equal(house.targetUser('ada.lovelace')?.attributes['nickName'], 'Countess');
    assert.equal(house.targetUser('ben.baker')?.attributes['active'], false);
    assert.deepEqual(house.membersOf('Readers'), people);
    assert.equal(house.target.asked('update'), 0, 'nothing was sent by PATCH');
  });
}

it('in Entra’s own dialect a strict server refuses an update, and the failure names the setting', async (test) => {
  const target = await startScimmyServer(test);
  const house = await startEngineTest(test, { fill: smallTenant(people), target, compatibility: 'entra' });
  await house.sync();
  house.directory.updateObject(house.user('ben.baker'), { accountEnabled: false });
  const { events } = await house.sync();
  assert.match(
    english(events.at(-1)?.reason.message ?? ''),
    /in Entra’s own dialect \("compatibility": "entra"\), was refused/,
  );
});

it('in Entra’s own dialect a target that knows it is provisioned all the same', async (test) => {
  const house = await startEngineTest(test, { fill: smallTenant(people, groups), compatibility: 'entra' });
  await house.sync();
  await house.acceptInvitations();
  house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
  house.directory.updateObject(house.user('ben.baker'), { accountEnabled: false });
  house.directory.addMember(house.group('Readers').id, house.user('cleo.carter').id);
  house.directory.removeMember(house.group('Readers').id, house.user('ada.lovelace').id);
  const { summary } = await house.sync();
  assert.deepEqual([summary.counts.update, summary.counts.disable, summary.counts.failure], [2, 1, 0]);
  assert.equal(house.targetUser('ben.baker')?.attributes['active'], false);
  assert.deepEqual(house.membersOf('Readers'), ['ben.baker', 'cleo.carter']);
  assert.equal((await house.sync({ restart: true })).summary.requests.targetWrites, 0);
});
