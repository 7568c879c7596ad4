import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import type { Body, GraphClient } from './sandboxDirectoryClient.ts';
import { errorOf, startDirectory } from './sandboxDirectoryClient.ts';

const userPath = '/users/delta?$select=displayName,surname,jobTitle,manager';
const groupPath = '/groups/delta?$select=displayName,members';

async function userId(client: GraphClient, name: string): Promise<string> {
  return String((await client.get(`/users/${name}@contoso.com?$select=id`)).body['id']);
}

async function groupId(client: GraphClient, displayName: string): Promise<string> {
  const [group] = await client.list(`/groups?$select=id&$filter=displayName eq '${displayName}'`);
  return String(group?.['id']);
}

function references(body: Body | undefined, name: string): readonly unknown[] {
  const list = (body?.[name] ?? []) as { id: string; '@removed'?: object }[];
  return list.map((item) => (item['@removed'] === undefined ? `+${item.id}` : `-${item.id}`));
}

describe('a delta query for users', () => {
  it('begins with everybody and goes on with nothing', async (test) => {
    const { client } = await startDirectory(test);
    const everybody = (await client.list('/users?$top=999')).map(({ id }) => id);
    const { items, deltaLink, pages } = await client.delta(userPath, { Prefer: 'odata.maxpagesize=10' });
    assert.deepEqual(
      items.map(({ id }) => id),
      everybody,
    );
    assert.equal(pages, 9);
    const again = await client.delta(deltaLink);
    assert.deepEqual(again.items, []);
  });

  it('leaves out what was never set and shows null for what was cleared', async (test) => {
    const { client } = await startDirectory(test);
    const { items, deltaLink } = await client.delta(userPath);
    const id = await userId(client, 'madhavi');
    assert.ok(!('surname' in (items.find((item) => item['id'] === id) ?? {})));
    await client.request('PATCH', `/users/${id}`, { jobTitle: null });
    const [changed] = (await client.delta(deltaLink)).items;
    const manager = await userId(client, 'diego.siciliani');
    assert.deepEqual(
      changed,
      { id, displayName: 'Madhavi', jobTitle: null },
      `no manager@delta (${manager}) unless it changed`,
    );
  });

  it('reports only selected properties, all of them or just the changed ones', async (test) => {
    const { client } = await startDirectory(test);
    const { deltaLink } = await client.delta(userPath);
    const id = await userId(client, 'lee.gu');
    await client.request('PATCH', `/users/${id}`, { department: 'Elsewhere' });
    assert.deepEqual((await client.delta(deltaLink)).items, []);
    await client.request('PATCH', `/users/${id}`, { jobTitle: 'Lead' });
    assert.deepEqual((await client.delta(deltaLink)).items, [
      { id, displayName: 'Lee Gu', surname: 'Gu', jobTitle: 'Lead' },
    ]);
    assert.deepEqual((await client.delta(deltaLink, { Prefer: 'return=minimal' })).items, [{ id, jobTitle: 'Lead' }]);
  });

  it('follows creation, deletion, restoration and the end', async (test) => {
    const { client } = await startDirectory(test);
    let { deltaLink } = await client.delta(userPath);
    const changes = async (): Promise<readonly Body[]> => {
      const next = await client.delta(deltaLink);
      deltaLink = next.deltaLink;
      return next.items;
    };
    const { body } = await client.request('POST', '/users', {
      accountEnabled: true,
      displayName: 'New Comer',
      mailNickname: 'new',
      userPrincipalName: 'new.comer@contoso.com',
      passwordProfile: { password: 'never kept' },
    });
    const id = String(body['id']);
    assert.deepEqual(await changes(), [{ id, displayName: 'New Comer' }]);
    await client.request('DELETE', `/users/${id}`);
    assert.deepEqual(await changes(), [{ id, '@removed': { reason: 'changed' } }]);
    await client.request('POST', `/directory/deletedItems/${id}/restore`);
    assert.deepEqual(await changes(), [{ id, displayName: 'New Comer' }]);
    await client.request('DELETE', `/users/${id}`);
    await client.request('DELETE', `/directory/deletedItems/${id}`);
    assert.deepEqual(await changes(), [{ id, '@removed': { reason: 'deleted' } }]);
    assert.deepEqual(await changes(), []);
  });

  it('follows managers', async (test) => {
    const { client } = await startDirectory(test);
    const { items, deltaLink } = await client.delta(userPath);
    const [lee, nestor, megan] = [
      await userId(client, 'lee.gu'),
      await userId(client, 'nestor.wilke'),
      await userId(client, 'megan.bowen'),
    ];
    assert.deepEqual(
      references(
        items.find(({ id }) => id === lee),
        'manager@delta',
      ),
      [`+${nestor}`],
    );
    await client.request('PUT', `/users/${lee}/manager/$ref`, { '@odata.id': `${client.baseAddress}/users/${megan}` });
    const first = await client.delta(deltaLink);
    assert.deepEqual(references(first.items[0], 'manager@delta'), [`-${nestor}`, `+${megan}`]);
    await client.request('DELETE', `/users/${lee}/manager/$ref`);
    assert.deepEqual(references((await client.delta(first.deltaLink)).items[0], 'manager@delta'), [`-${megan}`]);
  });

  it('misses nothing that changes while it is being read', async (test) => {
    const { client } = await startDirectory(test);
    const first = await client.get(userPath, { Prefer: 'odata.maxpagesize=10' });
    const id = await userId(client, 'megan.bowen');
    await client.request('PATCH', `/users/${id}`, { jobTitle: 'Chair' });
    const { deltaLink } = await client.delta(String(first.body['@odata.nextLink']));
    assert.deepEqual(
      (await client.delta(deltaLink)).items.map((item) => item['jobTitle']),
      ['Chair'],
    );
  });

  it('can begin with now, and be about a few', async (test) => {
    const { client } = await startDirectory(test);
    const latest = await client.delta('/users/delta?$deltaToken=latest&$select=displayName');
    assert.deepEqual([latest.items, latest.pages], [[], 1]);
    const [lee, megan] = [await userId(client, 'lee.gu'), await userId(client, 'megan.bowen')];
    const few = await client.delta(`/users/delta?$select=displayName&$filter=id eq '${lee}'`);
    assert.deepEqual(few.items, [{ id: lee, displayName: 'Lee Gu' }]);
    for (const id of [lee, megan]) await client.request('PATCH', `/users/${id}`, { displayName: 'Renamed' });
    assert.equal((await client.delta(latest.deltaLink)).items.length, 2);
    assert.equal((await client.delta(few.deltaLink)).items.length, 1);
  });

  it('gives many changes in pages', async (test) => {
    const { client } = await startDirectory(test, {
      fill: (directory) => {
        fillLoadTenant(directory, 500);
      },
    });
    const { deltaLink } = await client.delta('/users/delta?$select=jobTitle', { Prefer: 'odata.maxpagesize=999' });
    const ids = (await client.list('/users?$select=id&$top=999')).map(({ id }) => String(id));
    for (const id of ids.slice(0, 45)) await client.request('PATCH', `/users/${id}`, { jobTitle: 'Lead' });
    const { items, pages } = await client.delta(deltaLink, { Prefer: 'odata.maxpagesize=20' });
    assert.deepEqual(
      items.map(({ id }) => id),
      ids.slice(0, 45),
    );
    assert.equal(pages, 3);
  });

  it('refuses what Graph does not take there', async (test) => {
    const { client } = await startDirectory(test);
    for (const query of [
      '$top=5',
      '$expand=manager',
      '$orderby=displayName',
      "$filter=displayName eq 'x'",
      '$select=shoeSize',
    ]) {
      assert.equal((await client.get(`/users/delta?${query}`)).status, 400, query);
    }
    const many = Array.from({ length: 51 }, (_, index) => `id eq '${index}'`).join(' or ');
    assert.equal((await client.get(`/users/delta?$filter=${many}`)).status, 400);
  });
});

describe('a delta query for groups', () => {
  it('slices a big group over several pages', async (test) => {
    const { client } = await startDirectory(test);
    const { items } = await client.delta(groupPath, { Prefer: 'odata.maxpagesize=25' });
    const stores = items.filter(({ displayName }) => displayName === 'Retail Stores');
    assert.deepEqual(
      stores.map((slice) => references(slice, 'members@delta').length),
      [25, 25, 10],
    );
    assert.equal(new Set(stores.flatMap((slice) => references(slice, 'members@delta'))).size, 60);
    const empty = items.find(({ displayName }) => displayName === 'Project Nova');
    assert.ok(empty !== undefined && !('members@delta' in empty));
  });

  it('yields the true members of every group however small the pages', async (test) => {
    const { client, directory } = await startDirectory(test, {
      fill: (empty) => {
        fillLoadTenant(empty, 700);
      },
    });
    const { items } = await client.delta(groupPath, { Prefer: 'odata.maxpagesize=3' });
    const found = new Map<unknown, unknown[]>();
    for (const item of items)
      found.set(item['id'], [...(found.get(item['id']) ?? []), ...references(item, 'members@delta')]);
    assert.equal(found.size, directory.groups.order.size);
    for (const [id, members] of found) {
      assert.deepEqual(
        members,
        [...directory.memberships.membersOf(String(id)).keys()].map((member) => `+${member}`),
      );
    }
  });

  it('follows members who come and go', async (test) => {
    const { client } = await startDirectory(test);
    const { deltaLink } = await client.delta(groupPath);
    const [nova, lee, ben] = [
      await groupId(client, 'Project Nova'),
      await userId(client, 'lee.gu'),
      await userId(client, 'ben.walters'),
    ];
    for (const id of [lee, ben]) {
      const added = await client.request('POST', `/groups/${nova}/members/$ref`, {
        '@odata.id': `${client.baseAddress}/directoryObjects/${id}`,
      });
      assert.equal(added.status, 204);
    }
    const added = await client.delta(deltaLink);
    assert.deepEqual(references(added.items[0], 'members@delta'), [`+${lee}`, `+${ben}`]);
    assert.equal((await client.request('DELETE', `/groups/${nova}/members/${lee}/$ref`)).status, 204);
    const removed = await client.delta(added.deltaLink);
    assert.deepEqual(references(removed.items[0], 'members@delta'), [`-${lee}`]);
    assert.deepEqual((await client.delta(removed.deltaLink)).items, []);
  });

  it('keeps a deleted user as a member until the user is gone for good', async (test) => {
    const { client } = await startDirectory(test);
    const { deltaLink } = await client.delta(groupPath);
    const [sales, grady] = [await groupId(client, 'Sales'), await userId(client, 'grady.archie')];
    await client.request('DELETE', `/users/${grady}`);
    assert.deepEqual((await client.delta(deltaLink)).items, []);
    await client.request('DELETE', `/directory/deletedItems/${grady}`);
    const [changed] = (await client.delta(deltaLink)).items;
    assert.equal(changed?.['id'], sales);
    assert.deepEqual(references(changed, 'members@delta'), [`-${grady}`]);
  });

  it('does not follow members unless they are selected', async (test) => {
    const { client } = await startDirectory(test);
    const { deltaLink } = await client.delta('/groups/delta?$select=displayName');
    const nova = await groupId(client, 'Project Nova');
    await client.request('POST', `/groups/${nova}/members/$ref`, {
      '@odata.id': `${client.baseAddress}/users/${await userId(client, 'lee.gu')}`,
    });
    assert.deepEqual((await client.delta(deltaLink)).items, []);
  });
});

describe('a delta token', () => {
  it('expires after seven days', async (test) => {
    let now = new Date('2026-03-01T00:00:00Z');
    const { client } = await startDirectory(test, { now: () => now });
    const { deltaLink } = await client.delta(userPath);
    now = new Date('2026-03-08T00:00:00Z');
    assert.equal((await client.get(deltaLink)).status, 200);
    now = new Date('2026-03-08T00:00:01Z');
    const gone = await client.get(deltaLink);
    assert.equal(gone.status, 410);
    assert.equal(errorOf(gone).code, 'syncStateNotFound');
  });

  it('that is unknown or revoked is gone, and says where to start over', async (test) => {
    const { client, server } = await startDirectory(test);
    const unknown = await client.get('/users/delta?$deltatoken=madeup');
    assert.deepEqual([unknown.status, errorOf(unknown).code], [410, 'syncStateNotFound']);
    const { deltaLink, items } = await client.delta(userPath);
    server.deltaTokens.revoke('resyncRequired');
    const gone = await client.get(deltaLink);
    assert.deepEqual([gone.status, errorOf(gone).code], [410, 'resyncRequired']);
    const restarted = await client.delta(gone.headers.get('location') ?? '');
    assert.equal(restarted.items.length, items.length);
    assert.equal((await client.get(restarted.deltaLink)).status, 200);
  });
});
