import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PageIterator } from '@microsoft/microsoft-graph-client';
import type { Client, PageCollection } from '@microsoft/microsoft-graph-client';
import type { AppRoleAssignment, Group, ServicePrincipal, User } from '@microsoft/microsoft-graph-types';
import { dropboxTemplateId } from '../../src/sandbox/directory/gallery.ts';
import { contoso, dropboxServicePrincipalId, roles } from '../../src/sandbox/tenants/contoso.ts';
import { refused, startGraphTenant } from '../support/graph/graphTenant.ts';

interface List<Item> {
  readonly value: readonly Item[];
}

const assignedTo = `/servicePrincipals/${dropboxServicePrincipalId}/appRoleAssignedTo`;

async function instantiate(client: Client, displayName: string): Promise<string> {
  const { servicePrincipal } = (await client
    .api(`/applicationTemplates/${dropboxTemplateId}/instantiate`)
    .post({ displayName })) as { servicePrincipal: { id: string } };
  return servicePrincipal.id;
}

describe('the Dropbox application of the sandbox’s tenant', () => {
  for (const [what, filter] of [
    ['its gallery template', `applicationTemplateId eq '${dropboxTemplateId}'`],
    ['a tag', "tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')"],
    ['its name', "startswith(displayName,'Drop')"],
  ] as const) {
    it(`is found by ${what}`, async (test) => {
      const { client } = await startGraphTenant(test);
      const { value } = (await client.api('/servicePrincipals').filter(filter).get()) as List<ServicePrincipal>;
      assert.deepEqual(
        value.map(({ id }) => id),
        [dropboxServicePrincipalId],
      );
    });
  }

  it('is added from the gallery, with its roles', async (test) => {
    const { client } = await startGraphTenant(test);
    const templates = (await client.api('/applicationTemplates').filter("displayName eq 'Dropbox'").get()) as List<{
      supportedProvisioningTypes: string[];
    }>;
    assert.deepEqual(
      templates.value.map(({ supportedProvisioningTypes: types }) => types),
      [['sync']],
    );
    const id = await instantiate(client, 'Dropbox (test)');
    const { appRoles = [] } = (await client.api(`/servicePrincipals/${id}`).get()) as ServicePrincipal;
    assert.deepEqual(
      appRoles.map(({ displayName }) => displayName),
      ['User', 'msiam_access'],
    );
  });

  it('isn’t everywhere at once when the tenant lags', async (test) => {
    const { client, control } = await startGraphTenant(test);
    await control('PUT', '/lag', { requests: 4 });
    const id = await instantiate(client, 'Late');
    const named = async (): Promise<number> => {
      const list = (await client.api('/servicePrincipals').filter("displayName eq 'Late'").get()) as List<unknown>;
      return list.value.length;
    };
    assert.equal(await named(), 0);
    const path = `/servicePrincipals/${id}`;
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await refused(client.api(path).get())).status);
    assert.deepEqual(statuses, [403, 409, 404]);
    await client.api(path).get();
    assert.equal(await named(), 1);
  });
});

describe('who is assigned to the Dropbox application', () => {
  it('is listed in pages', async (test) => {
    const { client, directory } = await startGraphTenant(test);
    const found: AppRoleAssignment[] = [];
    const page = (await client.api(assignedTo).top(4).get()) as PageCollection;
    await new PageIterator(client, page, (assignment: AppRoleAssignment) => {
      found.push(assignment);
      return true;
    }).iterate();
    const stored = [...directory.assignments.values()].filter(({ principalId }) => directory.find(principalId));
    assert.deepEqual(found.map(({ id }) => id).toSorted(), stored.map(({ id }) => id).toSorted());
  });

  it('is found by searching, assigned, and unassigned', async (test) => {
    const { client } = await startGraphTenant(test);
    const people = (await client
      .api('/users')
      .header('ConsistencyLevel', 'eventual')
      .search('"displayName:megan" OR "mail:megan"')
      .get()) as List<User>;
    const groups = (await client
      .api('/groups')
      .header('ConsistencyLevel', 'eventual')
      .search('"displayName:operat"')
      .get()) as List<Group>;
    assert.deepEqual(
      [people.value.map(({ displayName }) => displayName), groups.value.map(({ displayName }) => displayName)],
      [['Megan Bowen'], ['Operations']],
    );
    for (const { id: principalId } of [...people.value, ...groups.value]) {
      const wanted = { principalId, resourceId: dropboxServicePrincipalId, appRoleId: roles.user };
      const { id = '', principalId: made } = (await client.api(assignedTo).post(wanted)) as AppRoleAssignment;
      assert.equal(made, principalId);
      await client.api(`${assignedTo}/${id}`).delete();
      assert.equal((await refused(client.api(`${assignedTo}/${id}`).get())).status, 404);
    }
  });

  it('is searched with ConsistencyLevel only', async (test) => {
    const { client } = await startGraphTenant(test);
    const { status, code } = await refused(client.api('/users').search('"displayName:megan"').get());
    assert.deepEqual([status, code], [400, 'Request_UnsupportedQuery']);
  });

  it('is refused in Graph’s words', async (test) => {
    const { client, control, directory } = await startGraphTenant(test);
    const [operations] = ((await client.api('/groups').filter("displayName eq 'Operations'").get()) as List<Group>)
      .value;
    const [assigned] = [...directory.assignments.values()];
    const resourceId = dropboxServicePrincipalId;
    const outcome = async (body: object): Promise<readonly [number, string, string]> => {
      const { status, code, message } = await refused(client.api(assignedTo).post(body));
      return [status, code, message];
    };
    const group = { principalId: operations?.id, resourceId, appRoleId: roles.user };
    assert.deepEqual(
      await outcome({ principalId: assigned?.principalId, resourceId, appRoleId: assigned?.appRoleId }),
      [400, 'Request_BadRequest', 'Permission being assigned already exists on the object'],
    );
    const noRole = await outcome({ ...group, appRoleId: contoso.tenantId });
    assert.match(noRole[2], /^Permission being assigned was not found on application/);
    assert.deepEqual((await outcome({ ...group, principalId: contoso.tenantId })).slice(0, 2), [
      404,
      'Request_ResourceNotFound',
    ]);
    await control('PUT', '/tenant', { premium: false });
    assert.deepEqual(await outcome(group), [
      403,
      'Authorization_RequestDenied',
      'Only companies who have purchased AAD Premium may perform this operation.',
    ]);
  });

  it('is changed by many in one batch, each with a response of its own', async (test) => {
    const { client, control } = await startGraphTenant(test);
    const { value } = (await client.api('/users').filter("department eq 'Retail'").top(3).get()) as List<User>;
    const requests = value.map(({ id: principalId }, index) => ({
      id: String(index),
      method: 'POST',
      url: assignedTo,
      headers: { 'Content-Type': 'application/json' },
      body: { principalId, resourceId: dropboxServicePrincipalId, appRoleId: roles.msiamAccess },
    }));
    const fault = { kind: 'tooManyRequests', path: 'appRoleAssignedTo', count: 1, retryAfterSeconds: 2.128 };
    await control('PUT', '/faults', [fault]);
    const { responses } = (await client.api('/$batch').post({ requests })) as {
      responses: { status: number; headers: Record<string, string> }[];
    };
    assert.deepEqual(
      responses.map(({ status }) => status),
      [429, 201, 201],
    );
    assert.equal(responses[0]?.headers['Retry-After'], '2.128');
  });
});
