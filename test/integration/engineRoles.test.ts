import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { startPatchless } from './enginePatchlessTarget.ts';
import { startScimmyServer } from './engineScimmyServer.ts';
import { schemaWith, smallTenant, startEngineTest, type EngineTest, type EngineTestOptions } from './engineSetup.ts';

const type = 'WindowsAzureActiveDirectoryRole';
const element = (value: string): object => ({ value, display: value, type, primary: false });
const [user, msiam] = [element('User'), element('msiam_access')];

/** Ada is assigned the role User twice: by herself, and by the group. */
const fill = (directory: Directory): void => {
  smallTenant(['ada.lovelace'], { Readers: ['ada.lovelace'] })(directory);
};

/** The default schema with one mapping more, to an attribute that has several values. */
function mapped(expression: string, attribute = 'roles'): EngineTestOptions {
  const schema = schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: [...mapping.attributeMappings, { targetAttributeName: attribute, source: { expression } }],
  }));
  const directories = schema.directories.map((directory) => ({
    ...directory,
    objects: directory.objects.map((object) => ({
      ...object,
      attributes: [
        ...object.attributes.filter(({ name }) => name !== attribute),
        { name: attribute, multivalued: !attribute.includes('['), type: 'String' as const },
      ],
    })),
  }));
  return { fill, schema: { ...schema, directories } };
}

const assertive = mapped('AssertiveAppRoleAssignmentsComplex([appRoleAssignments])');
const additive = mapped('AppRoleAssignmentsComplex([appRoleAssignments])');

/** Gives Ada a second role and syncs, then takes it away and syncs. What `held` tells after each is what counts. */
async function changeRoles(house: EngineTest, held: () => unknown, job = {}): Promise<readonly unknown[]> {
  const told = [];
  await house.sync({ job });
  told.push(held());
  assign(house.directory, house.user('ada.lovelace'), roles.msiamAccess);
  const second = await house.sync({ job });
  assert.equal(second.summary.counts.failure, 0, JSON.stringify(second.events));
  told.push(held());
  for (const { id, appRoleId } of [...house.directory.assignments.values()])
    if (appRoleId === roles.msiamAccess) house.directory.removeAssignment(id);
  assert.equal((await house.sync({ job })).summary.counts.failure, 0);
  told.push(held());
  const restarted = await house.sync({ restart: true, job });
  assert.equal(restarted.summary.requests.targetWrites, 0, 'what the target returns is what was written');
  return told;
}

const sorted = (held: unknown): unknown[] =>
  ((held ?? []) as { value: string }[]).toSorted((left, right) => left.value.localeCompare(right.value));

describe('app roles', () => {
  it('are added, changed and taken away as elements', async (test) => {
    const house = await startEngineTest(test, { ...assertive, profile: 'rfc7644' });
    const held = (): unknown => sorted(house.targetUser('ada.lovelace')?.attributes['roles']);
    assert.deepEqual(await changeRoles(house, held), [[user], [msiam, user], [user]]);
  });

  it('whose mapping only adds are never taken away', async (test) => {
    const house = await startEngineTest(test, { ...additive, profile: 'rfc7644' });
    const held = (): unknown => sorted(house.targetUser('ada.lovelace')?.attributes['roles']);
    assert.deepEqual(await changeRoles(house, held), [[user], [msiam, user], [msiam, user]]);
  });

  for (const [name, options] of Object.entries({ assertive, additive })) {
    it(`are taken by a server that this project did not write (${name})`, async (test) => {
      const target = await startScimmyServer(test);
      const house = await startEngineTest(test, { ...options, target });
      const held = (): unknown => sorted([...target.users.values()][0]?.['roles']);
      const last = name === 'additive' ? [msiam, user] : [user];
      assert.deepEqual(await changeRoles(house, held), [[user], [msiam, user], last]);
    });
  }

  it('are written whole where the target cannot PATCH', async (test) => {
    const house = await startEngineTest(test, { ...assertive, profile: 'rfc7644' });
    const job = await startPatchless(test, house, true);
    const held = (): unknown => sorted(house.targetUser('ada.lovelace')?.attributes['roles']);
    assert.deepEqual(await changeRoles(house, held, job), [[user], [msiam, user], [user]]);
  });

  it('in Entra’s own dialect are settled after they were added as texts, too', async (test) => {
    const house = await startEngineTest(test, { ...additive, compatibility: 'entra' });
    const held = (): unknown => sorted(house.targetUser('ada.lovelace')?.attributes['roles']).length;
    assert.deepEqual(await changeRoles(house, held), [1, 2, 2]);
  });

  it('of which one is primary are written by its parts, and settled', async (test) => {
    const house = await startEngineTest(test, {
      ...mapped('SingleAppRoleAssignment([appRoleAssignments])', 'roles[primary eq "True"].value'),
      profile: 'rfc7644',
    });
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    for (const { id, principalType } of [...house.directory.assignments.values()])
      if (principalType === 'Group') house.directory.removeAssignment(id);
    const { summary, events } = await house.sync();
    assert.equal(summary.counts.failure, 0, JSON.stringify(events));
    assert.deepEqual(house.targetUser('ada.lovelace')?.attributes['roles'], [{ primary: true, value: 'User' }]);
    assert.equal((await house.sync({ restart: true })).summary.requests.targetWrites, 0);
  });

  it('are told by the preview as the sync writes them', async (test) => {
    const house = await startEngineTest(test, assertive);
    const { decisions } = await house.preview();
    const preview = decisions.find(({ source }) => source.id === stableId('user ada.lovelace'));
    const { events } = await house.sync();
    const written = events.find(({ source }) => source.id === stableId('user ada.lovelace'));
    assert.deepEqual(preview?.changes, written?.modifiedProperties);
  });
});

it('plain values of a complex multi-valued attribute are elements to a strict server', async (test) => {
  const target = await startScimmyServer(test);
  const options = mapped('RemoveDuplicates([otherMails])', 'emails');
  const house = await startEngineTest(test, { ...options, target });
  house.directory.updateObject(house.user('ada.lovelace'), { otherMails: ['a@x.example', 'b@x.example'] });
  assert.equal((await house.sync()).summary.counts.failure, 0);
  const values = (): unknown[] =>
    ([...target.users.values()][0]?.['emails'] as { value: string }[]).map(({ value }) => value);
  assert.deepEqual(values(), ['a@x.example', 'b@x.example']);
  house.directory.updateObject(house.user('ada.lovelace'), { otherMails: ['b@x.example'] });
  assert.equal((await house.sync()).summary.counts.failure, 0);
  assert.deepEqual(values(), ['b@x.example']);
  assert.equal((await house.sync({ restart: true })).summary.requests.targetWrites, 0);
});
