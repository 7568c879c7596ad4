import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { addSecurityGroup } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign } from './engineSetup.ts';

const never = new AbortController().signal;
const people = ['ada.lovelace', 'ben.baker'];
const groups = { Readers: ['ada.lovelace', 'ben.baker'] };

describe('provision on demand', () => {
  it('creates one user before the first cycle, and the cycle does the others', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    const event = await house.withSession((session) => session.provisionOnDemand('ada.lovelace@contoso.com', never));
    assert.deepEqual([event.action, event.status], ['create', 'success']);
    assert.deepEqual(
      event.steps.map(({ type }) => type),
      ['import', 'scoping', 'matching', 'processing', 'export'],
    );
    assert.equal(house.targetStore.all('User').length, 1);
    const { summary } = await house.sync();
    assert.deepEqual([summary.cycle, summary.counts.create, summary.counts.failure], ['initial', 2, 0]);
    assert.deepEqual(house.membersOf('Readers'), people);
  });

  it('of a group that contains a group takes no group for a user', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
    const nested = addSecurityGroup(house.directory, 'Nested', '');
    house.directory.addMember(house.group('Readers').id, nested.id);
    const event = await house.withSession((session) => session.provisionOnDemand('Readers', never));
    assert.equal(event.action, 'create');
    const { events } = await house.sync();
    assert.deepEqual(
      events.filter(({ source }) => source.id === nested.id && source.type === 'User'),
      [],
    );
    assert.deepEqual(house.membersOf('Readers'), people);
  });

  it('disables who has left, and says of a stranger that nobody is called so', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    await house.acceptInvitations();
    unassign(house, house.user('ada.lovelace'));
    const event = await house.withSession((session) => session.provisionOnDemand('Ada Lovelace', never));
    assert.equal(event.action, 'disable');
    assert.equal((await house.sync()).summary.requests.targetWrites, 0);
    await assert.rejects(
      house.withSession((session) => session.provisionOnDemand('nobody', never)),
      (error) => error instanceof ProvisioningFailure && error.kind === 'notFound',
    );
  });
});

describe('explain', () => {
  it('says of who is only invited and leaves that the account goes permanently', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await house.sync();
    unassign(house, house.user('ada.lovelace'));
    const told = await house.withSession((session) => session.explain('ada.lovelace@contoso.com', never));
    assert.deepEqual([told.action, told.destructive], ['disable', true]);
  });

  it('tells every step and writes nothing, about who is in scope and who is not', async (test) => {
    const house = await startEngineTest(test);
    const explain = (
      name: string,
    ): ReturnType<typeof house.withSession<{ action: string; reason: { code: string } }>> =>
      house.withSession((session) => session.explain(name, never));
    assert.equal((await explain('Adele Vance')).action, 'create');
    assert.equal((await explain('Cameron White')).reason.code, 'NotEffectivelyEntitled');
    assert.equal((await explain('megan.bowen@contoso.com')).reason.code, 'NotEffectivelyEntitled');
    assert.equal(house.target.writes(), 0);
    assert.equal((await house.sync()).summary.cycle, 'initial', 'nothing of it remained');
  });
});
