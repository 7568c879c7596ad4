import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { JobSession } from '../../src/engine/session.ts';
import type { ObjectType } from '../../src/protocol/provisioning.ts';
import { addSecurityGroup } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { smallTenant, startEngineTest } from './engineSetup.ts';

const never = new AbortController().signal;
const people = Array.from({ length: 7 }, (_, index) => `person${index}.test`);

/** All pages of a list, as display names. */
function everyPage(session: JobSession, type: ObjectType, groupId: string | null, limit: number): string[] {
  const names: string[] = [];
  for (;;) {
    const { objects, total } = session.listAssigned({ filter: '', groupId, type, offset: names.length, limit });
    names.push(...objects.map(({ displayName }) => displayName));
    if (objects.length === 0 || names.length >= total) return names;
  }
}

describe('the list of assigned users and groups', () => {
  it('has every user once over its pages', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    await house.withSession(async (session) => {
      await session.refreshSource(never, () => undefined);
      const names = everyPage(session, 'User', null, 3);
      assert.equal(names.length, people.length);
      assert.equal(new Set(names).size, people.length);
      assert.deepEqual(everyPage(session, 'Group', null, 3), ['Readers']);
    });
  });

  it('of a group has its direct members of the kind that is asked for, and no others', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    const nested = addSecurityGroup(house.directory, 'Nested', '');
    house.directory.addMember(house.group('Readers').id, nested.id);
    await house.withSession(async (session) => {
      await session.refreshSource(never, () => undefined);
      const readers = house.group('Readers').id;
      assert.equal(everyPage(session, 'User', readers, 3).length, people.length);
      assert.deepEqual(everyPage(session, 'Group', readers, 3), ['Nested']);
    });
  });

  it('is filtered by state over its pages, with how many there are without the filter', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    const disabled = people.slice(2, 5);
    for (const name of disabled) house.directory.updateObject(house.user(name), { accountEnabled: false });
    await house.sync();
    await house.withSession((session) => {
      const query = { filter: '', groupId: null, type: 'User', limit: 2 } as const;
      const skipped = [0, 2].map((offset) => session.listAssigned({ ...query, states: ['skipped'], offset }));
      const found = skipped.flatMap(({ objects }) => objects);
      assert.deepEqual(found.map(({ id }) => id).sort(), disabled.map((name) => house.user(name).id).sort());
      assert.ok(found.every(({ state }) => state === 'skipped'));
      assert.deepEqual(
        skipped.map(({ total, unfiltered }) => [total, unfiltered]),
        [
          [3, 7],
          [3, 7],
        ],
      );
      const both = session.listAssigned({ ...query, states: ['skipped', 'provisioned'], offset: 0 });
      assert.equal(both.total, 7);
      const none = session.listAssigned({ ...query, states: ['failed'], offset: 0 });
      assert.deepEqual(none, { objects: [], total: 0, unfiltered: 7 });
      assert.deepEqual(session.countStates(''), { skipped: 3, provisioned: 5 });
      return Promise.resolve();
    });
  });

  it('begins with problems where that is asked for, and has everybody once', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    const disabled = people.slice(4, 6);
    for (const name of disabled) house.directory.updateObject(house.user(name), { accountEnabled: false });
    await house.sync();
    await house.withSession((session) => {
      const query = { filter: '', groupId: null, type: 'User', limit: 3, problemsFirst: true } as const;
      const objects = [0, 3, 6].flatMap((offset) => session.listAssigned({ ...query, offset }).objects);
      assert.deepEqual(
        objects.map(({ state }) => state),
        ['skipped', 'skipped', ...Array.from({ length: 5 }, () => 'provisioned')],
      );
      assert.equal(new Set(objects.map(({ id }) => id)).size, people.length);
      return Promise.resolve();
    });
  });

  it('knows who is assigned and not decided yet', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people, { Readers: people }) });
    await house.withSession(async (session) => {
      await session.refreshSource(never, () => undefined);
      assert.deepEqual(session.countStates(''), { notYet: people.length + 1 });
    });
  });
});
