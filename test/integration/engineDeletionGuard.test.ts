import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean', 'emil.ernst'];

describe('accidental-deletion prevention', () => {
  it('holds back everything that disables or deletes when the count exceeds the threshold, and lets the rest go on', async (test) => {
    const house = await startHouse(test, 2);
    leave(house, ['ada.lovelace', 'ben.baker', 'cleo.carter']);
    house.directory.updateObject(house.user('dora.dean'), { surname: 'Dene' });
    const { summary, events } = await house.sync();
    assert.equal(summary.outcome, 'quarantined');
    assert.equal(summary.quarantine?.reason, 'TooManyDeletes');
    assert.match(
      english(summary.quarantine.message),
      /^3 objects would be disabled\. That is more than the threshold of 2\./,
    );
    assert.deepEqual([summary.staged, summary.counts.disable, summary.counts.update], [3, 0, 1]);
    assert.deepEqual(
      events
        .filter(({ action }) => action === 'stagedDelete')
        .map(({ source }) => source.displayName)
        .sort(),
      ['Ada Lovelace', 'Ben Baker', 'Cleo Carter'],
    );
    assert.deepEqual(activeUsers(house), people);
  });

  it('does not trip when the count only meets the threshold', async (test) => {
    const house = await startHouse(test, 2);
    leave(house, ['ada.lovelace', 'ben.baker']);
    const { summary } = await house.sync();
    assert.deepEqual([summary.outcome, summary.counts.disable], ['completed', 2]);
  });

  it('keeps holding back in the next cycles until the deletes are allowed, by name', async (test) => {
    const house = await startHouse(test, 1);
    leave(house, ['ada.lovelace', 'ben.baker']);
    await house.sync();
    const second = await house.sync();
    assert.deepEqual([second.summary.outcome, second.summary.staged], ['quarantined', 2]);
    await house.withSession((session) => {
      assert.equal(session.status().code, 'Quarantine');
      return Promise.resolve();
    });
    assert.deepEqual(activeUsers(house), people);

    const released = await house.sync({ allowDeletes: true });
    assert.deepEqual([released.summary.outcome, released.summary.counts.disable], ['completed', 2]);
    assert.deepEqual(activeUsers(house), ['cleo.carter', 'dora.dean', 'emil.ernst']);
    await house.withSession((session) => {
      assert.notEqual(session.status().code, 'Quarantine');
      return Promise.resolve();
    });
  });

  it('ends when the cause is repaired: nobody was touched and nobody is', async (test) => {
    const house = await startHouse(test, 1);
    leave(house, ['ada.lovelace', 'ben.baker']);
    await house.sync();
    const before = house.target.writes();
    for (const name of ['ada.lovelace', 'ben.baker']) assign(house.directory, house.user(name), roles.user);
    const { summary } = await house.sync();
    assert.deepEqual([summary.outcome, summary.quarantine, summary.staged], ['completed', null, 0]);
    assert.equal(house.target.writes(), before);
  });

  it('is shown by the preview as it will be: as what is to be disabled, with the quarantine', async (test) => {
    const house = await startHouse(test, 1);
    leave(house, ['ada.lovelace', 'ben.baker']);
    const { summary, decisions } = await house.preview();
    assert.equal(summary.quarantine?.reason, 'TooManyDeletes');
    assert.deepEqual(
      decisions.map(({ action }) => action),
      ['disable', 'disable'],
    );
    assert.equal(summary.staged, 2);
  });

  it('counts a group’s deletion as well', async (test) => {
    const house = await startHouse(test, 1, { Readers: ['ada.lovelace'], Writers: [] });
    unassign(house, house.group('Readers'));
    unassign(house, house.group('Writers'));
    const { summary } = await house.sync();
    assert.deepEqual([summary.outcome, summary.staged, summary.counts.delete], ['quarantined', 2, 0]);
    assert.ok(house.targetGroup('Readers'));
  });

  it('trips at a fifth of the objects from a hundred on, whatever the threshold', async (test) => {
    const crowd = Array.from({ length: 100 }, (_, index) => `user.n${index}`);
    const house = await startEngineTest(test, { fill: smallTenant(crowd) });
    await house.sync();
    leave(house, crowd.slice(0, 20));
    assert.equal((await house.preview()).summary.outcome, 'completed', 'a fifth is not more than a fifth');
    leave(house, crowd.slice(20, 21));
    const { summary } = await house.sync();
    assert.match(english(summary.quarantine?.message ?? ''), /more than 20 % of the 100 provisioned users/);
    assert.equal(summary.staged, 21);
  });

  it('can be turned off', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(people),
      provisioning: { accidentalDeletionPrevention: { enabled: false, threshold: 1 } },
    });
    await house.sync();
    leave(house, people.slice(0, 4));
    assert.equal((await house.sync()).summary.counts.disable, 4);
  });
});

async function startHouse(
  test: TestContext,
  threshold: number,
  groups: Readonly<Record<string, readonly string[]>> = {},
): Promise<EngineTest> {
  const house = await startEngineTest(test, {
    fill: smallTenant(people, groups),
    provisioning: { accidentalDeletionPrevention: { enabled: true, threshold } },
  });
  await house.sync();
  await house.acceptInvitations();
  return house;
}

function leave(house: EngineTest, names: readonly string[]): void {
  for (const name of names) unassign(house, house.user(name));
}

function activeUsers(house: EngineTest): string[] {
  return people.filter((name) => house.targetUser(name)?.attributes['active'] === true);
}
