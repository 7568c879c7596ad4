import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ScimError } from '../../../../src/sandbox/target/errors.ts';
import { candidates } from '../../../../src/sandbox/target/filter/candidates.ts';
import { compileFilter } from '../../../../src/sandbox/target/filter/compileFilter.ts';
import { parseFilter } from '../../../../src/sandbox/target/filter/parseFilter.ts';
import { rfc7644 } from '../../../../src/sandbox/target/profiles/rfc7644.ts';
import { ENTERPRISE_USER_URN } from '../../../../src/sandbox/target/schemas/core.ts';
import { openTargetStore } from '../../../../src/sandbox/target/store.ts';
import type { StoredResource } from '../../../../src/sandbox/target/store.ts';
import { createView } from '../../../../src/sandbox/target/view.ts';

const store = openTargetStore(null);
const view = createView(
  store,
  () => rfc7644,
  () => 'http://127.0.0.1:1/scim/v2',
);
const type = rfc7644.types.User;

const user = (id: string, attributes: Record<string, unknown>): StoredResource => ({
  kind: 'User',
  id,
  attributes,
  created: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-05-13T04:42:34.000Z',
  version: 1,
});

const barbara = user('2819c223', {
  userName: 'bjensen@example.com',
  externalId: 'Case-Exact',
  name: { familyName: "O'Malley", givenName: 'Barbara' },
  title: 'Tour "Guide" \\ Lead',
  userType: 'Employee',
  active: true,
  emails: [
    { type: 'work', value: 'bjensen@example.com', primary: true },
    { type: 'home', value: 'babs@jensen.org' },
  ],
  [ENTERPRISE_USER_URN]: { employeeNumber: '701984', manager: { value: '26118915' } },
});
store.put(barbara);

const matches = (text: string): boolean => compileFilter(parseFilter(text), type, view.read)(barbara);

describe('filters (RFC 7644 section 3.4.2.2)', () => {
  const hits = [
    'userName eq "BJENSEN@example.com"',
    'USERNAME Eq "bjensen@example.com"',
    'name.familyName co "O\'Malley"',
    'userName sw "b" and userName ew ".com"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B"',
    'title pr',
    'not (nickName pr)',
    'nickName eq null',
    'nickName ne "Babs"',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2026-05-13T06:42:34+02:00"',
    'meta.lastModified lt "2026-05-13T04:42:34.001Z"',
    'meta.resourceType eq "User"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'title pr and userType eq "employee"',
    'nickName pr or userType eq "Employee"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Intern" and not (emails co "example.net")',
    'emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp"]',
    'emails[type eq "work"].value eq "bjensen@example.com"',
    'emails[not (type eq "work")]',
    'emails.primary eq true',
    'active eq true',
    'active eq "True"',
    'id eq "2819c223"',
    'externalId eq "Case-Exact"',
    'manager eq "26118915"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "701984"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr',
    String.raw`title eq "Tour \"Guide\" \\ Lead"`,
    String.raw`title co "\u0047uide"`,
    'nickName pr and userType eq "Employee" or active eq true',
  ];
  for (const text of hits)
    it(`finds by ${text}`, () => {
      assert.ok(matches(text));
    });

  const misses = [
    'userName eq "bjensen"',
    'externalId eq "case-exact"',
    'id eq "2819C223"',
    'emails[type eq "work"].value eq "babs@jensen.org"',
    'emails[type eq "home" and value co "@example.com"]',
    'active eq false',
    'nickName pr',
    'meta.created gt "2026-01-01T00:00:00Z"',
    'not (userName pr)',
    'nickName co "x"',
  ];
  for (const text of misses)
    it(`does not find by ${text}`, () => {
      assert.ok(!matches(text));
    });

  const wrong = [
    'userName',
    'userName eq',
    'userName equals "x"',
    'userName eq x',
    '(userName eq "x"',
    'userName eq "x" and',
    'shoeSize eq "42"',
    'emails.shoeSize eq "42"',
    'active gt true',
    'name eq "Barbara"',
    'userName eq 5',
    'meta.created gt "yesterday"',
    '',
  ];
  for (const text of wrong) {
    it(`refuses '${text}'`, () => {
      const isInvalid = (error: unknown): boolean => error instanceof ScimError && error.scimType === 'invalidFilter';
      assert.throws(() => matches(text), isInvalid);
    });
  }
});

describe('the indexes', () => {
  it('find whom a scan of all users finds', () => {
    const many = openTargetStore(null);
    const names = ['ann', 'Bob', 'cy'];
    for (let index = 0; index < 12; index += 1) {
      const name = names[index % 3] ?? '';
      const userName = `${name}${index}@example.com`;
      many.put(
        user(String(index), {
          userName,
          displayName: name,
          externalId: `x${index % 4}`,
          emails: [{ type: index % 2 === 0 ? 'work' : 'home', value: userName }],
        }),
      );
    }
    const key = fc.constantFrom('ANN0@example.com', 'bob1@example.com', 'Bob', 'x1', 'X1', 'work', '3', 'none');
    const name = fc.constantFrom(
      'userName',
      'displayName',
      'externalId',
      'id',
      'emails',
      'emails.value',
      'emails.type',
    );
    const condition = fc.oneof(
      fc.tuple(name, fc.constantFrom('eq', 'ne', 'co'), key).map(([path, op, value]) => `${path} ${op} "${value}"`),
      key.map((value) => `emails[type eq "work" and value eq "${value}"]`),
    );
    const text = fc.tuple(condition, fc.constantFrom('and', 'or'), condition, fc.boolean());
    fc.assert(
      fc.property(text, ([left, junction, right, negated]) => {
        const filter = parseFilter(`${left} ${junction} ${negated ? `not (${right})` : right}`);
        const test = compileFilter(filter, type, createView(many, () => rfc7644, String).read);
        const scanned = many.all('User').filter(test);
        const pool = candidates(many, type, filter) ?? many.all('User');
        assert.deepEqual(new Set(pool.filter(test)), new Set(scanned));
      }),
    );
  });

  it('forget what was changed or deleted', () => {
    const changing = openTargetStore(null);
    changing.put(user('1', { userName: 'old@example.com' }));
    changing.put(user('1', { userName: 'new@example.com' }));
    assert.deepEqual(changing.lookup('User', 'userName', 'old@example.com'), []);
    assert.equal(changing.lookup('User', 'userName', 'NEW@example.com').length, 1);
    changing.delete('User', '1');
    assert.deepEqual(changing.lookup('User', 'userName', 'new@example.com'), []);
    assert.deepEqual(changing.all('User'), []);
  });
});
