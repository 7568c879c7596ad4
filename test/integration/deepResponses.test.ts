import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { openEntraDirectory } from '../../src/directories/entra/entraDirectory.ts';
import { openScimDirectory } from '../../src/directories/scim/scimDirectory.ts';
import type { SourceDirectory } from '../../src/directories/sourceDirectory.ts';
import { TargetError, type TargetDirectory } from '../../src/directories/targetDirectory.ts';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { startUnrulyServer } from '../support/unrulyServer.ts';

const never = new AbortController().signal;
/** Deeper than a function that calls itself can go. */
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** Graph, whose every response is this. */
async function graphOf(test: TestContext, body: string): Promise<SourceDirectory> {
  const { origin } = await startUnrulyServer(test, null, { instead: () => json(body) });
  const source = openEntraDirectory({ baseAddress: `${origin}/v1.0`, token: 't', servicePrincipalId: 's' });
  test.after(() => source.close());
  return source;
}

/** A target that responds to what begins with one of these paths, in their order. */
async function targetOf(test: TestContext, bodies: Readonly<Record<string, string>>): Promise<TargetDirectory> {
  const { origin } = await startUnrulyServer(test, null, {
    instead: (path) => json(Object.entries(bodies).find(([start]) => path.startsWith(start))?.[1] ?? '{}'),
  });
  const target = openScimDirectory({ baseAddress: `${origin}/scim/v2`, token: 't', dialect: 'rfc7644' });
  test.after(() => target.close());
  return target;
}

const json = (body: string) => ({ status: 200, headers: { 'content-type': 'application/json' }, body });

describe('a value that is nested too deeply', () => {
  it('names no app role, and neither does null', async (test) => {
    const graph = await graphOf(
      test,
      `{"value": [{"id": "1", "principalId": "a1", "appRoleId": "r1"}],
        "appRoles": [null, {"id": ${deep}}, {"id": "r1", "value": ${deep}, "displayName": "User"}]}`,
    );
    const [assignment] = await graph.readAssignments(never);
    assert.deepEqual(assignment?.role, { id: 'r1', value: null, displayName: 'User' });
  });

  it('is no domain of the tenant, and neither is null', async (test) => {
    const graph = await graphOf(
      test,
      `{"value": [null, {"verifiedDomains": [null, ${deep}, {"isDefault": ${deep}}, {"isDefault": true, "name": "contoso.com"}]}]}`,
    );
    assert.deepEqual(await graph.readTenant(never), { defaultDomain: 'contoso.com' });
  });

  it('is no id of an object in the directory', async (test) => {
    for (const id of [deep, 'null', '{}', '7']) {
      const graph = await graphOf(test, `{"id": ${id}, "displayName": "Ada", "value": []}`);
      const attributes = { User: new Set(['displayName']), Group: new Set<string>() };
      assert.equal((await graph.readOne('User', 'a1', attributes.User, never)).kind, 'unclear', id.slice(0, 9));
      await assert.rejects(graph.find('ada@contoso.com', attributes, never), ProvisioningFailure);
    }
  });

  it('says nothing of what a target can do, nor of the status of an error', async (test) => {
    const error = `{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": ${deep}}`;
    const target = await targetOf(test, {
      '/scim/v2/ServiceProviderConfig': `{"patch": {"supported": ${deep}}}`,
      '/scim/v2/Users': error,
    });
    await assert.rejects(
      target.update('User', 'u1', [{ attribute: 'active', old: true, new: false }], { active: false }, never),
      TargetError,
    );
  });
});
