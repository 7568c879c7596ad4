import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patchOperations } from '../../../src/directories/scim/patchForms.ts';
import { applyChanges } from '../../../src/directories/scim/replace.ts';
import { buildResource, readValues } from '../../../src/directories/scim/resource.ts';
import type { TargetChange } from '../../../src/directories/targetDirectory.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const admin = '{"id":"1","value":"Admin","displayName":"Administrator"}';
const unnamed = '{"id":"2","value":null,"displayName":"User"}';
const type = 'WindowsAzureActiveDirectoryRole';
const adminElement = { value: 'Admin', display: 'Administrator', type, primary: false };
const userElement = { value: 'User', display: 'User', type, primary: false };

const change = (attribute: string, old: TargetChange['old'], value: TargetChange['new']): TargetChange => ({
  attribute,
  old,
  new: value,
});

describe('app roles mapped to roles (entra-docs, "customize-application-attributes")', () => {
  it('are elements in a creation, each once; one without a value goes by its name', () => {
    assert.deepEqual(buildResource(core, { roles: [admin, unnamed, admin] })['roles'], [adminElement, userElement]);
  });

  it('replace what the target holds, although nothing is known to be there', () => {
    for (const old of [null, ['Guest']])
      assert.deepEqual(patchOperations([change('roles', old, [admin])], {}, 'rfc7644'), [
        { op: 'replace', path: 'roles', value: [adminElement] },
      ]);
    assert.deepEqual(applyChanges({ roles: [{ value: 'Guest' }] }, [change('roles', ['Guest'], [admin])]), {
      roles: [adminElement],
    });
  });

  it('are only added where the mapping takes none away', () => {
    const added = { ...change('roles', ['Guest'], ['Guest', admin]), addsOnly: true };
    assert.deepEqual(patchOperations([added], {}, 'rfc7644'), [{ op: 'add', path: 'roles', value: [adminElement] }]);
    const guest = { value: 'Guest', type: 'theirs' };
    assert.deepEqual(applyChanges({ roles: [guest] }, [added]), { roles: [guest, adminElement] });
    assert.deepEqual(applyChanges({ roles: [guest, adminElement] }, [added]), { roles: [guest, adminElement] });
  });

  it('in Entra’s own dialect are added as texts, and replaced as elements', () => {
    const added = { ...change('roles', null, [admin]), addsOnly: true };
    assert.deepEqual(patchOperations([added], {}, 'entra'), [{ op: 'Add', path: 'roles', value: [{ value: admin }] }]);
    assert.deepEqual(patchOperations([change('roles', null, [admin])], {}, 'entra'), [
      { op: 'Replace', path: 'roles', value: [adminElement] },
    ]);
  });
});

describe('values mapped to a complex multi-valued attribute as a whole', () => {
  it('become elements, and are read back', () => {
    const values = {
      emails: ['a@x', 'b@x'],
      phoneNumbers: '+41 1',
      entitlements: ['{"value":"Gold","type":"plan"}'],
      addresses: ['Bern'],
    };
    const resource = buildResource(core, values);
    assert.deepEqual(resource, {
      schemas: [core],
      emails: [{ value: 'a@x' }, { value: 'b@x' }],
      phoneNumbers: [{ value: '+41 1' }],
      entitlements: [{ value: 'Gold', type: 'plan' }],
      addresses: [{ formatted: 'Bern' }],
    });
    assert.deepEqual(readValues(resource, Object.keys(values)), {
      emails: ['a@x', 'b@x'],
      phoneNumbers: ['+41 1'],
      entitlements: ['Gold'],
      addresses: ['Bern'],
    });
    assert.deepEqual(patchOperations([change('emails', null, ['a@x'])], {}, 'rfc7644'), [
      { op: 'replace', path: 'emails', value: [{ value: 'a@x' }] },
    ]);
  });

  it('of an extension, or of an attribute that is not complex, stay as they are', () => {
    const tags = 'urn:example:2.0:User:roles';
    assert.deepEqual(buildResource(core, { [tags]: ['a'], title: '{"a":1}', schemas: null }), {
      schemas: [core, 'urn:example:2.0:User'],
      'urn:example:2.0:User': { roles: ['a'] },
      title: '{"a":1}',
    });
  });
});
