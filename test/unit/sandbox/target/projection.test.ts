import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScimError } from '../../../../src/sandbox/target/errors.ts';
import { rfc7644 } from '../../../../src/sandbox/target/profiles/rfc7644.ts';
import { compileProjection, project } from '../../../../src/sandbox/target/projection.ts';
import { ENTERPRISE_USER_URN, USER_URN } from '../../../../src/sandbox/target/schemas/core.ts';

const type = rfc7644.types.User;
const always = { schemas: [USER_URN, ENTERPRISE_USER_URN], id: '1' };
const emails = [{ type: 'work', value: 'a@b.c', primary: true }];
const resource = {
  ...always,
  userName: 'a@b.c',
  name: { givenName: 'A', familyName: 'B' },
  emails,
  [ENTERPRISE_USER_URN]: { department: 'D', manager: { value: '2', displayName: 'M' } },
  meta: { resourceType: 'User' },
};
const only = (...names: string[]): unknown => project(resource, type, compileProjection(type, names, undefined));
const without = (...names: string[]): unknown => project(resource, type, compileProjection(type, undefined, names));

describe('projection (RFC 7644 section 3.9)', () => {
  it('shows what is named, and always id and schemas', () => {
    assert.deepEqual(only('userName'), { ...always, userName: 'a@b.c' });
    assert.deepEqual(only('USERNAME'), { ...always, userName: 'a@b.c' });
    assert.deepEqual(only('nothingLikeThis'), always);
  });

  it('shows sub-attributes, of single and of multi-valued attributes', () => {
    assert.deepEqual(only('name.givenName', 'emails.value'), {
      ...always,
      name: { givenName: 'A' },
      emails: [{ value: 'a@b.c' }],
    });
  });

  it('shows an extension, its attributes and their sub-attributes', () => {
    assert.deepEqual(only(ENTERPRISE_USER_URN), {
      ...always,
      [ENTERPRISE_USER_URN]: resource[ENTERPRISE_USER_URN],
    });
    assert.deepEqual(only(`${ENTERPRISE_USER_URN}:manager.displayName`), {
      ...always,
      [ENTERPRISE_USER_URN]: { manager: { displayName: 'M' } },
    });
  });

  it('leaves out what is excluded, but never id', () => {
    assert.deepEqual(without('name', 'id', 'meta', ENTERPRISE_USER_URN), { ...always, userName: 'a@b.c', emails });
    assert.deepEqual(without('emails.primary', `${ENTERPRISE_USER_URN}:manager`, 'meta', 'name.familyName'), {
      ...always,
      userName: 'a@b.c',
      name: { givenName: 'A' },
      emails: [{ type: 'work', value: 'a@b.c' }],
      [ENTERPRISE_USER_URN]: { department: 'D' },
    });
  });

  it('refuses both at once', () => {
    assert.throws(() => compileProjection(type, ['a'], ['b']), ScimError);
  });
});
