import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ScimError } from '../../../../src/sandbox/target/errors.ts';
import { applyPatch } from '../../../../src/sandbox/target/patch/applyPatch.ts';
import type { PatchRules } from '../../../../src/sandbox/target/patch/applyPatch.ts';
import { PATCH_URN, readPatchRequest } from '../../../../src/sandbox/target/patch/patchRequest.ts';
import { entraPatch } from '../../../../src/sandbox/target/profiles/entraReading.ts';
import { dropbox } from '../../../../src/sandbox/target/profiles/dropbox.ts';
import { scimmy } from '../../../../src/sandbox/target/profiles/otherServers.ts';
import { rfc7644 } from '../../../../src/sandbox/target/profiles/rfc7644.ts';
import { ENTERPRISE_USER_URN, USER_URN } from '../../../../src/sandbox/target/schemas/core.ts';
import type { ScimObject } from '../../../../src/sandbox/target/scimObject.ts';

const work = { type: 'work', value: 'bjensen@example.com', primary: true };
const home = { type: 'home', value: 'babs@jensen.org' };
const barbara: ScimObject = {
  userName: 'bjensen@example.com',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  emails: [work, home],
  active: true,
};

function patch(
  attributes: ScimObject,
  operations: readonly object[],
  kind: 'User' | 'Group' = 'User',
  rules: PatchRules = rfc7644.patch,
): ScimObject {
  const request = readPatchRequest({ schemas: [PATCH_URN], Operations: operations }, rules.operations);
  return applyPatch(rfc7644.types[kind], attributes, request, rules);
}

const fails = (scimType: string) => (error: unknown) =>
  error instanceof ScimError && error.status === 400 && error.scimType === scimType;

describe('PATCH add (RFC 7644 section 3.5.2.1)', () => {
  it('sets a single value and leaves the others', () => {
    assert.deepEqual(patch(barbara, [{ op: 'add', path: 'nickName', value: 'Babs' }]), {
      ...barbara,
      nickName: 'Babs',
    });
  });

  it('takes attributes without a path', () => {
    const other = { value: 'babs@work.org', type: 'other' };
    const result = patch(barbara, [{ op: 'add', value: { emails: [other], nickName: 'Babs' } }]);
    assert.deepEqual(result['emails'], [work, home, other]);
    assert.equal(result['nickName'], 'Babs');
  });

  it('adds a member once, whoever repeats it', () => {
    const group = { displayName: 'Tour Guides', members: [{ value: 'a', type: 'User' }] };
    const result = patch(group, [{ op: 'add', path: 'members', value: [{ value: 'b' }, { value: 'b' }] }], 'Group');
    assert.deepEqual(result['members'], [{ value: 'a', type: 'User' }, { value: 'b' }]);
  });

  it('makes the container of a sub-attribute', () => {
    const result = patch({ userName: 'x' }, [{ op: 'add', path: 'name.givenName', value: 'Ada' }]);
    assert.deepEqual(result['name'], { givenName: 'Ada' });
  });

  it('leaves one primary value: the new one', () => {
    const value = [{ value: 'new@example.com', type: 'other', primary: true }];
    const result = patch(barbara, [{ op: 'add', path: 'emails', value }]);
    assert.deepEqual(result['emails'], [{ ...work, primary: false }, home, ...value]);
  });

  it('reaches an extension by its URN, in any case, with and without attribute', () => {
    const path = `${ENTERPRISE_USER_URN.toUpperCase()}:employeeNumber`;
    const byPath = patch(barbara, [{ op: 'add', path, value: '701984' }]);
    const whole = patch(barbara, [{ op: 'add', path: ENTERPRISE_USER_URN, value: { employeeNumber: '701984' } }]);
    assert.deepEqual(byPath[ENTERPRISE_USER_URN], { employeeNumber: '701984' });
    assert.deepEqual(whole, byPath);
  });

  it('reaches the base schema by its URN', () => {
    assert.equal(patch(barbara, [{ op: 'add', path: `${USER_URN}:title`, value: 'Guide' }])['title'], 'Guide');
  });
});

describe('PATCH replace (RFC 7644 section 3.5.2.3)', () => {
  it('keeps the sub-attributes of a complex attribute that are not named', () => {
    const result = patch(barbara, [{ op: 'replace', path: 'name', value: { givenName: 'Babs' } }]);
    assert.deepEqual(result['name'], { givenName: 'Babs', familyName: 'Jensen' });
  });

  it('replaces all values of a multi-valued attribute', () => {
    assert.deepEqual(patch(barbara, [{ op: 'replace', path: 'emails', value: [home] }])['emails'], [home]);
  });

  it('replaces the values that a value path selects', () => {
    const value = { type: 'work', value: 'b.jensen@example.com' };
    const result = patch(barbara, [{ op: 'replace', path: 'emails[type eq "work"]', value }]);
    assert.deepEqual(result['emails'], [value, home]);
  });

  it('replaces one sub-attribute of the selected values', () => {
    const result = patch(barbara, [{ op: 'replace', path: 'emails[type eq "home"].value', value: 'x@y.org' }]);
    assert.deepEqual(result['emails'], [work, { type: 'home', value: 'x@y.org' }]);
  });

  it('has no target when the value path selects nothing', () => {
    const operation = { op: 'replace', path: 'emails[type eq "other"].value', value: 'x@y.org' };
    assert.throws(() => patch(barbara, [operation]), fails('noTarget'));
  });

  it('unassigns an attribute that is replaced by null or by an empty list', () => {
    const result = patch({ ...barbara, nickName: 'Babs' }, [
      { op: 'replace', path: 'nickName', value: null },
      { op: 'replace', path: 'emails', value: [] },
    ]);
    assert.ok(!('nickName' in result) && !('emails' in result));
  });
});

describe('PATCH remove (RFC 7644 section 3.5.2.2)', () => {
  it('removes an attribute, a sub-attribute, the selected values', () => {
    const result = patch(barbara, [
      { op: 'remove', path: 'active' },
      { op: 'remove', path: 'name.familyName' },
      { op: 'remove', path: 'emails[type eq "home" and value ew "jensen.org"]' },
    ]);
    assert.deepEqual(result, { userName: barbara['userName'], name: { givenName: 'Barbara' }, emails: [work] });
  });

  it('removes all members without a filter and none when the filter matches none', () => {
    const group = { displayName: 'G', members: [{ value: 'a', type: 'User' }] };
    assert.ok(!('members' in patch(group, [{ op: 'remove', path: 'members' }], 'Group')));
    const same = patch(group, [{ op: 'remove', path: 'members[value eq "b"]' }], 'Group');
    assert.deepEqual(same, group);
  });

  it('needs a path', () => {
    assert.throws(() => patch(barbara, [{ op: 'remove' }]), fails('noTarget'));
  });

  it('refuses required attributes', () => {
    assert.throws(() => patch(barbara, [{ op: 'remove', path: 'userName' }]), fails('mutability'));
  });
});

describe('PATCH as Entra ID sends it', () => {
  it('understands capitalised operations and booleans in strings', () => {
    assert.equal(
      patch(barbara, [{ op: 'Replace', path: 'active', value: 'False' }], 'User', entraPatch)['active'],
      false,
    );
  });

  it('removes the members that the value names, and only these', () => {
    const group = { displayName: 'G', members: ['a', 'b', 'c'].map((value) => ({ value, type: 'User' })) };
    const value = [{ $ref: null, value: 'b' }];
    const result = patch(group, [{ op: 'Remove', path: 'members', value }], 'Group', entraPatch);
    assert.deepEqual(result['members'], [
      { value: 'a', type: 'User' },
      { value: 'c', type: 'User' },
    ]);
  });

  it('takes dotted and fully qualified names without a path', () => {
    const value = { 'name.givenName': 'Babs', [`${ENTERPRISE_USER_URN}:department`]: 'Tours', id: 'ignored' };
    const result = patch(barbara, [{ op: 'replace', value }], 'User', entraPatch);
    assert.deepEqual(result['name'], { givenName: 'Babs', familyName: 'Jensen' });
    assert.deepEqual(result[ENTERPRISE_USER_URN], { department: 'Tours' });
    assert.ok(!('id' in result));
  });

  it('clears the manager by an empty value', () => {
    const path = `${ENTERPRISE_USER_URN}:manager`;
    const managed = patch(barbara, [{ op: 'add', path, value: { value: '26118915' } }]);
    assert.deepEqual(managed[ENTERPRISE_USER_URN], { manager: { value: '26118915' } });
    assert.deepEqual(patch(managed, [{ op: 'replace', path, value: { value: '' } }], 'User', entraPatch), barbara);
  });

  it('makes the value that the value path of an add asks for, and refuses a replace of it', () => {
    const operation = { op: 'Add', path: 'phoneNumbers[type eq "fax"].value', value: '555' };
    for (const [rules, add, replace] of [
      [rfc7644.patch, 'add', 'replace'],
      [dropbox.patch, 'Add', 'Replace'],
    ] as const) {
      const result = patch(barbara, [{ ...operation, op: add }], 'User', rules);
      assert.deepEqual(result['phoneNumbers'], [{ type: 'fax', value: '555' }]);
      assert.throws(() => patch(barbara, [{ ...operation, op: replace }], 'User', rules), fails('noTarget'));
    }
    assert.throws(() => patch(barbara, [operation], 'User', scimmy.patch), fails('invalidSyntax'));
    assert.throws(() => patch(barbara, [{ ...operation, op: 'add' }], 'User', scimmy.patch), fails('noTarget'));
  });

  it('makes it with values of the declared types', () => {
    const operation = { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' };
    const result = patch(barbara, [operation], 'User', dropbox.patch);
    assert.deepEqual(result['roles'], [{ primary: true, value: 'Admin' }]);
  });

  it('takes a list for one value of a complex attribute only', () => {
    const manager = { op: 'Add', path: 'manager', value: [{ value: '26118915' }] };
    const result = patch(barbara, [manager], 'User', dropbox.patch);
    assert.deepEqual(result[ENTERPRISE_USER_URN], { manager: { value: '26118915' } });
    const title = { op: 'Replace', path: 'title', value: ['Tour Guide'] };
    assert.throws(() => patch(barbara, [title], 'User', dropbox.patch), fails('invalidValue'));
  });

  it('takes a bare id for the manager, in the profiles that do', () => {
    const operation = { op: 'Add', path: 'manager', value: '26118915' };
    const result = patch(barbara, [operation], 'User', dropbox.patch);
    assert.deepEqual(result[ENTERPRISE_USER_URN], { manager: { value: '26118915' } });
    assert.throws(
      () => patch(barbara, [{ ...operation, op: 'add', path: `${ENTERPRISE_USER_URN}:manager` }]),
      fails('invalidValue'),
    );
  });
});

describe('PATCH beside RFC 7644, in the profile that has nothing else', () => {
  const manager = `${ENTERPRISE_USER_URN}:manager`;
  const managed = { ...barbara, [ENTERPRISE_USER_URN]: { manager: { value: '1' } } };
  const group = { displayName: 'G', members: [{ value: 'a' }, { value: 'b' }] };
  const member = (each: object): object => ({ op: 'add', path: 'members', value: [each] });
  for (const [holder, operation, scimType] of [
    [barbara, { op: 'Replace', path: 'nickName', value: 'Babs' }, 'invalidSyntax'],
    [barbara, { op: 'ADD', path: 'nickName', value: 'Babs' }, 'invalidSyntax'],
    [barbara, { op: 'Remove', path: 'nickName' }, 'invalidSyntax'],
    [barbara, { op: ' add', path: 'nickName', value: 'Babs' }, 'invalidSyntax'],
    [barbara, { op: 'replace', path: 'active', value: 'False' }, 'invalidValue'],
    [barbara, { op: 'replace', path: 'active', value: 0 }, 'invalidValue'],
    [group, { op: 'remove', path: 'members', value: [{ value: 'a' }] }, 'invalidValue'],
    [barbara, { op: 'remove', path: 'name', value: { givenName: 'Barbara' } }, 'invalidValue'],
    [barbara, { op: 'replace', value: { 'name.givenName': 'Babs' } }, 'invalidPath'],
    [barbara, { op: 'replace', value: { [`${ENTERPRISE_USER_URN}:department`]: 'X' } }, 'invalidPath'],
    [barbara, { op: 'add', value: { department: 'X' } }, 'invalidPath'],
    [barbara, { op: 'add', path: 'department', value: 'X' }, 'invalidPath'],
    [managed, { op: 'replace', path: manager, value: { value: '' } }, 'invalidValue'],
    [managed, { op: 'add', path: manager, value: '2' }, 'invalidValue'],
    [managed, { op: 'add', path: manager, value: [{ value: '2' }] }, 'invalidValue'],
    [managed, { op: 'add', path: manager, value: { value: '2', $ref: 7 } }, 'invalidValue'],
    [managed, { op: 'add', path: manager, value: { value: '2', $ref: '../Groups/2' } }, 'invalidValue'],
    [
      managed,
      { op: 'add', path: manager, value: { value: '2', $ref: 'https://example.com/v2/Users/3' } },
      'invalidValue',
    ],
    [managed, { op: 'replace', path: `${manager}.$ref`, value: 'https://example.com/v2/Groups/2' }, 'invalidValue'],
    [group, member({ value: 'c', $ref: { value: '../Users/c' } }), 'invalidValue'],
    [group, member({ value: 'c', $ref: '../Users/d' }), 'invalidValue'],
    [group, member({ value: 'c', type: 'User', $ref: '../Groups/c' }), 'invalidValue'],
    [group, member({ value: 'c', $ref: 'not an address' }), 'invalidValue'],
    [group, member({ value: 'c', $ref: '' }), 'invalidValue'],
    [barbara, { op: 'add', path: 'profileUrl', value: 'barbara' }, 'invalidValue'],
    [barbara, { op: 'add', path: 'photos', value: [{ value: '../Users/1' }] }, 'invalidValue'],
  ] as const)
    it(`is refused (${scimType}): ${JSON.stringify(operation)}`, () => {
      const kind = holder === group ? 'Group' : 'User';
      assert.throws(() => patch(holder, [operation], kind), fails(scimType));
    });

  for (const operation of [
    { op: 'add', path: manager, value: { value: '2', $ref: 'https://example.com/v2/Users/2' } },
    { op: 'replace', path: manager, value: { value: 'a b', $ref: '../Users/a%20b' } },
    { op: 'replace', value: { [ENTERPRISE_USER_URN]: { manager: { value: '2', $ref: null } } } },
    { op: 'add', path: 'profileUrl', value: 'https://example.com/barbara' },
  ])
    it(`is taken as RFC 7644 has it: ${JSON.stringify(operation)}`, () => {
      assert.notDeepEqual(patch(managed, [operation]), managed);
    });
});

describe('PATCH that is wrong', () => {
  const cases: readonly [object, string][] = [
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'replace', path: 'meta.created', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'mutability'],
    [{ op: 'replace', path: 'shoeSize', value: '42' }, 'invalidPath'],
    [{ op: 'add', path: 'emails', value: [{ nothing: 'known' }] }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[type eq "work"', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'emails[type nope "work"].value', value: 'x' }, 'invalidFilter'],
    [{ op: 'replace', path: 'active', value: 'yes' }, 'invalidValue'],
    [{ op: 'replace', path: 'userName', value: 7 }, 'invalidValue'],
    [{ op: 'add', path: 'nickName' }, 'invalidValue'],
    [{ op: 'move', path: 'nickName', value: 'x' }, 'invalidSyntax'],
  ];
  for (const [operation, scimType] of cases) {
    it(`answers ${scimType} to ${JSON.stringify(operation)}`, () => {
      assert.throws(() => patch(barbara, [operation]), fails(scimType));
    });
  }

  it('refuses to change the id of a member', () => {
    const group = { displayName: 'G', members: [{ value: 'a', type: 'User' }] };
    const operation = { op: 'replace', path: 'members[value eq "a"].value', value: 'b' };
    assert.throws(() => patch(group, [operation], 'Group'), fails('mutability'));
  });

  it('refuses a message that is no PatchOp', () => {
    assert.throws(() => readPatchRequest({ Operations: [] }, rfc7644.patch.operations), fails('invalidSyntax'));
  });
});

describe('PATCH properties', () => {
  const id = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 });
  const members = fc.uniqueArray(id, { maxLength: 8 });
  const asMembers = (ids: readonly string[]): object[] => ids.map((value) => ({ value, type: 'User' }));
  const groupOf = (ids: readonly string[]): ScimObject => ({
    displayName: 'G',
    ...(ids.length > 0 ? { members: asMembers(ids) } : {}),
  });
  const idsOf = (group: ScimObject): Set<unknown> =>
    new Set(((group['members'] ?? []) as { value: unknown }[]).map(({ value }) => value));

  it('adds and removes members as sets do, in both ways of writing a removal', () => {
    fc.assert(
      fc.property(members, members, members, (before, added, removed) => {
        const add = { op: 'add', path: 'members', value: asMembers(added) };
        const byValue = removed.length > 0 ? [{ op: 'remove', path: 'members', value: asMembers(removed) }] : [];
        const byFilter = removed.map((value) => ({
          op: 'remove',
          path: `members[value eq ${JSON.stringify(value)}]`,
        }));
        const expected = new Set([...before, ...added].filter((value) => !removed.includes(value)));
        assert.deepEqual(idsOf(patch(groupOf(before), [add, ...byValue], 'Group', entraPatch)), expected);
        assert.deepEqual(idsOf(patch(groupOf(before), [add, ...byFilter], 'Group')), expected);
      }),
    );
  });

  it('never changes the attributes it was given', () => {
    const operation = fc.record({
      op: fc.constantFrom('add', 'replace', 'remove'),
      path: fc.constantFrom('emails', 'emails[type eq "work"]', 'emails[type eq "work"].value', 'name', 'nickName'),
      value: fc.oneof(fc.string(), fc.constant({ value: 'x@y.z', primary: true }), fc.constant([home])),
    });
    const copy = structuredClone(barbara);
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
        try {
          patch(barbara, operations);
        } catch (error) {
          assert.ok(error instanceof ScimError);
        }
        assert.deepEqual(barbara, copy);
      }),
    );
  });
});
