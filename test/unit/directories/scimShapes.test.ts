import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAttributePath } from '../../../src/directories/scim/attributePath.ts';
import { creationBody } from '../../../src/directories/scim/creationBody.ts';
import { memberOperations, patchBody, type Dialect } from '../../../src/directories/scim/patch.ts';
import { patchOperations } from '../../../src/directories/scim/patchForms.ts';
import { applyChanges, applyReferences } from '../../../src/directories/scim/replace.ts';
import { buildResource, readValues } from '../../../src/directories/scim/resource.ts';
import { equalityFilter } from '../../../src/directories/scim/scimFilter.ts';
import type { TargetChange, TargetValues } from '../../../src/directories/targetDirectory.ts';
import { applyPatch } from '../../../src/sandbox/target/patch/applyPatch.ts';
import { readPatchRequest } from '../../../src/sandbox/target/patch/patchRequest.ts';
import { profiles } from '../../../src/sandbox/target/profiles/profiles.ts';
import type { ScimObject } from '../../../src/sandbox/target/scimObject.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const workEmail = 'emails[type eq "work"].value';

const change = (attribute: string, old: TargetChange['old'], value: TargetChange['new']): TargetChange => ({
  attribute,
  old,
  new: value,
});

describe('an attribute path', () => {
  const rows: readonly (readonly [text: string, expected: object])[] = [
    ['userName', { schema: null, attribute: 'userName', selector: null, subAttribute: null }],
    ['name.givenName', { schema: null, attribute: 'name', selector: null, subAttribute: 'givenName' }],
    [workEmail, { schema: null, attribute: 'emails', selector: { type: 'work' }, subAttribute: 'value' }],
    [
      'addresses[type eq "home" and primary eq true].locality',
      { attribute: 'addresses', selector: { type: 'home', primary: true }, subAttribute: 'locality' },
    ],
    [`${enterprise}:department`, { schema: enterprise, attribute: 'department', subAttribute: null }],
    [`${enterprise}:manager.value`, { schema: enterprise, attribute: 'manager', subAttribute: 'value' }],
    [`${core}:name.familyName`, { schema: null, attribute: 'name', subAttribute: 'familyName' }],
  ];
  for (const [text, expected] of rows) {
    it(`${text} is read`, () => {
      const path = parseAttributePath(text);
      assert.deepEqual({ ...path, ...expected }, path);
    });
  }
});

describe('a resource', () => {
  const values = {
    userName: 'ada@contoso.com',
    active: true,
    'name.givenName': 'Ada',
    'name.familyName': 'Lovelace',
    [workEmail]: 'ada@contoso.com',
    'emails[type eq "work"].display': 'Work',
    'emails[type eq "home"].value': 'ada@home.example',
    [`${enterprise}:department`]: 'Engines',
    title: null,
  };

  it('is built with nested objects, one element for each selector, and the extension’s URN (RFC 7643 section 3)', () => {
    assert.deepEqual(buildResource(core, values), {
      schemas: [core, enterprise],
      userName: 'ada@contoso.com',
      active: true,
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [
        { type: 'work', value: 'ada@contoso.com', display: 'Work' },
        { type: 'home', value: 'ada@home.example' },
      ],
      [enterprise]: { department: 'Engines' },
    });
  });

  it('reads back as it was built, in any letter case of the names', () => {
    assert.deepEqual(readValues(buildResource(core, values), Object.keys(values)), values);
    const shouting = { USERNAME: 'ada@contoso.com', Name: { GivenName: 'Ada' } };
    assert.deepEqual(readValues(shouting, ['userName', 'name.givenName', 'title']), {
      userName: 'ada@contoso.com',
      'name.givenName': 'Ada',
      title: null,
    });
  });
});

describe('a PATCH in the dialect of RFC 7644', () => {
  it('has lower-case operations, real booleans and removes what becomes null', () => {
    const operations = patchOperations(
      [change('active', true, false), change('title', null, 'Countess'), change('nickName', 'Ada', null)],
      {},
      'rfc7644',
    );
    assert.deepEqual(operations, [
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'title', value: 'Countess' },
      { op: 'remove', path: 'nickName' },
    ]);
    assert.deepEqual(JSON.parse(patchBody(operations)), {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  });

  it('adds a selected element whole when there is none, since a replace would find no target (section 3.5.2.3)', () => {
    assert.deepEqual(patchOperations([change(workEmail, null, 'a@x')], {}, 'rfc7644'), [
      { op: 'add', path: 'emails', value: [{ type: 'work', value: 'a@x' }] },
    ]);
    assert.deepEqual(patchOperations([change(workEmail, 'b@x', 'a@x')], {}, 'rfc7644'), [
      { op: 'replace', path: workEmail, value: 'a@x' },
    ]);
  });

  it('keeps the parts of one element together, whether it is new or there already', () => {
    const [city, country] = ['addresses[type eq "work"].locality', 'addresses[type eq "work"].country'];
    assert.deepEqual(patchOperations([change(city, null, 'Bern'), change(country, null, 'CH')], {}, 'rfc7644'), [
      { op: 'add', path: 'addresses', value: [{ type: 'work', locality: 'Bern', country: 'CH' }] },
    ]);
    assert.deepEqual(patchOperations([change(country, null, 'CH')], { [city]: 'Bern' }, 'rfc7644'), [
      { op: 'replace', path: country, value: 'CH' },
    ]);
  });

  it('asks for a real boolean where a mapping selects by "True", as Entra’s role mappings do', () => {
    const role = 'roles[primary eq "True"].value';
    assert.deepEqual(patchOperations([change(role, 'User', 'Admin')], {}, 'rfc7644'), [
      { op: 'replace', path: 'roles[primary eq true].value', value: 'Admin' },
    ]);
    assert.deepEqual(patchOperations([change(role, 'User', 'Admin')], {}, 'entra'), [
      { op: 'Replace', path: role, value: 'Admin' },
    ]);
  });

  it('removes members by a value path, and adds them together', () => {
    const update = { add: ['1', '2'], remove: ['"4"'] };
    assert.deepEqual(memberOperations('members', update, 'rfc7644'), [
      { op: 'remove', path: 'members[value eq "\\"4\\""]' },
      { op: 'add', path: 'members', value: [{ value: '1' }, { value: '2' }] },
    ]);
  });
});

describe('a PATCH in Entra’s own dialect', () => {
  it('is what its documents show (entra-docs, "use-scim-to-provision-users-and-groups")', () => {
    assert.deepEqual(
      patchOperations(
        [change('active', true, false), change(workEmail, null, 'a@x'), change('title', 'x', null)],
        {},
        'entra',
      ),
      [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Add', path: workEmail, value: 'a@x' },
        { op: 'Remove', path: 'title' },
      ],
    );
    assert.deepEqual(memberOperations('members', { add: ['1'], remove: ['2'] }, 'entra'), [
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: '2' }] },
      { op: 'Add', path: 'members', value: [{ $ref: null, value: '1' }] },
    ]);
  });
});

describe('a creation in Entra’s own dialect', () => {
  it('names the core and the enterprise schema and no other, whatever it holds', () => {
    const custom = 'urn:ietf:params:scim:schemas:extension:Contoso:2.0:User';
    const body = creationBody('User', { userName: 'a@x', [`${custom}:badge`]: '7', title: null }, 'entra');
    assert.deepEqual(body, {
      schemas: [core, enterprise],
      userName: 'a@x',
      [custom]: { badge: '7' },
      meta: { resourceType: 'User' },
      roles: [],
    });
    assert.deepEqual(creationBody('User', { userName: 'a@x' }, 'rfc7644'), { schemas: [core], userName: 'a@x' });
  });

  it('makes the work email address the primary one, and leaves what the mappings say', () => {
    const values = { [workEmail]: 'a@x', 'emails[type eq "home"].value': 'b@x', roles: ['User'] };
    const { emails, roles } = creationBody('User', values, 'entra');
    assert.deepEqual(emails, [
      { primary: true, type: 'work', value: 'a@x' },
      { type: 'home', value: 'b@x' },
    ]);
    assert.deepEqual(roles, buildResource(core, values)['roles']);
    const told = creationBody('User', { [workEmail]: 'a@x', 'emails[type eq "work"].primary': false }, 'entra');
    assert.deepEqual(told['emails'], [{ type: 'work', value: 'a@x', primary: false }]);
  });
});

describe('a filter', () => {
  it('asks for a value inside a multi-valued attribute by a value path, or as Entra does', () => {
    assert.equal(equalityFilter('userName', 'a"b', 'rfc7644'), 'userName eq "a\\"b"');
    assert.equal(equalityFilter(workEmail, 'a@x', 'rfc7644'), 'emails[type eq "work" and value eq "a@x"]');
    assert.equal(equalityFilter(workEmail, 'a@x', 'entra'), `${workEmail} eq "a@x"`);
  });
});

describe('whatever the changes', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const work = (name: string): string => `addresses[type eq "work"].${name}`;
  const attributes = [
    ...['title', 'nickName', 'name.givenName', workEmail, `${enterprise}:department`],
    ...['locality', 'country'].map(work),
  ];
  const values = fc.record(Object.fromEntries(attributes.map((name) => [name, fc.option(word, { nil: null })])));

  const patched = (
    resource: ScimObject,
    changes: readonly TargetChange[],
    held: TargetValues,
    dialect: Dialect,
  ): ScimObject => {
    const profile = dialect === 'entra' ? profiles.dropbox : profiles.rfc7644;
    const operations = patchOperations(changes, held, dialect);
    const request = readPatchRequest(JSON.parse(patchBody(operations)), profile.patch.operations);
    return applyPatch(profile.types.User, resource, request, profile.patch);
  };

  it('a server that applies the PATCH, in either dialect, and a PUT come to the same values', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const resource = buildResource(core, { userName: 'ada@contoso.com', ...before });
        delete resource['schemas'];
        const changes = attributes
          .filter((name) => before[name] !== after[name])
          .map((name) => change(name, before[name] ?? null, after[name] ?? null));
        const expected = readValues(buildResource(core, after), attributes);
        for (const dialect of ['rfc7644', 'entra'] as const) {
          const result = patched(resource, changes, before, dialect);
          assert.deepEqual(readValues(result, attributes), expected, dialect);
          const addresses = (result['addresses'] ?? []) as readonly unknown[];
          assert.ok(addresses.length <= 1, 'there is one work address');
        }
        assert.deepEqual(readValues(applyChanges(resource, changes), attributes), expected);
      }),
    );
  });

  it('members are the same by PATCH and by PUT, and foreign ones stay', () => {
    const ids = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5', '6'));
    fc.assert(
      fc.property(ids, ids, ids, (held, add, remove) => {
        const update = { add: add.filter((id) => !remove.includes(id)), remove, multivalued: true };
        const group = { displayName: 'Readers', members: held.map((value) => ({ value })) };
        const profile = profiles.rfc7644;
        const operations = memberOperations('members', update, 'rfc7644');
        const byPatch =
          operations.length === 0
            ? group
            : applyPatch(
                profile.types.Group,
                group,
                readPatchRequest(JSON.parse(patchBody(operations)), profile.patch.operations),
                profile.patch,
              );
        const membersOf = (resource: object): string[] =>
          ((resource as { members?: readonly { value: string }[] }).members ?? []).map(({ value }) => value).sort();
        const expected = [...new Set([...held, ...update.add])].filter((id) => !remove.includes(id)).sort();
        assert.deepEqual(membersOf(byPatch), expected);
        assert.deepEqual(membersOf(applyReferences(group, 'members', update)), expected);
      }),
    );
  });
});
