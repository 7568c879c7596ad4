import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Directory } from '../../../../src/sandbox/directory/directory.ts';
import type { DirectoryObject } from '../../../../src/sandbox/directory/model.ts';
import { contoso, roles } from '../../../../src/sandbox/tenants/contoso.ts';
import { fillLoadTenant } from '../../../../src/sandbox/tenants/loadTenant.ts';
import { fillSampleTenant } from '../../../../src/sandbox/tenants/sampleTenant.ts';

function tenant(fill: (directory: Directory) => void): Directory {
  const directory = new Directory(contoso, null, () => new Date('2026-01-01T00:00:00Z'));
  fill(directory);
  return directory;
}

function usersOf(directory: Directory): readonly DirectoryObject[] {
  return [...directory.users.order.values()];
}

function inScope(directory: Directory): ReadonlySet<string> {
  const assigned = [...directory.assignments.values()].filter(({ appRoleId }) => appRoleId !== roles.defaultAccess);
  return new Set(
    assigned.flatMap(({ principalId, principalType }) =>
      principalType === 'User' ? [principalId] : [...directory.memberships.membersOf(principalId).keys()],
    ),
  );
}

describe('the sample tenant', () => {
  const directory = tenant(fillSampleTenant);
  const byName = (name: string): DirectoryObject => {
    const found = [...usersOf(directory), ...directory.groups.order.values()].find(
      ({ properties }) => properties['displayName'] === name,
    );
    assert.ok(found, name);
    return found;
  };
  const membersOf = (name: string): number => directory.memberships.membersOf(byName(name).id).size;
  const rolesOf = (name: string): readonly string[] =>
    [...directory.assignments.values()]
      .filter(({ principalId }) => principalId === byName(name).id)
      .map(({ appRoleId }) => appRoleId);

  it('has the same ids every time', () => {
    assert.deepEqual(usersOf(tenant(fillSampleTenant)), usersOf(directory));
  });
  it('has eight groups and some thirty named people beside the crowd', () => {
    assert.equal(directory.groups.order.size, 8);
    assert.equal(usersOf(directory).filter(({ properties }) => properties['department'] !== 'Retail').length, 32);
  });
  it('has a guest, a disabled user, one without surname and one with diacritics', () => {
    assert.equal(
      byName('Elena Rossi').properties['userPrincipalName'],
      'elena.rossi_fabrikam.com#EXT#@contoso.onmicrosoft.com',
    );
    assert.equal(byName('Bruno Santos').properties['accountEnabled'], false);
    assert.equal(byName('Madhavi').properties['surname'], undefined);
    assert.ok(byName('Zoë Łukasiewicz-Müßig'));
  });
  it('has one whose only assignment is Default Access, and one assigned twice', () => {
    assert.deepEqual(rolesOf('Cameron White'), [roles.defaultAccess]);
    assert.deepEqual(directory.memberships.groupsOf(byName('Cameron White').id), []);
    assert.deepEqual(rolesOf('Adele Vance'), [roles.user]);
    assert.ok(directory.memberships.membersOf(byName('Engineering').id).has(byName('Adele Vance').id));
    assert.deepEqual(rolesOf('Engineering'), [roles.user]);
  });
  it('has a nested group that is not assigned itself, an empty one and one of sixty', () => {
    assert.ok(directory.memberships.membersOf(byName('Sales').id).has(byName('Sales EMEA').id));
    assert.deepEqual(rolesOf('Sales EMEA'), []);
    assert.equal(membersOf('Project Nova'), 0);
    assert.deepEqual(rolesOf('Project Nova'), [roles.user]);
    assert.equal(membersOf('Retail Stores'), 60);
  });
  it('has a manager out of scope, two users with one mail address, and a user in the recycle bin', () => {
    assert.equal(byName('Alex Wilber').managerId, byName('Megan Bowen').id);
    assert.ok(!inScope(directory).has(byName('Megan Bowen').id));
    assert.equal(byName('Delia Dennis').properties['mail'], byName('Gerhart Møller').properties['mail']);
    assert.ok(byName('Tony Krijnen').deletedDateTime);
  });
});

describe('a tenant for load', () => {
  const directory = tenant((empty) => {
    fillLoadTenant(empty, 2500);
  });
  it('has as many users as asked for, all in scope, with mail and both names', () => {
    const scope = inScope(directory);
    assert.equal(usersOf(directory).length, 2500);
    for (const { id, properties } of usersOf(directory)) {
      assert.ok(scope.has(id) && properties['mail'] && properties['givenName'] && properties['surname']);
    }
  });
  it('has one manager at the top of everybody', () => {
    const managers = new Map(usersOf(directory).map(({ id, managerId }) => [id, managerId]));
    const tops = [...managers.keys()].filter((id) => managers.get(id) === null);
    assert.equal(tops.length, 1);
    for (const id of managers.keys()) {
      let top = id;
      for (let level = 0; level < 10; level += 1) top = managers.get(top) ?? top;
      assert.equal(top, tops[0]);
    }
  });
  it('assigns through groups and directly', () => {
    const types = [...directory.assignments.values()].map(({ principalType }) => principalType);
    assert.ok(types.includes('User') && types.includes('Group'));
  });
});
