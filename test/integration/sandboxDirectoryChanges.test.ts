import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { contoso } from '../../src/sandbox/tenants/contoso.ts';
import { createClient, errorOf, startDirectory, token } from './sandboxDirectoryClient.ts';

const newUser = {
  accountEnabled: true,
  displayName: 'New Comer',
  mailNickname: 'new',
  userPrincipalName: 'new@contoso.com',
};
const newGroup = { displayName: 'New', mailEnabled: false, mailNickname: 'new', securityEnabled: true };

describe('changing users in the sandbox', () => {
  it('creates, changes and deletes one', async (test) => {
    const { client } = await startDirectory(test);
    const { status, body } = await client.request('POST', '/users', {
      ...newUser,
      passwordProfile: { password: 'never kept' },
    });
    assert.equal(status, 201);
    const path = `/users/${String(body['id'])}`;
    assert.equal(
      (
        await client.request('PATCH', path, {
          surname: 'Comer',
          onPremisesExtensionAttributes: { extensionAttribute3: 'x' },
        })
      ).status,
      204,
    );
    assert.equal(
      (await client.request('PATCH', path, { onPremisesExtensionAttributes: { extensionAttribute4: 'y' } })).status,
      204,
    );
    assert.equal((await client.request('PATCH', path, { displayName: null })).status, 400);
    const changed = await client.get(`${path}?$select=surname,onPremisesExtensionAttributes`);
    const attributes = changed.body['onPremisesExtensionAttributes'] as Record<string, unknown>;
    assert.deepEqual(
      [changed.body['surname'], attributes['extensionAttribute3'], attributes['extensionAttribute4']],
      ['Comer', 'x', 'y'],
    );
    assert.equal((await client.request('DELETE', path)).status, 204);
    assert.equal((await client.get(path)).status, 404);
  });

  for (const [what, body] of [
    ['a missing property', { ...newUser, displayName: undefined }],
    ['a name that is taken', { ...newUser, userPrincipalName: 'LEE.GU@contoso.com' }],
    ['a name without a domain', { ...newUser, userPrincipalName: 'lee' }],
    ['an unknown property', { ...newUser, shoeSize: 44 }],
    ['a wrong type', { ...newUser, accountEnabled: 'yes' }],
    ['a body that is no JSON', '{'],
    ['no object', []],
  ] as const) {
    it(`refuses ${what}`, async (test) => {
      const { client } = await startDirectory(test);
      const answer = await client.request('POST', '/users', body);
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'Request_BadRequest');
    });
  }

  it('keeps the deleted in the recycle bin', async (test) => {
    const { client } = await startDirectory(test);
    const path = '/directory/deletedItems/microsoft.graph.user';
    const [tony] = await client.list(path);
    assert.equal(tony?.['displayName'], 'Tony Krijnen');
    assert.ok(typeof tony['deletedDateTime'] === 'string');
    const id = String(tony['id']);
    assert.equal((await client.request('POST', `/directory/deletedItems/${id}/restore`)).status, 200);
    assert.deepEqual(await client.list(path), []);
    assert.equal((await client.get(`/users/${id}`)).status, 200);
    assert.equal((await client.request('DELETE', `/directory/deletedItems/${id}`)).status, 404);
  });

  it('takes a deleted user out of groups and assignments until the user is back', async (test) => {
    const { client } = await startDirectory(test);
    const { body } = await client.get('/users/adele.vance@contoso.com');
    const id = String(body['id']);
    const memberships = `/users/${id}/memberOf`;
    const assignments = `/users/${id}/appRoleAssignments`;
    assert.equal((await client.list(assignments)).length, 1);
    await client.request('DELETE', `/users/${id}`);
    await client.request('POST', `/directory/deletedItems/${id}/restore`);
    assert.deepEqual(
      (await client.list(memberships)).map(({ displayName }) => displayName),
      ['Engineering'],
    );
    assert.equal((await client.list(assignments)).length, 1);
  });
});

describe('changing groups in the sandbox', () => {
  it('creates one with members, renames and deletes it', async (test) => {
    const { client } = await startDirectory(test);
    const lee = (await client.get('/users/lee.gu@contoso.com')).body['id'];
    const address = `${client.baseAddress}/users/${String(lee)}`;
    const { status, body } = await client.request('POST', '/groups', { ...newGroup, 'members@odata.bind': [address] });
    assert.equal(status, 201);
    const path = `/groups/${String(body['id'])}`;
    assert.deepEqual(
      (await client.list(`${path}/members`)).map(({ id }) => id),
      [lee],
    );
    const twice = await client.request('POST', `${path}/members/$ref`, { '@odata.id': address });
    assert.equal(twice.status, 400);
    assert.equal((await client.request('DELETE', `${path}/members/${contoso.tenantId}/$ref`)).status, 404);
    assert.equal((await client.request('PATCH', path, { displayName: 'Renamed' })).status, 204);
    assert.equal((await client.get(path)).body['displayName'], 'Renamed');
    assert.equal((await client.request('DELETE', path)).status, 204);
    const [deleted] = await client.list('/directory/deletedItems/microsoft.graph.group');
    assert.equal(deleted?.['displayName'], 'Renamed');
  });
});

describe('every answer of the sandbox’s directory', () => {
  it('refuses a stranger', async (test) => {
    const { client } = await startDirectory(test);
    const answer = await createClient(client.baseAddress, 'another').get('/users');
    assert.equal(answer.status, 401);
    assert.equal(errorOf(answer).code, 'InvalidAuthenticationToken');
    assert.ok(answer.headers.get('www-authenticate'));
    const malformed = await createClient(client.baseAddress, 'another').request('POST', '/users', '{');
    assert.equal(malformed.status, 401, 'before anything that was sent is looked at');
  });

  it('carries the ids by which a request is found again', async (test) => {
    const { client } = await startDirectory(test);
    const answer = await client.get('/users/nobody', { 'client-request-id': 'mine' });
    assert.deepEqual([answer.status, errorOf(answer).code], [404, 'Request_ResourceNotFound']);
    assert.equal(answer.headers.get('client-request-id'), 'mine');
    assert.equal(errorOf(answer).innerError['client-request-id'], 'mine');
    assert.equal(errorOf(answer).innerError['request-id'], answer.headers.get('request-id'));
  });

  it('says what is wrong with the address or the method', async (test) => {
    const { client } = await startDirectory(test);
    assert.equal((await client.get('/devices')).status, 400);
    assert.equal((await client.get('/users?$skip=3')).status, 400);
    const wrongMethod = await client.request('PUT', '/users');
    assert.deepEqual([wrongMethod.status, wrongMethod.headers.get('allow')], [405, 'GET, POST']);
  });
});

describe('the faults of the sandbox’s directory', () => {
  for (const [kind, status] of [
    ['unauthorized', 401],
    ['forbidden', 403],
    ['notFound', 404],
    ['conflict', 409],
    ['tooManyRequests', 429],
    ['serverError', 500],
  ] as const) {
    it(`answers ${status} while ${kind} is on`, async (test) => {
      const { client, server } = await startDirectory(test);
      server.faults.set({ kind, count: 1, path: '^/users', retryAfterSeconds: 2.128 });
      const answer = await client.get('/users');
      assert.equal(answer.status, status);
      assert.ok(errorOf(answer).code);
      assert.equal(answer.headers.get('retry-after'), kind === 'tooManyRequests' ? '2.128' : null);
      assert.equal((await client.get('/users')).status, 200);
    });
  }

  it('cuts the connection before or after the change', async (test) => {
    const { client, server } = await startDirectory(test);
    server.faults.set(
      { kind: 'cutBefore', count: 1, method: 'PATCH' },
      { kind: 'cutAfter', count: 1, method: 'PATCH' },
    );
    const title = async (): Promise<unknown> => (await client.get('/users/lee.gu@contoso.com')).body['jobTitle'];
    await assert.rejects(client.request('PATCH', '/users/lee.gu@contoso.com', { jobTitle: 'One' }));
    assert.equal(await title(), 'Store Operations Lead');
    await assert.rejects(client.request('PATCH', '/users/lee.gu@contoso.com', { jobTitle: 'Two' }));
    assert.equal(await title(), 'Two');
  });

  it('hangs until the client gives up', async (test) => {
    const { client, server } = await startDirectory(test);
    server.faults.set({ kind: 'hang', count: 1, path: '^/users' });
    const impatience = new AbortController();
    const { signal } = impatience;
    const hanging = fetch(`${client.baseAddress}/users`, { headers: { authorization: `Bearer ${token}` }, signal });
    while (server.faults.list().length > 0) await setImmediate();
    assert.equal((await client.get('/users')).status, 200);
    impatience.abort();
    await assert.rejects(hanging, { name: 'AbortError' });
  });

  it('sends half of the JSON, or a web page, or JSON that says it is one', async (test) => {
    const { client, server } = await startDirectory(test);
    server.faults.set(
      { kind: 'invalidJson', count: 1 },
      { kind: 'htmlPage', count: 1 },
      { kind: 'wrongContentType', count: 1 },
    );
    await assert.rejects(client.get('/users'), SyntaxError);
    assert.match(String((await client.get('/users')).body['text']), /<!DOCTYPE html>/);
    const mislabelled = await client.get('/users');
    assert.equal(mislabelled.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(String(mislabelled.body['text']), /^\{"@odata.context"/);
  });

  it('are switched over HTTP as well', async (test) => {
    const { client, server } = await startDirectory(test);
    const control = client.baseAddress.replace('/v1.0', '/_sandbox');
    assert.equal((await client.request('PUT', `${control}/faults`, [{ kind: 'forbidden' }])).status, 204);
    assert.equal((await client.get('/users')).status, 403);
    assert.deepEqual((await client.get(`${control}/faults`)).body, { faults: [{ kind: 'forbidden' }] });
    assert.equal((await client.request('POST', `${control}/faults`, { kind: 'gremlin' })).status, 400);
    assert.equal((await client.request('DELETE', `${control}/faults`)).status, 204);
    const { deltaLink } = await client.delta('/users/delta');
    assert.equal((await client.request('POST', `${control}/deltaTokens/expire`)).status, 204);
    assert.equal((await client.get(deltaLink)).status, 410);
    assert.deepEqual((await client.get(`${control}/requests`)).body, { requests: server.requestCounts() });
    assert.equal((await createClient(control, 'another').get('/faults')).status, 401);
  });
});
