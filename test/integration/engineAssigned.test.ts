import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { JobSession } from '../../src/engine/jobSession.ts';
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
});
