import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuthError } from '@azure/msal-node';
import type { Client } from '@microsoft/microsoft-graph-client';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { createHash, X509Certificate } from 'node:crypto';
import { selfSignedCertificate } from '../support/certificate.ts';
import type { GraphTenant } from '../support/graph/graphTenant.ts';
import { refused, startGraphTenant } from '../support/graph/graphTenant.ts';

const defaultScope = 'https://graph.microsoft.com/.default';

interface RegisteredApp {
  readonly clientId: string;
  readonly secrets: readonly [{ readonly value: string }];
}

async function register(tenant: GraphTenant, app: object): Promise<RegisteredApp> {
  return (await tenant.control('POST', '/apps', app)) as RegisteredApp;
}

async function tokenOf(tenant: GraphTenant, clientId: string, clientSecret: string): Promise<string> {
  const client = tenant.confidentialClient({ clientId, clientSecret });
  return (await client.acquireTokenByClientCredential({ scopes: [defaultScope] }))?.accessToken ?? '';
}

async function signInError(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AuthError) return `${error.errorCode} ${/AADSTS\d+/.exec(error.errorMessage)?.[0] ?? ''}`;
    throw error;
  }
  throw new Error('The token request was not refused.');
}

describe('an app that signs in to the sandbox by itself', () => {
  it('gets a token with its permissions by secret', async (test) => {
    const tenant = await startGraphTenant(test);
    const { clientId, secrets } = await register(tenant, { applicationPermissions: ['Application.Read.All'] });
    const client = tenant.clientWith(await tokenOf(tenant, clientId, secrets[0].value));
    const { value } = (await client.api('/servicePrincipals').get()) as { value: { displayName: string }[] };
    assert.deepEqual(
      value.map(({ displayName }) => displayName),
      ['Dropbox'],
    );
    assert.deepEqual(
      await refused(client.api('/users').get()).then(({ status, code, message }) => [status, code, message]),
      [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
    );
  });

  it('gets one by certificate', async (test) => {
    const tenant = await startGraphTenant(test);
    const { key: privateKey, cert: certificate } = selfSignedCertificate([], 'rsa');
    const thumbprintSha256 = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
    const { clientId } = await register(tenant, {
      applicationPermissions: ['User.Read.All'],
      certificates: [certificate],
    });
    const client = tenant.confidentialClient({ clientId, clientCertificate: { privateKey, thumbprintSha256 } });
    const token = (await client.acquireTokenByClientCredential({ scopes: [defaultScope] }))?.accessToken ?? '';
    const { value } = (await tenant.clientWith(token).api('/users').top(5).get()) as { value: unknown[] };
    assert.equal(value.length, 5);
    const stranger = selfSignedCertificate([], 'rsa').key;
    const other = tenant.confidentialClient({
      clientId,
      clientCertificate: { privateKey: stranger, thumbprintSha256 },
    });
    assert.equal(
      await signInError(other.acquireTokenByClientCredential({ scopes: [defaultScope] })),
      'invalid_client AADSTS700027',
    );
  });

  it('is refused in the authority’s words', async (test) => {
    const tenant = await startGraphTenant(test);
    const { clientId, secrets } = await register(tenant, { applicationPermissions: [], secretLifetimeSeconds: 60 });
    assert.equal(await signInError(tokenOf(tenant, clientId, 'wrong')), 'invalid_client AADSTS7000215');
    assert.equal(
      await signInError(tokenOf(tenant, contoso.tenantId, secrets[0].value)),
      'unauthorized_client AADSTS700016',
    );
    const policy = { error: 'interaction_required', code: 53003, message: 'Access has been blocked.' };
    await tenant.control('PUT', '/signIn', policy);
    assert.equal(await signInError(tokenOf(tenant, clientId, secrets[0].value)), 'interaction_required AADSTS53003');
    await tenant.control('PUT', '/signIn', {});
    assert.notEqual(await tokenOf(tenant, clientId, secrets[0].value), '');
    tenant.advance(61_000);
    assert.equal(await signInError(tokenOf(tenant, clientId, secrets[0].value)), 'invalid_client AADSTS7000222');
  });

  it('may do with OwnedBy what is its own', async (test) => {
    const tenant = await startGraphTenant(test);
    const client = await tenant.appWith('Application.ReadWrite.OwnedBy');
    const { servicePrincipal } = (await client
      .api('/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate')
      .post({ displayName: 'Mine' })) as { servicePrincipal: { id: string } };
    await client.api(`/servicePrincipals/${servicePrincipal.id}`).get();
    const { status } = await refused(client.api(`/servicePrincipals/${dropboxServicePrincipalId}`).get());
    assert.equal(status, 403);
  });
});

describe('a token of the sandbox’s Graph', () => {
  it('ends, and is refused when it is made up', async (test) => {
    const tenant = await startGraphTenant(test);
    const { accessToken } = (await tenant.control('POST', '/tokens', {
      scopes: ['User.Read.All'],
      expiresInSeconds: 10,
    })) as { accessToken: string };
    const client = tenant.clientWith(accessToken);
    await client.api('/users').top(1).get();
    tenant.advance(10_000);
    const expired = await refused(client.api('/users').top(1).get());
    assert.deepEqual(
      [expired.status, expired.code, expired.message],
      [401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
    );
    const forged = await refused(tenant.clientWith(`${accessToken}x`).api('/users').get());
    assert.deepEqual([forged.status, forged.code], [401, 'InvalidAuthenticationToken']);
  });

  it('can be challenged for other claims', async (test) => {
    const tenant = await startGraphTenant(test);
    const client = await tenant.signedIn(['User.Read.All']);
    await tenant.control('POST', '/tokens/revoke', { claims: '{"access_token":{"acrs":{"value":"c1"}}}' });
    const { status, headers } = await refused(client.api('/users').top(1).get());
    assert.equal(status, 401);
    const claims = /error="insufficient_claims", claims="([^"]+)"/.exec(headers.get('WWW-Authenticate') ?? '')?.[1];
    assert.equal(Buffer.from(claims ?? '', 'base64').toString(), '{"access_token":{"acrs":{"value":"c1"}}}');
    const again = await refused((await tenant.signedIn(['User.Read.All'])).api('/users').top(1).get());
    assert.equal(again.status, 401);
    const { accessToken } = (await tenant.control('POST', '/tokens', {
      scopes: ['User.Read.All'],
      claims: '{"access_token":{"acrs":{"value":"c1"}}}',
    })) as { accessToken: string };
    await tenant.clientWith(accessToken).api('/users').top(1).get();
  });

  it('is not enough for the control endpoint', async (test) => {
    const tenant = await startGraphTenant(test);
    const { accessToken } = (await tenant.control('POST', '/tokens', { scopes: ['User.Read.All'] })) as {
      accessToken: string;
    };
    const response = await fetch(`${tenant.origin}/_sandbox/apps`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    assert.equal(response.status, 403);
  });

  const assignments = `/servicePrincipals/${dropboxServicePrincipalId}/appRoleAssignedTo`;
  const read: (client: Client) => Promise<unknown> = (client) => client.api(assignments).top(1).get();
  for (const [what, scopes, roles, call, passes] of [
    ['reads assignments with Application.Read.All', ['Application.Read.All'], [], read, true],
    ['does not read them with User.Read.All', ['User.Read.All'], [], read, false],
    ['does not unassign without the role', ['AppRoleAssignment.ReadWrite.All'], [], unassign, false],
    ['unassigns with both', ['AppRoleAssignment.ReadWrite.All'], ['Cloud Application Administrator'], unassign, true],
    [
      'does not assign with that alone',
      ['AppRoleAssignment.ReadWrite.All'],
      ['Application Administrator'],
      assign,
      false,
    ],
  ] as const) {
    it(`of a person ${what}`, async (test) => {
      const tenant = await startGraphTenant(test);
      const client = await tenant.signedIn(scopes, roles);
      const outcome = call(client, tenant);
      if (passes) await outcome;
      else assert.equal((await refused(outcome)).code, 'Authorization_RequestDenied');
    });
  }

  async function unassign(client: Client, { client: own }: GraphTenant): Promise<unknown> {
    const { value } = (await own.api(assignments).top(1).get()) as { value: [{ id: string }] };
    return client.api(`${assignments}/${value[0].id}`).delete();
  }

  function assign(client: Client): Promise<unknown> {
    return client.api(assignments).post({});
  }

  it('holds for every request of a batch', async (test) => {
    const tenant = await startGraphTenant(test);
    const client = await tenant.signedIn(['User.Read.All']);
    const requests = ['/users?$top=1', '/groups?$top=1'].map((url, index) => ({
      id: String(index),
      method: 'GET',
      url,
    }));
    const { responses } = (await client.api('/$batch').post({ requests })) as { responses: { status: number }[] };
    assert.deepEqual(
      responses.map(({ status }) => status),
      [200, 403],
    );
  });
});
