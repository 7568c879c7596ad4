import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contoso, dropboxServicePrincipalId, roles } from '../../src/sandbox/tenants/contoso.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import { errorOf, itemsOf, startDirectory } from './sandboxDirectoryClient.ts';

const eventual = { ConsistencyLevel: 'eventual' };

describe('reading users from the sandbox', () => {
  it('pages through everybody once, whatever the page size', async (test) => {
    const { client, directory } = await startDirectory(test);
    const everybody = [...directory.users.order.values()].filter(({ deletedDateTime }) => deletedDateTime === null);
    for (const query of [
      '',
      '?$top=7',
      '?$top=999',
      '?$top=7&$orderby=displayName',
      '?$top=4&$orderby=displayName desc',
    ]) {
      const ids = (await client.list(`/users${query}`)).map(({ id }) => id);
      assert.deepEqual(ids.toSorted(), everybody.map(({ id }) => id).toSorted(), query);
    }
  });

  it('hands out a hundred at a time unless asked otherwise', async (test) => {
    const { client } = await startDirectory(test, {
      fill: (directory) => {
        fillLoadTenant(directory, 250);
      },
    });
    const { body } = await client.get('/users');
    assert.equal(itemsOf(body).length, 100);
    assert.equal((await client.list('/users')).length, 250);
    assert.equal((await client.get('/users?$top=1000')).status, 400);
    assert.equal((await client.get('/users?$skiptoken=madeup')).status, 400);
  });

  it('drops and repeats nobody when somebody is deleted between two pages', async (test) => {
    const { client } = await startDirectory(test);
    const before = (await client.list('/users')).map(({ id }) => id);
    const { body } = await client.get('/users?$top=10');
    await client.request('DELETE', `/users/${String(before[2])}`);
    await client.request('DELETE', `/users/${String(before[10])}`);
    const rest = await client.list(String(body['@odata.nextLink']));
    assert.deepEqual(
      [...itemsOf(body), ...rest].map(({ id }) => id),
      before.toSpliced(10, 1),
    );
  });

  it('sorts by display name without regard to case', async (test) => {
    const { client } = await startDirectory(test);
    const names = (await client.list('/users?$select=displayName&$orderby=displayName&$top=9')).map(({ displayName }) =>
      String(displayName).toLowerCase(),
    );
    assert.deepEqual(names, names.toSorted());
    const descending = (await client.list('/users?$select=displayName&$orderby=displayName desc&$top=9')).map(
      ({ displayName }) => String(displayName).toLowerCase(),
    );
    assert.deepEqual(descending, names.toReversed());
  });

  it('shows the default properties, accountEnabled only when selected', async (test) => {
    const { client } = await startDirectory(test);
    const { body } = await client.get('/users/madhavi@contoso.com');
    assert.deepEqual(Object.keys(body).toSorted(), [
      '@odata.context',
      'businessPhones',
      'displayName',
      'givenName',
      'id',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
    ]);
    assert.equal(body['surname'], null);
    const selected = await client.get(
      '/users/bruno.disabled@contoso.com?$select=accountEnabled,onPremisesExtensionAttributes',
    );
    assert.equal(selected.body['accountEnabled'], false);
    assert.equal(Object.keys(selected.body['onPremisesExtensionAttributes'] as object).length, 15);
    const unknown = await client.get('/users?$select=shoeSize');
    assert.equal(unknown.status, 400);
    assert.match(errorOf(unknown).message, /shoeSize/);
  });

  it('finds a guest by the escaped user principal name', async (test) => {
    const { client } = await startDirectory(test);
    const { status, body } = await client.get(
      `/users/${encodeURIComponent('elena.rossi_fabrikam.com#EXT#@contoso.onmicrosoft.com')}`,
    );
    assert.equal(status, 200);
    assert.equal(body['mail'], 'elena.rossi@fabrikam.com');
  });

  it('filters', async (test) => {
    const { client } = await startDirectory(test);
    const names = async (filter: string, extra = ''): Promise<readonly unknown[]> =>
      (await client.list(`/users?$select=displayName&$filter=${encodeURIComponent(filter)}${extra}`, eventual)).map(
        ({ displayName }) => displayName,
      );
    assert.deepEqual(await names("mail eq 'FRONTDESK@contoso.com'"), ['Delia Dennis', 'Gerhart Møller']);
    assert.deepEqual(await names("mail eq 'frontdesk@contoso.com' and startsWith(displayName,'Ger')"), [
      'Gerhart Møller',
    ]);
    assert.deepEqual(await names('accountEnabled eq false'), ['Bruno Santos']);
    assert.deepEqual(await names("endsWith(mail,'@fabrikam.com')", '&$count=true'), ['Elena Rossi']);
    assert.deepEqual(await names("userPrincipalName in ('adele.vance@contoso.com','lee.gu@contoso.com')"), [
      'Adele Vance',
      'Lee Gu',
    ]);
    assert.deepEqual(await names("proxyAddresses/any(p:p eq 'SMTP:lee.gu@contoso.com')"), ['Lee Gu']);
  });

  it('takes names in any case, and addresses in all of OData’s forms', async (test) => {
    const { client } = await startDirectory(test);
    const adele = (await client.get('/users/adele.vance@contoso.com')).body;
    const id = String(adele['id']);
    const query = "$select=ID,DisplayName&$filter=DisplayName eq 'Adele Vance'";
    assert.deepEqual(await client.list(`/Users?${query}`), [{ id, displayName: 'Adele Vance' }]);
    for (const path of [`/users('${id}')`, "/users('adele.vance@contoso.com')", `/Users/${id}/`]) {
      assert.equal((await client.get(path)).body['id'], id, path);
    }
    for (const path of ['/users/delta', '/users/delta()', '/users/microsoft.graph.delta()']) {
      assert.equal((await client.delta(path)).items.length, 89, path);
    }
    assert.equal((await client.get("/users('nobody')")).status, 404);
    assert.equal((await client.get('/directory/deleteditems/microsoft.graph.user')).status, 200);
  });

  it('takes advanced queries only as such', async (test) => {
    const { client } = await startDirectory(test);
    for (const path of [
      "/users?$filter=endsWith(mail,'x')",
      "/users?$filter=displayName ne 'x'",
      '/users?$search="displayName:lee"',
      '/users/$count',
    ]) {
      const answer = await client.get(path);
      assert.equal(answer.status, 400, path);
      assert.equal(errorOf(answer).code, 'Request_UnsupportedQuery');
    }
    const { body } = await client.get('/users?$filter=accountEnabled ne true&$count=true&$top=1', eventual);
    assert.equal(body['@odata.count'], 1);
    const found = await client.list('/users?$search="displayName:gu" OR "mail:pradeep"', eventual);
    assert.deepEqual(found.map(({ displayName }) => displayName).toSorted(), ['Lee Gu', 'Pradeep Gupta']);
    assert.equal((await client.get('/users/$count', eventual)).body['text'], '89');
  });

  it('shows managers', async (test) => {
    const { client } = await startDirectory(test);
    const manager = await client.get('/users/alex.wilber@contoso.com/manager?$select=displayName');
    assert.equal(manager.body['displayName'], 'Megan Bowen');
    assert.equal((await client.get('/users/megan.bowen@contoso.com/manager')).status, 404);
    const [alex] = await client.list(
      "/users?$filter=mail eq 'alex.wilber@contoso.com'&$expand=manager($select=displayName)",
    );
    assert.deepEqual(alex?.['manager'], { '@odata.type': '#microsoft.graph.user', displayName: 'Megan Bowen' });
  });
});

describe('reading groups from the sandbox', () => {
  it('lists direct members page by page, and nested ones when asked', async (test) => {
    const { client } = await startDirectory(test);
    const groups = new Map((await client.list('/groups')).map(({ displayName, id }) => [displayName, String(id)]));
    assert.equal(groups.size, 8);
    const namesIn = async (path: string): Promise<readonly unknown[]> =>
      (await client.list(path, eventual)).map(({ displayName }) => displayName);
    const sales = `/groups/${groups.get('Sales') ?? ''}`;
    assert.deepEqual(await namesIn(`${sales}/members`), [
      'Lidia Holloway',
      'Lynne Robbins',
      'Miriam Graham',
      'Grady Archie',
      'Sales EMEA',
    ]);
    assert.deepEqual(await namesIn(`${sales}/members/microsoft.graph.group`), ['Sales EMEA']);
    assert.ok((await namesIn(`${sales}/transitiveMembers/microsoft.graph.user`)).includes('Raúl Razo'));
    const stores = await client.list(`/groups/${groups.get('Retail Stores') ?? ''}/members?$select=id&$top=25`);
    assert.equal(new Set(stores.map(({ id }) => id)).size, 60);
    assert.deepEqual(await client.list(`/groups/${groups.get('Project Nova') ?? ''}/members`), []);
  });
});

describe('the memberships of a user or group in the sandbox', () => {
  it('are direct, or through other groups as well', async (test) => {
    const { client, directory } = await startDirectory(test);
    const [sales, emea] = ['Sales', 'Sales EMEA'].map(
      (name) => [...(directory.groups.lookUp('displayName', name) ?? [])][0],
    );
    const names = async (path: string, headers = {}): Promise<readonly unknown[]> =>
      (await client.list(path, headers)).map(({ displayName }) => displayName);
    const raul = '/users/raul.razo@contoso.com';
    assert.deepEqual(await names(`${raul}/memberOf`), ['Sales EMEA']);
    assert.deepEqual(await names(`${raul}/transitiveMemberOf`), ['Sales EMEA', 'Sales']);
    assert.deepEqual(await names(`/groups/${String(emea)}/memberOf`), ['Sales']);
    const cast = `${raul}/transitiveMemberOf/microsoft.graph.group`;
    assert.deepEqual(await names(cast, eventual), ['Sales EMEA', 'Sales']);
    assert.equal((await client.get(cast)).status, 400);

    directory.addMember(String(emea), String(sales));
    assert.deepEqual(await names(`${raul}/transitiveMemberOf`), ['Sales EMEA', 'Sales'], 'groups in a circle');
    assert.deepEqual(await names(`/groups/${String(emea)}/transitiveMemberOf`), ['Sales']);
  });
});

describe('the sandbox’s application', () => {
  it('is found with its roles', async (test) => {
    const { client } = await startDirectory(test);
    const [dropbox] = await client.list(
      "/servicePrincipals?$filter=startswith(displayName,'Drop')&$select=id,appRoles",
    );
    assert.equal(dropbox?.['id'], dropboxServicePrincipalId);
    const values = (dropbox['appRoles'] as { id: string; displayName: string }[]).map(({ displayName }) => displayName);
    assert.deepEqual(values, ['User', 'msiam_access']);
    const { body } = await client.get(`/servicePrincipals/${dropboxServicePrincipalId}?$select=appId,appRoles`);
    assert.deepEqual(await client.list(`/servicePrincipals/${dropboxServicePrincipalId}/appRoles`), body['appRoles']);
    const byAppId = await client.get(`/servicePrincipals(appId='${String(body['appId'])}')`);
    assert.equal(byAppId.body['id'], dropboxServicePrincipalId);
    assert.equal((await client.get('/servicePrincipals/00000000-0000-0000-0000-000000000001')).status, 404);
  });

  it('gains and loses assignments', async (test) => {
    const { client } = await startDirectory(test);
    const path = `/servicePrincipals/${dropboxServicePrincipalId}/appRoleAssignedTo`;
    const before = await client.list(`${path}?$top=4`);
    assert.equal(new Set(before.map(({ id }) => id)).size, 16);
    const megan = (await client.get('/users/megan.bowen@contoso.com')).body;
    const wanted = { principalId: megan['id'], resourceId: dropboxServicePrincipalId, appRoleId: roles.user };
    const { status, body } = await client.request('POST', path, wanted);
    assert.equal(status, 201);
    assert.deepEqual([body['principalType'], body['principalDisplayName']], ['User', 'Megan Bowen']);
    assert.equal((await client.request('POST', path, wanted)).status, 400);
    assert.equal((await client.request('POST', path, { ...wanted, appRoleId: contoso.tenantId })).status, 400);
    assert.equal((await client.list(path)).length, 17);
    assert.equal((await client.request('DELETE', `${path}/${String(body['id'])}`)).status, 204);
    assert.equal((await client.request('DELETE', `${path}/${String(body['id'])}`)).status, 404);
    assert.equal((await client.list(path)).length, 16);
  });

  it('is assigned and unassigned from the side of a user or group too', async (test) => {
    const { client } = await startDirectory(test);
    const megan = (await client.get('/users/megan.bowen@contoso.com')).body['id'];
    const [operations] = await client.list("/groups?$filter=displayName eq 'Operations'");
    for (const [principalId, path] of [
      [megan, `/users/${String(megan)}/appRoleAssignments`],
      [operations?.['id'], `/groups/${String(operations?.['id'])}/appRoleAssignments`],
    ] as const) {
      const wanted = { principalId, resourceId: dropboxServicePrincipalId, appRoleId: roles.user };
      assert.equal((await client.request('POST', path, { ...wanted, principalId: contoso.tenantId })).status, 400);
      const { status, body } = await client.request('POST', path, wanted);
      assert.equal(status, 201);
      const assigned = `/servicePrincipals/${dropboxServicePrincipalId}/appRoleAssignedTo/${String(body['id'])}`;
      assert.equal((await client.get(assigned)).body['principalId'], principalId);
      assert.equal((await client.request('DELETE', `${path}/${String(body['id'])}`)).status, 204);
      assert.equal((await client.get(assigned)).status, 404);
    }
  });

  it('belongs to a tenant with verified domains and stands in the gallery', async (test) => {
    const { client } = await startDirectory(test);
    const [organization] = await client.list('/organization?$select=id,verifiedDomains');
    assert.equal(organization?.['id'], contoso.tenantId);
    assert.deepEqual(
      (organization['verifiedDomains'] as { name: string }[]).map(({ name }) => name),
      ['contoso.com', 'contoso.onmicrosoft.com'],
    );
    const [template] = await client.list("/applicationTemplates?$filter=displayName eq 'Dropbox'");
    assert.equal(
      (await client.get(`/applicationTemplates/${String(template?.['id'])}`)).body['displayName'],
      'Dropbox',
    );
  });

  it('is added from the gallery once more', async (test) => {
    const { client } = await startDirectory(test);
    const [template] = await client.list("/applicationTemplates?$filter=displayName eq 'Dropbox'");
    const path = `/applicationTemplates/${String(template?.['id'])}/instantiate`;
    const { status, body } = await client.request('POST', path, { displayName: 'Dropbox (test)' });
    assert.equal(status, 201);
    const { id, appId } = body['servicePrincipal'] as { id: string; appId: string };
    assert.equal((await client.list(`/servicePrincipals?$filter=appId eq '${appId}'`))[0]?.['id'], id);
    assert.deepEqual(await client.list(`/servicePrincipals/${id}/appRoleAssignedTo`), []);
    assert.equal((await client.request('POST', path, {})).status, 400);
  });
});

describe('a batch', () => {
  it('answers each request by itself', async (test) => {
    const { client, server } = await startDirectory(test);
    server.faults.set({ kind: 'tooManyRequests', path: '^/groups', retryAfterSeconds: 2.5 });
    const { status, body } = await client.request('POST', '/$batch', {
      requests: [
        { id: 'a', method: 'GET', url: '/users/lee.gu@contoso.com?$select=displayName' },
        { id: 'b', method: 'GET', url: 'users/nobody' },
        { id: 'c', method: 'GET', url: '/users?$top=1', dependsOn: ['b'] },
        { id: 'd', method: 'GET', url: '/groups' },
        {
          id: 'e',
          method: 'PATCH',
          url: '/users/lee.gu@contoso.com',
          headers: { 'Content-Type': 'application/json' },
          body: { jobTitle: 'Lead' },
          dependsOn: ['a'],
        },
      ],
    });
    assert.equal(status, 200);
    const answers = body['responses'] as {
      id: string;
      status: number;
      headers: Record<string, string>;
      body?: { displayName: string };
    }[];
    assert.deepEqual(
      answers.map(({ id, status: inner }) => [id, inner]),
      [
        ['a', 200],
        ['b', 404],
        ['c', 424],
        ['d', 429],
        ['e', 204],
      ],
    );
    assert.equal(answers[0]?.body?.displayName, 'Lee Gu');
    assert.equal(answers[3]?.headers['Retry-After'], '2.5');
    assert.equal((await client.get('/users/lee.gu@contoso.com')).body['jobTitle'], 'Lead');
  });

  it('takes twenty requests and no more, and none twice', async (test) => {
    const { client } = await startDirectory(test);
    const requests = Array.from({ length: 21 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: '/users?$top=1',
    }));
    assert.equal((await client.request('POST', '/$batch', { requests })).status, 400);
    assert.equal((await client.request('POST', '/$batch', { requests: requests.slice(1) })).status, 200);
    assert.equal((await client.request('POST', '/$batch', { requests: [requests[0], requests[0]] })).status, 400);
    assert.equal(
      (await client.request('POST', '/$batch', { requests: [{ id: '1', method: 'POST', url: '/$batch' }] })).status,
      400,
    );
  });
});
