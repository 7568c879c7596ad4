import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENTERPRISE, GROUP, resources, startTarget, USER, userBody, where } from './sandboxTargetClient.ts';
import type { Json, Target } from './sandboxTargetClient.ts';

const MANAGER = `${ENTERPRISE}:manager`;

/** What Entra ID's own client creates: the enterprise URN without its attributes, empty lists, a `meta`, nulls. */
function entraUser(userName: string): Json {
  return {
    schemas: [USER, ENTERPRISE],
    externalId: `external-${userName}`,
    userName,
    active: true,
    displayName: 'Adele Vance',
    title: null,
    addresses: null,
    emails: [{ primary: true, type: 'work', value: userName }],
    name: { formatted: 'Adele Vance', familyName: 'Vance', givenName: 'Adele' },
    meta: { resourceType: 'User' },
    roles: [],
  };
}

async function read(target: Target, path: string): Promise<Json> {
  return (await target.request('GET', path)).body;
}

// The requests of Microsoft Entra ID's documentation for SCIM endpoints ("Develop a SCIM endpoint", "SCIM compatibility").
for (const profile of ['dropbox', 'dropbox-strict'] as const) {
  describe(`Entra ID’s requests to profile ${profile}`, async () => {
    const target = await startTarget({ profile });
    const manager = await target.create('/Users', userBody('manager@contoso.com'));
    const created = async (userName: string): Promise<string> => {
      const id = await target.create('/Users', entraUser(userName));
      // Someone who was only invited would be deleted instead of disabled.
      await target.control('POST', `/users/${id}/accept`);
      return id;
    };

    it('test the connection, match, and create', async () => {
      const nobody = await target.request('GET', `/Users${where(`userName eq "${crypto.randomUUID()}"`)}`);
      assert.deepEqual([nobody.status, nobody.body['totalResults'], resources(nobody)], [200, 0, []]);
      const id = await created('match@contoso.com');
      for (const filter of [
        'userName eq "MATCH@contoso.com"',
        'externalId eq "external-match@contoso.com"',
        'emails[type eq "work"].value eq "match@contoso.com"',
      ]) {
        const found = await target.request('GET', `/Users${where(filter)}`);
        assert.deepEqual(
          resources(found).map((user) => user['id']),
          [id],
          filter,
        );
      }
    });

    it('change attributes one operation each, capitalised', async () => {
      const id = await created('verbose@contoso.com');
      const { status } = await target.patch(
        `/Users/${id}`,
        { op: 'Replace', path: 'displayName', value: 'A' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@contoso.com' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '555' },
        { op: 'Add', path: `${ENTERPRISE}:employeeNumber`, value: '1' },
        { op: 'Replace', path: 'active', value: 'False' },
      );
      assert.equal(status, 200);
      const user = await read(target, `/Users/${id}`);
      assert.deepEqual([user['displayName'], user['active']], ['A', false]);
      assert.deepEqual(user['emails'], [{ primary: true, type: 'work', value: 'a@contoso.com' }]);
      assert.deepEqual(user['phoneNumbers'], [{ type: 'mobile', value: '555' }]);
      assert.deepEqual(user[ENTERPRISE], { employeeNumber: '1' });
      await target.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' });
      assert.equal((await read(target, `/Users/${id}`))['active'], true);
    });

    it('change attributes in one operation without a path (aadOptscim062020)', async () => {
      const id = await created('terse@contoso.com');
      const value = { displayName: 'B', 'name.givenName': 'Bea', [`${ENTERPRISE}:department`]: 'Sales' };
      assert.equal((await target.patch(`/Users/${id}`, { op: 'replace', value })).status, 200);
      const user = await read(target, `/Users/${id}`);
      assert.equal(user['displayName'], 'B');
      assert.deepEqual(user['name'], { formatted: 'Adele Vance', familyName: 'Vance', givenName: 'Bea' });
      assert.deepEqual(user[ENTERPRISE], { department: 'Sales' });
    });

    it('set, check and take away a manager', async () => {
      const id = await created('report@contoso.com');
      await target.patch(`/Users/${id}`, { op: 'Add', path: MANAGER, value: { value: manager } });
      const check = await target.request(
        'GET',
        `/Users${where(`id eq "${id}" and manager eq "${manager}"`)}&attributes=id`,
      );
      assert.deepEqual(
        resources(check).map((user) => user['id']),
        [id],
      );
      await target.patch(`/Users/${id}`, { op: 'Remove', path: MANAGER });
      assert.ok(!(ENTERPRISE in (await read(target, `/Users/${id}`))));
    });

    it('fill, rename and delete a group', async () => {
      const member = await created('member@contoso.com');
      const id = await target.create('/Groups', {
        schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        externalId: 'group',
        displayName: 'Entra',
        meta: { resourceType: 'Group' },
      });
      const path = `/Groups/${id}`;
      const members = async (): Promise<unknown> =>
        ((await read(target, path))['members'] as Json[] | undefined)?.map(({ value }) => value);
      const reference = [{ $ref: null, value: member }];
      for (const removal of [
        { op: 'Remove', path: 'members', value: reference },
        { op: 'remove', path: `members[value eq "${member}"]` },
      ]) {
        await target.patch(path, { op: 'Add', path: 'members', value: [...reference, { $ref: null, value: manager }] });
        assert.deepEqual(await members(), [member, manager]);
        await target.patch(path, removal);
        assert.deepEqual(await members(), [manager]);
        await target.patch(path, { op: 'Remove', path: 'members', value: [{ $ref: null, value: manager }] });
      }
      await target.patch(path, { op: 'Replace', path: 'displayName', value: 'Renamed' });
      const found = await target.request('GET', `/Groups?excludedAttributes=members&filter=displayName eq "Renamed"`);
      assert.deepEqual(
        resources(found).map((group) => group['id']),
        [id],
      );
      assert.equal((await target.request('DELETE', path)).status, 204);
    });
  });
}
