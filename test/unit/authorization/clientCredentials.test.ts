import assert from 'node:assert/strict';
import { createPublicKey, verify, constants, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { ConfidentialClientApplication, type INetworkModule, type NetworkRequestOptions } from '@azure/msal-node';
import type { AppProof } from '../../../src/authorization/entra/appCredential.ts';
import {
  certificateWords,
  CertificateProblem,
  readAppCertificate,
} from '../../../src/authorization/entra/certificate.ts';
import { appTokens } from '../../../src/authorization/entra/appTokens.ts';
import { appToken } from '../../../src/authorization/entra/clientCredentials.ts';
import { loginServer, type LoginServer } from '../../../src/authorization/entra/loginServer.ts';
import { SignInFailure } from '../../../src/authorization/entra/signInFailure.ts';
import type { Fetch } from '../../../src/authorization/oauthClient.ts';
import { clouds } from '../../../src/job/clouds.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { selfSignedCertificate } from '../../support/certificate.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const source = { kind: 'entra', tenantId, servicePrincipalId: 's', cloud: 'global' } as const;
const start = Date.parse('2026-01-05T08:00:00Z');
const secret: AppProof = { kind: 'secret', secret: 'a~secret' };
const { signal } = new AbortController();

function serverOf(place: Parameters<typeof loginServer>[0] = source): LoginServer {
  const server = loginServer(place);
  assert.ok(server);
  return server;
}

/** A login authority that responds with what it's told to, and keeps what it was sent. */
function authority(...responses: readonly (object | number)[]): {
  readonly fetch: Fetch;
  readonly sent: { readonly address: string; readonly form: URLSearchParams }[];
} {
  const sent: { address: string; form: URLSearchParams }[] = [];
  let count = 0;
  return {
    sent,
    fetch(address, { body }) {
      sent.push({ address, form: new URLSearchParams(body) });
      const told = responses[Math.min(count++, responses.length - 1)] ?? 500;
      if (typeof told === 'number') return Promise.resolve(new Response('busy', { status: told }));
      const status = 'error' in told ? 401 : 200;
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return Promise.resolve(new Response(JSON.stringify(told), { status, headers }));
    },
  };
}

const given = (token: string): object => ({
  token_type: 'Bearer',
  expires_in: 3599,
  ext_expires_in: 3599,
  access_token: token,
});

function refusal(code: number): object {
  return {
    error: 'invalid_client',
    error_description: `AADSTS${code}: Something with a~secret in it. Trace ID: 0f1e2d3c Correlation ID: 1 Timestamp: 2026-01-05 08:00:00Z`,
    error_codes: [code],
    timestamp: '2026-01-05 08:00:00Z',
    trace_id: '0f1e2d3c-0000-0000-0000-000000000000',
    correlation_id: '1',
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
}

/** What MSAL sends for the same application. */
async function sentByMsal(auth: { clientSecret: string } | { pem: string; thumbprint: string }): Promise<{
  address: string;
  form: URLSearchParams;
}> {
  const sent: { address: string; form: URLSearchParams }[] = [];
  const respond = (address: string, options?: NetworkRequestOptions): Promise<never> => {
    sent.push({ address, form: new URLSearchParams(options?.body) });
    return Promise.resolve({ headers: {}, body: given('msal'), status: 200 } as never);
  };
  const networkClient: INetworkModule = {
    sendGetRequestAsync: () => Promise.reject(new Error('Nothing is discovered here.')),
    sendPostRequestAsync: respond,
  };
  const root = `https://login.microsoftonline.com/${tenantId}`;
  const client = new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: root,
      authorityMetadata: JSON.stringify({
        token_endpoint: `${root}/oauth2/v2.0/token`,
        issuer: `${root}/v2.0`,
        authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
        jwks_uri: `${root}/discovery/v2.0/keys`,
      }),
      cloudDiscoveryMetadata: JSON.stringify({
        'api-version': '1.1',
        tenant_discovery_endpoint: `${root}/v2.0/.well-known/openid-configuration`,
        metadata: [
          {
            preferred_network: 'login.microsoftonline.com',
            preferred_cache: 'login.windows.net',
            aliases: ['login.microsoftonline.com'],
          },
        ],
      }),
      ...('pem' in auth ? { clientCertificate: { privateKey: auth.pem, thumbprintSha256: auth.thumbprint } } : auth),
    },
    system: { networkClient },
  });
  await client.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
  const [request] = sent;
  assert.ok(request);
  return request;
}

function partsOf(assertion: string | null): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = (assertion ?? '').split('.');
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), claims: read(claims) };
}

describe('a token for an application', () => {
  it('is asked for with a secret as MSAL asks for it', async () => {
    const { fetch, sent } = authority(given('one'));
    const requests = { server: serverOf(), app: { clientId, proof: secret }, fetch, now: () => start };
    const token = await appToken(requests, null, signal);
    assert.equal(token.token, 'one');
    assert.equal(token.expiresAt, start + 3_599_000);
    const msal = await sentByMsal({ clientSecret: 'a~secret' });
    const [ours] = sent;
    assert.equal(ours?.address, msal.address.split('?')[0]);
    for (const name of ['client_id', 'client_secret', 'grant_type'])
      assert.equal(ours?.form.get(name), msal.form.get(name), name);
    // MSAL asks for the scopes of OpenID Connect besides, which say nothing about an application.
    assert.deepEqual(
      [ours?.form.get('scope')],
      msal.form
        .get('scope')
        ?.split(' ')
        .filter((scope) => scope.startsWith('https:')),
    );
  });

  it('is asked for with a certificate as MSAL asks for it, and the key stays here', async () => {
    const { key, cert } = selfSignedCertificate(['app'], 'rsa');
    const { fetch, sent } = authority(given('one'));
    const app = { clientId, proof: { kind: 'certificate', pem: key + cert } } as const;
    await appToken({ server: serverOf(), app, fetch, now: () => start }, null, signal);
    const thumbprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
    const msal = await sentByMsal({ pem: key, thumbprint });
    const form = sent[0]?.form;
    for (const name of ['client_id', 'client_assertion_type', 'grant_type'])
      assert.equal(form?.get(name), msal.form.get(name), name);
    const [ours, theirs] = [partsOf(form?.get('client_assertion') ?? null), partsOf(msal.form.get('client_assertion'))];
    for (const name of ['alg', 'x5t#S256', 'typ']) assert.equal(ours.header[name], theirs.header[name], name);
    for (const name of ['aud', 'iss', 'sub']) assert.equal(ours.claims[name], theirs.claims[name], name);
    const seconds = start / 1000;
    assert.deepEqual([ours.claims['nbf'], ours.claims['exp']], [seconds, seconds + 600]);
    assert.match(String(ours.claims['jti']), /\S{20}/);
    const [header = '', claims = '', signature = ''] = (form?.get('client_assertion') ?? '').split('.');
    const pss = { key: createPublicKey(cert), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), pss, Buffer.from(signature, 'base64url')));
    assert.doesNotMatch(form?.toString() ?? '', /PRIVATE/);
  });

  it('comes from the login authority of the job’s cloud, and for its Graph', () => {
    for (const [name, { graphOrigin, loginAuthority }] of Object.entries(clouds)) {
      const server = serverOf({ ...source, cloud: name as keyof typeof clouds });
      assert.equal(server.tokenAddress, `${loginAuthority}/${tenantId}/oauth2/v2.0/token`);
      assert.equal(server.scope, `${graphOrigin}/.default`);
    }
    const here = serverOf({ ...source, baseAddress: 'http://127.0.0.1:4711/v1.0' });
    assert.equal(here.tokenAddress, `http://127.0.0.1:4711/${tenantId}/oauth2/v2.0/token`);
    assert.equal(loginServer({ ...source, baseAddress: 'https://graph.microsoft.com.evil.example/v1.0' }), null);
    assert.equal(loginServer({ ...source, cloud: 'china', baseAddress: 'https://graph.microsoft.com/v1.0' }), null);
  });

  it('is kept until it’s near its end, and asked for once by all who need it', async () => {
    const { fetch, sent } = authority(given('one'), given('two'));
    let time = start;
    const keeper = appTokens({ server: serverOf(), app: { clientId, proof: secret }, fetch, now: () => time });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => keeper.fresh(null)));
    assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(['one']));
    assert.equal(sent.length, 1);
    time += 3_599_000 - 299_000;
    assert.equal((await keeper.fresh(null)).token, 'two');
    assert.equal(sent.length, 2);
  });

  it('that Graph refuses is not asked for without end when the authority gives the same one', async () => {
    const { fetch, sent } = authority(given('one'));
    const keeper = appTokens({ server: serverOf(), app: { clientId, proof: secret }, fetch, now: () => start });
    await keeper.fresh(null);
    await assert.rejects(keeper.fresh('one'), { kind: 'sameToken' });
    assert.equal(sent.length, 2);
  });

  it('that still holds is used while the authority can’t be reached', async () => {
    const { fetch } = authority(given('one'), 503);
    let time = start;
    const keeper = appTokens({ server: serverOf(), app: { clientId, proof: secret }, fetch, now: () => time });
    await keeper.fresh(null);
    time += 3_400_000;
    assert.equal((await keeper.fresh(null)).token, 'one');
    time += 200_000;
    await assert.rejects(keeper.fresh(null), { kind: 'unreachable' });
  });
});

describe('a refusal of Microsoft Entra', () => {
  const refused = async (code: number): Promise<SignInFailure> => {
    const { fetch } = authority(refusal(code));
    const requests = { server: serverOf(), app: { clientId, proof: secret }, fetch, now: () => start };
    return appToken(requests, null, signal).then(
      () => assert.fail('It gave a token.'),
      (error: unknown) => {
        assert.ok(error instanceof SignInFailure);
        return error;
      },
    );
  };

  const sentences: readonly (readonly [number, RegExp])[] = [
    [700016, /tenant 11111111-.* has no application aaaaaaaa-.*Use the application \(client\) ID/],
    [90002, /no tenant 11111111/],
    [7000215, /client secret .* is invalid.*value, not its ID/],
    [7000222, /client secret .* has expired.*Create a new one/],
    [700027, /certificate doesn’t belong to the application/],
    [
      65001,
      /Nobody has consented.*https:\/\/login\.microsoftonline\.com\/11111111-[\d-]+\/adminconsent\?client_id=aaaaaaaa/,
    ],
    [53003, /Conditional Access policy/],
    [50076, /multifactor/],
    [700024, /Check the clock/],
    [999999, /issued no token.*https:\/\/login\.microsoftonline\.com\/error\?code=999999/],
  ];
  for (const [code, sentence] of sentences)
    it(`AADSTS${code} is told with its cause, the next step and the trace ID, and without what was sent`, async () => {
      const text = (await refused(code)).words(inEnglish).join(' ');
      assert.match(text, sentence);
      assert.match(text, new RegExp(`AADSTS${code}, trace ID 0f1e2d3c-0000`));
      assert.doesNotMatch(text, /a~secret/);
    });

  it('that isn’t Entra’s is told as such', async () => {
    const page: Fetch = () => Promise.resolve(new Response('<html>Sign in to the hotel</html>', { status: 200 }));
    const requests = { server: serverOf(), app: { clientId, proof: secret }, fetch: page, now: () => start };
    await assert.rejects(appToken(requests, null, signal), { kind: 'unreadable' });
    const away: Fetch = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }));
    await assert.rejects(appToken({ ...requests, fetch: away }, null, signal), {
      kind: 'unreachable',
      detail: 'ENOTFOUND',
    });
  });
});

describe('a certificate', () => {
  const rsa = selfSignedCertificate(['app'], 'rsa');
  const other = selfSignedCertificate(['other'], 'rsa');
  const ec = selfSignedCertificate(['app']);

  it('is read with its key, in either order', () => {
    assert.equal(readAppCertificate(rsa.cert + rsa.key).thumbprint, readAppCertificate(rsa.key + rsa.cert).thumbprint);
  });

  for (const [kind, pem] of [
    ['notPem', 'MIIC'],
    ['noCertificate', rsa.key],
    ['noKey', rsa.cert],
    ['otherKey', rsa.cert + other.key],
    ['notRsa', ec.cert + ec.key],
    ['encrypted', `${rsa.cert}${rsa.key.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY')}`],
    ['noKey', `${rsa.cert}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`],
  ] as const)
    it(`that can’t be used is told: ${kind}`, () => {
      assert.throws(
        () => readAppCertificate(pem),
        (error) =>
          error instanceof CertificateProblem &&
          error.kind === kind &&
          certificateWords(error, inEnglish).endsWith('.'),
      );
    });

  it('that has expired is told before anything is sent', async () => {
    const { key, cert } = selfSignedCertificate(['app'], 'rsa', '251231');
    const { fetch, sent } = authority(given('one'));
    const app = { clientId, proof: { kind: 'certificate', pem: key + cert } } as const;
    await assert.rejects(appToken({ server: serverOf(), app, fetch, now: () => start }, null, signal), {
      kind: 'certificateExpired',
    });
    assert.equal(sent.length, 0);
  });
});
