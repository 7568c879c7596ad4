import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AppCredential, storedApp } from '../../src/authorization/entra/appCredential.ts';
import { appToken } from '../../src/authorization/entra/clientCredentials.ts';
import { type LoginServer, loginServerAt } from '../../src/authorization/entra/loginServer.ts';
import { SignInFailure } from '../../src/authorization/entra/signInFailure.ts';
import type { AccessToken } from '../../src/authorization/authorization.ts';
import { authorizationServerAt } from '../../src/authorization/authorizationServer.ts';
import { renewAccess } from '../../src/authorization/renew.ts';
import { actionable, renewalError } from '../../src/extension/credentials/authorizationFailures.ts';
import { credentialKey } from '../../src/extension/credentials/credentialNeeds.ts';
import { EntraTokens, type GraphPlace } from '../../src/extension/credentials/entraTokens.ts';
import { Engine } from '../../src/extension/engine/engine.ts';
import { engineEnvironment } from '../../src/extension/engine/engineEnvironment.ts';
import { engineFetch } from '../../src/extension/engine/engineFetch.ts';
import { ActionableFailure, failureText } from '../../src/extension/support/actionableFailure.ts';
import { inEnglish } from '../../src/protocol/localize.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startEntraProxy } from '../support/entraProxy.ts';
import type { Owner } from '../support/faults/owner.ts';
import { startPracticeTeam } from '../support/dropboxClient.ts';
import { temporaryDirectory } from './cliProcess.ts';

const { signal } = new AbortController();
const key = credentialKey('job', { side: 'source', origin: 'https://graph.microsoft.com' });

/** What a window has: the engine in a process of its own, which asks it for the tokens of sources. */
interface Window {
  readonly engine: Engine;
  /** What is in secret storage. */
  readonly stored: Map<string, string>;
  /** Everything that the engine's process wrote, and what was logged about it. */
  readonly logged: readonly string[];
  readonly tokenFor: (server: LoginServer, app: AppCredential) => Promise<AccessToken>;
}

function openWindow(owner: Owner, environment: Readonly<Record<string, string>> = {}): Window {
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const stored = new Map<string, string>();
  const tokens: EntraTokens = new EntraTokens({
    secrets: { get: (name) => Promise.resolve(stored.get(name)) },
    fetch: (address, init) => engineFetch(engine)(address, init),
    placeOf: () => place,
    signedIn: () => Promise.resolve(null),
  });
  const engine: Engine = new Engine({
    modulePath: fileURLToPath(new URL('../../src/engine/process.ts', import.meta.url)),
    environment: () =>
      engineEnvironment({ ...process.env, ...environment }, { proxy: '', noProxy: [], systemCertificates: false }),
    log: { info: log, warn: log, error: log },
    t: inEnglish,
    renewToken: (params) => tokens.renew(params),
    renewalError: (error) => renewalError(error, inEnglish),
  });
  owner.after(() => {
    engine.dispose();
  });
  return {
    ...{ engine, stored, logged },
    tokenFor: (server, app) => appToken({ server, app, fetch: engineFetch(engine), now: Date.now }, null, signal),
  };
}

/** The tenant that is there. */
let place: GraphPlace | null = null;

async function startTenant(context: TestContext): Promise<Sandbox> {
  const sandbox = await startSandbox({ stateDirectory: temporaryDirectory(context) });
  context.after(() => sandbox.stop());
  const { baseAddress, tenantId } = sandbox.source;
  place = { origin: new URL(baseAddress).origin, tenantId, cloud: 'global' };
  return sandbox;
}

/** An app registration of the sandbox's tenant. */
async function register({ source }: Sandbox, applicationPermissions: readonly string[]): Promise<AppCredential> {
  const response = await fetch(new URL('/_sandbox/apps', source.baseAddress), {
    method: 'POST',
    headers: { authorization: `Bearer ${source.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ applicationPermissions }),
  });
  const { clientId, secrets } = (await response.json()) as { clientId: string; secrets: readonly [{ value: string }] };
  return { clientId, proof: { kind: 'secret', secret: secrets[0].value } };
}

function loginOf({ source }: Pick<Sandbox, 'source'>, origin = new URL(source.baseAddress).origin): LoginServer {
  const server = loginServerAt(origin, { tenantId: source.tenantId, cloud: 'global' });
  assert.ok(server);
  return server;
}

/** What a person is told of a token request that comes to nothing. */
async function told(request: Promise<unknown>): Promise<string> {
  const failure = await request.then(
    () => assert.fail('a token was given'),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof SignInFailure, String(failure));
  return failureText(actionable(failure, inEnglish));
}

describe('a window that signs an app registration in, through the engine’s process', () => {
  const { engine, stored, logged, tokenFor } = openWindow({
    after: (close) => {
      after(close);
    },
  });

  it('gets a token with the right secret, and reads the tenant with it', async (context) => {
    const sandbox = await startTenant(context);
    const app = await register(sandbox, ['Application.Read.All', 'Organization.Read.All']);
    const { token, scopes } = await tokenFor(loginOf(sandbox), app);
    assert.deepEqual([...scopes].sort(), ['Application.Read.All', 'Organization.Read.All']);
    const { baseAddress } = sandbox.source;
    const access = { baseAddress, credential: { token, origin: new URL(baseAddress).origin }, login: null };
    const found = await engine.inDirectory(({ findApplications }) => findApplications, { access });
    assert.ok(found.some(({ id }) => id === sandbox.source.servicePrincipalId));
    assert.deepEqual(logged, []);
  });

  it('is told Entra’s number, cause and next step with a wrong one, which nothing repeats', async (context) => {
    const sandbox = await startTenant(context);
    const { clientId } = await register(sandbox, []);
    const secret = 'a~wrong~secret';
    const words = await told(tokenFor(loginOf(sandbox), { clientId, proof: { kind: 'secret', secret } }));
    assert.match(words, /AADSTS7000215, trace ID [\w-]+/);
    assert.match(words, /not its ID/);
    assert.ok(![words, ...logged].join('\n').includes(secret));
  });

  it('is told which permission lacks, of a token that the engine asks it for and that it has the engine get', async (context) => {
    const sandbox = await startTenant(context);
    const { baseAddress, tenantId } = sandbox.source;
    const { origin } = new URL(baseAddress);
    stored.set(key, storedApp({ ...(await register(sandbox, ['User.Read.All'])), tenantId }));
    const credential = { token: '', origin, renewal: { key, renewAt: 0 } };
    const access = { baseAddress, credential, login: loginOf(sandbox) };
    await assert.rejects(
      engine.inDirectory(({ findApplications }) => findApplications, { access }),
      (failure) => failure instanceof ActionableFailure && failureText(failure).includes('Application.Read.All'),
    );
  });

  it('goes through a company’s proxy, and trusts its certificate where the environment names it', async (context) => {
    const sandbox = await startTenant(context);
    const entra = await startEntraProxy();
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (isOpen) await entra.close();
      isOpen = false;
    };
    context.after(close);
    entra.leadTo(sandbox);
    const app = await register(sandbox, ['User.Read.All']);
    const login = loginOf(sandbox, 'https://graph.microsoft.com');
    const trusting = openWindow(context, entra.environment);
    assert.deepEqual((await trusting.tokenFor(login, app)).scopes, ['User.Read.All']);
    const wary = openWindow(context, { ...entra.environment, NODE_EXTRA_CA_CERTS: '' });
    assert.match(
      await told(wary.tokenFor(login, app)),
      /login\.microsoftonline\.com can’t be reached \(\w*SELF_SIGNED_CERT\w*\)\. .*certificate.*NODE_EXTRA_CA_CERTS/,
    );
    await close();
    assert.match(
      await told(trusting.tokenFor(login, app)),
      /login\.microsoftonline\.com can’t be reached \(ECONNREFUSED\)\. Check the network and the proxy/,
    );
  });

  it('sends nothing to a server that gives no tokens', async () => {
    await assert.rejects(
      engine.sendAuthorization({ address: 'https://login.contoso.example/', method: 'POST', headers: {}, body: 'x' }),
      /https:\/\/login\.contoso\.example is neither Microsoft Entra’s sign-in nor Dropbox/,
    );
  });

  it('gives up with whoever has asked, and ends the request', async (context) => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    context.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const leaving = new AbortController();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const asked = assert.rejects(
      engineFetch(engine)(address, { method: 'POST', headers: {}, body: 'x', signal: leaving.signal }),
      /no longer wanted/,
    );
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const ended = once(response, 'close');
    leaving.abort(new Error('no longer wanted'));
    await asked;
    await ended;
  });

  it('renews Dropbox’s tokens in the same way', async (context) => {
    const { apiAddress, appKey } = await startPracticeTeam(context);
    const server = authorizationServerAt(new URL(apiAddress).origin);
    assert.ok(server);
    const requests = { server, app: { key: appKey, secret: null }, fetch: engineFetch(engine), now: Date.now };
    await assert.rejects(renewAccess(requests, { refreshToken: 'unknown', access: null }, signal), { kind: 'revoked' });
  });
});
