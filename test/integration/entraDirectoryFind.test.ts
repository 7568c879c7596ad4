import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { openEntraDirectory } from '../../src/directories/entra/entraDirectory.ts';
import type { SourceDirectory } from '../../src/directories/sourceDirectory.ts';

/** A Graph-shaped server whose lists are empty, whatever the filter, and whose only user has the id `u7`. */
async function startNarrowGraph(test: TestContext): Promise<SourceDirectory> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const user = pathname === '/v1.0/users/u7' ? { id: 'u7', userPrincipalName: 'ada@example.com' } : null;
    const isList = pathname === '/v1.0/users' || pathname === '/v1.0/groups';
    // Microsoft Graph answers 400, not 404, to a group's id that is no GUID.
    const status = isList || user !== null ? 200 : pathname.startsWith('/v1.0/groups/') ? 400 : 404;
    const error = { error: { code: 'Request_ResourceNotFound', message: 'There is none.' } };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isList ? { value: [] } : (user ?? error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseAddress = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
  const directory = openEntraDirectory({ baseAddress, token: null, servicePrincipalId: 'sp-1' });
  test.after(async () => {
    await directory.close();
    server.close();
  });
  return directory;
}

describe('a name that no filter finds', () => {
  const attributes = { User: new Set(['userPrincipalName']), Group: new Set<string>() };
  const never = new AbortController().signal;

  it('is asked for as a user’s id', async (test) => {
    const directory = await startNarrowGraph(test);
    const [found, ...others] = await directory.find('u7', attributes, never);
    assert.equal(found?.attributes['userPrincipalName'], 'ada@example.com');
    assert.deepEqual(others, []);
  });

  it('is not found when no user has that id', async (test) => {
    const directory = await startNarrowGraph(test);
    assert.deepEqual(await directory.find('nobody@example.com', attributes, never), []);
    assert.deepEqual(await directory.find('Nobody At All', attributes, never), []);
  });
});
