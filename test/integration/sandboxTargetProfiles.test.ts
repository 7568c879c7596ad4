import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENTERPRISE, GROUP, groupBody, resources, startTarget, userBody, where } from './sandboxTargetClient.ts';
import type { Json, Target } from './sandboxTargetClient.ts';

const emails = [{ type: 'work', value: 'ada@example.com' }];

async function found(target: Target, filter: string): Promise<unknown> {
  const answer = await target.request('GET', `/Users${where(filter)}`);
  return answer.status === 200 ? resources(answer).length : answer.status;
}

describe('profile scimgateway', async () => {
  const target = await startTarget({ profile: 'scimgateway' });
  const id = await target.create('/Users', userBody('ada@example.com', { emails }));

  it('finds nothing by a top-level and, and refuses a sub-attribute after a value path', async () => {
    assert.equal(await found(target, 'userName eq "ada@example.com"'), 1);
    assert.equal(await found(target, 'userName eq "ada@example.com" and active eq true'), 0);
    assert.equal(await found(target, 'emails[type eq "work" and value eq "ada@example.com"]'), 1);
    assert.equal(await found(target, 'emails[type eq "work"].value eq "ada@example.com"'), 400);
  });

  it('names groups by externalId, answers their PATCH without body, and fails on the second DELETE', async () => {
    const group = await target.create('/Groups', { ...groupBody('G'), externalId: 'from-entra' });
    assert.equal(group, 'from-entra');
    assert.equal(
      (await target.patch(`/Groups/${group}`, { op: 'replace', path: 'displayName', value: 'H' })).status,
      204,
    );
    assert.equal((await target.request('DELETE', `/Groups/${group}`)).status, 204);
    assert.equal((await target.request('DELETE', `/Groups/${group}`)).status, 500);
  });

  it('ignores unknown attributes and operations, and adds meta to lists', async () => {
    const operations = [{ op: 'move' }, { op: 'replace', path: 'shoeSize', value: '42' }];
    assert.equal((await target.patch(`/Users/${id}`, ...operations)).status, 200);
    assert.ok('meta' in (await target.request('GET', '/Users')).body);
    const config = (await target.request('GET', '/ServiceProviderConfig')).body;
    assert.deepEqual(config['sort'], { supported: false });
  });
});

describe('profile scimserver', async () => {
  const target = await startTarget({ profile: 'scimserver' });
  const id = await target.create('/Users', userBody('ada@example.com', { emails }));

  it('silently finds nothing by emails.value and refuses value paths', async () => {
    assert.equal(await found(target, 'emails.value eq "ada@example.com"'), 0);
    assert.equal(await found(target, 'emails[type eq "work"]'), 400);
  });

  it('keeps deleted users in groups, adds a member to errors, and has pages of 200 at most', async () => {
    const group = await target.create('/Groups', groupBody('G', [id]));
    await target.request('DELETE', `/Users/${id}`);
    const { members } = (await target.request('GET', `/Groups/${group}`)).body as { members: Json[] };
    assert.deepEqual(
      members.map(({ value }) => value),
      [id],
    );
    const error = (await target.request('GET', `/Users/${id}`)).body;
    assert.equal((error['schemas'] as unknown[]).length, 2);
    const config = (await target.request('GET', '/ServiceProviderConfig')).body;
    assert.deepEqual(config['filter'], { supported: true, maxResults: 200 });
  });

  it('answers 200 to a wrong path but 400 to a wrong operation', async () => {
    const user = await target.create('/Users', userBody('eve@example.com'));
    assert.equal((await target.patch(`/Users/${user}`, { op: 'add', path: 'shoeSize', value: '1' })).status, 200);
    assert.equal((await target.patch(`/Users/${user}`, { op: 'move', path: 'title', value: '1' })).status, 400);
  });
});

describe('profile scimmy', async () => {
  const target = await startTarget({ profile: 'scimmy' });
  const ids: string[] = [];
  for (let index = 0; index < 25; index += 1) {
    const extension = { [ENTERPRISE]: { department: 'D' } };
    ids.push(await target.create('/Users', userBody(`user${index}@example.com`, extension)));
  }
  const [id = ''] = ids;

  it('has pages of 20 and finds nothing by an extension or a wrong filter', async () => {
    assert.equal(resources(await target.request('GET', '/Users')).length, 20);
    assert.equal(resources(await target.request('GET', '/Users?startIndex=21')).length, 5);
    assert.equal(await found(target, `${ENTERPRISE}:department eq "D"`), 0);
    assert.equal(await found(target, 'userName nope "x"'), 0);
  });

  it('refuses PATCH as Entra ID sends it', async () => {
    const refused = [
      { op: 'Replace', path: 'title', value: 'T' },
      { op: 'replace', path: 'active', value: 'False' },
      { op: 'add', path: 'phoneNumbers[type eq "fax"].value', value: '1' },
      { op: 'add', path: 'manager', value: id },
    ];
    for (const operation of refused) assert.equal((await target.patch(`/Users/${id}`, operation)).status, 400);
  });

  it('repeats members, ignores If-Match, and sends no Location and a relative meta.location', async () => {
    const group = await target.create('/Groups', groupBody('G', [id]));
    const doubled = await target.patch(`/Groups/${group}`, { op: 'add', path: 'members', value: [{ value: id }] });
    assert.equal((doubled.body['members'] as unknown[]).length, 2);
    const body = userBody('user0@example.com');
    assert.equal((await target.request('PUT', `/Users/${id}`, body, { 'If-Match': 'W/"other"' })).status, 200);
    const created = await target.request('POST', '/Users', userBody('new@example.com'));
    assert.equal(created.headers.get('location'), null);
    assert.equal((created.body['meta'] as Json)['location'], `/Users/${String(created.body['id'])}`);
  });

  it('shows the first page for every page on Express 5', async () => {
    await target.control('PUT', '/profile', { name: 'scimmy-express5' });
    const page = await target.request('GET', '/Users?startIndex=21&count=2');
    assert.deepEqual([page.body['startIndex'], resources(page).length], [1, 20]);
  });
});

describe('profile better-auth', async () => {
  const target = await startTarget({ profile: 'better-auth' });
  const id = await target.create('/Users', userBody('ada@example.com', { emails }));

  it('filters by eq on a few attributes and refuses the rest', async () => {
    assert.equal(await found(target, 'userName eq "ada@example.com"'), 1);
    assert.equal(await found(target, 'userName sw "ada"'), 400);
    assert.equal(await found(target, 'title eq "T"'), 400);
  });

  it('has neither entity tags nor bulk nor sorting, and pages of 100 at most', async () => {
    const user = await target.request('GET', `/Users/${id}`);
    assert.ok(user.headers.get('etag') === null && !('version' in (user.body['meta'] as Json)));
    assert.equal((await target.request('POST', '/Bulk', {})).status, 404);
    const config = (await target.request('GET', '/ServiceProviderConfig')).body;
    const supported = ['etag', 'bulk', 'sort'].map((name) => (config[name] as Json)['supported']);
    assert.deepEqual(supported, [false, false, false]);
    assert.deepEqual(config['filter'], { supported: true, maxResults: 100 });
    assert.equal((await target.patch(`/Users/${id}`, { op: 'add', path: 'shoeSize', value: '1' })).status, 400);
  });
});

describe('profile rfc7644', async () => {
  const target = await startTarget({ profile: 'rfc7644' });
  const ada = await target.create('/Users', userBody('ada@contoso.com'));
  const group = await target.create('/Groups', { schemas: [GROUP], displayName: 'Readers' });

  it('refuses a member that is of another type than it says, however it is written', async () => {
    for (const member of [
      { value: ada, type: 'Group' },
      { value: ada, type: 'user' },
      { value: ada, $ref: `${target.baseAddress}/Groups/${ada}` },
      { value: ada, $ref: `${target.baseAddress}/Users/${group}` },
      { value: ada, $ref: 7 },
    ]) {
      const members = [member];
      const body = { schemas: [GROUP], displayName: 'Others', members };
      for (const { status } of [
        await target.patch(`/Groups/${group}`, { op: 'add', path: 'members', value: members }),
        await target.request('POST', '/Groups', body),
        await target.request('PUT', `/Groups/${group}`, body),
      ])
        assert.equal(status, 400, JSON.stringify(member));
    }
    const value = [{ value: ada, type: 'User', $ref: `${target.baseAddress}/Users/${ada}` }];
    assert.equal((await target.patch(`/Groups/${group}`, { op: 'add', path: 'members', value })).status, 200);
  });

  it('refuses what Entra’s own client sends beside the standard', async () => {
    const filter = where('emails[type eq "work"].value eq "ada@contoso.com"');
    const asked = await target.request('GET', `/Users${filter}`);
    assert.deepEqual([asked.status, asked.body['scimType']], [400, 'invalidFilter']);
    assert.equal((await target.patch(`/Users/${ada}`, { op: 'Replace', path: 'title', value: 'X' })).status, 400);
    assert.equal((await target.patch(`/Users/${ada}`, { op: 'replace', path: 'active', value: 'True' })).status, 400);
  });
});
