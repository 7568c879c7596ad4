import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type * as vscode from 'vscode';
import { storedApp } from '../../src/authorization/entra/appCredential.ts';
import { challengeHeader, claimsAskedFor } from '../../src/authorization/entra/claimsChallenge.ts';
import { loginServerAt } from '../../src/authorization/entra/loginServer.ts';
import { GraphRefusal } from '../../src/directories/entra/graphRefusal.ts';
import { openGraph } from '../../src/directories/entra/openGraph.ts';
import { openHttpClient } from '../../src/directories/http/httpClient.ts';
import { renewalError } from '../../src/extension/credentials/authorizationFailures.ts';
import { credentialKey } from '../../src/extension/credentials/credentialNeeds.ts';
import { EntraTokens } from '../../src/extension/credentials/entraTokens.ts';
import { GraphSessions } from '../../src/extension/credentials/graphSessions.ts';
import { Engine } from '../../src/extension/engine/engine.ts';
import { engineEnvironment } from '../../src/extension/engine/engineEnvironment.ts';
import { engineFetch } from '../../src/extension/engine/engineFetch.ts';
import { ActionableFailure, failureText } from '../../src/extension/support/actionableFailure.ts';
import { inEnglish } from '../../src/protocol/localize.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryDirectory } from './cliProcess.ts';
import { listenUntilEnd } from './loopbackServer.ts';

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const scopes = ['Application.Read.All', 'User.Read.All', 'GroupMember.Read.All'];

/** What the person does when they are asked to sign in with a challenge. */
type Person = 'fulfils' | 'doesNot' | 'declines';

type Source = Pick<Sandbox['source'], 'baseAddress' | 'token' | 'tenantId'>;

/** A window whose engine, in a process of its own, reads the sandbox’s Graph, and whose person signs in there. */
class Window {
  readonly stored = new Map<string, string>();
  /** How VS Code was asked for sessions with a challenge, in its order. */
  readonly challenged: { readonly claims: string; readonly asksThePerson: boolean }[] = [];
  /** Everything that the engine’s process wrote, and what was logged about it. */
  readonly logged: string[] = [];
  person: Person = 'fulfils';
  readonly engine: Engine;
  readonly key: string;
  readonly source: Source;
  readonly #sessions: GraphSessions;
  #session: string | null = null;

  constructor(source: Source) {
    this.source = source;
    this.key = credentialKey('job', { side: 'source', origin: new URL(source.baseAddress).origin });
    this.#sessions = new GraphSessions({
      authentication: { getSession: this.#getSession.bind(this) as typeof vscode.authentication.getSession },
      clientId: () => 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      t: inEnglish,
    });
    const place = { origin: new URL(source.baseAddress).origin, ...this.#tenant };
    const tokens = new EntraTokens({
      secrets: { get: (name) => Promise.resolve(this.stored.get(name)) },
      fetch: (address, init) => engineFetch(this.engine)(address, init),
      placeOf: () => place,
      signedIn: (_, asked) => this.#sessions.renewed(this.#tenant, ['provision'], asked),
    });
    const log = (line: string): void => void this.logged.push(line);
    this.engine = new Engine({
      modulePath: fileURLToPath(new URL('../../src/engine/process.ts', import.meta.url)),
      environment: () => engineEnvironment(process.env, { proxy: '', noProxy: [], systemCertificates: false }),
      log: { info: log, warn: log, error: log },
      t: inEnglish,
      renewToken: (params) => tokens.renew(params),
      renewalError: (error) => renewalError(error, inEnglish),
    });
  }

  get #tenant(): { readonly tenantId: string; readonly cloud: 'global' } {
    return { tenantId: this.source.tenantId, cloud: 'global' };
  }

  /** Reads the tenant’s applications, as a command does that somebody has run, or as a background run. */
  async read(attended: boolean): Promise<number> {
    const { baseAddress, tenantId } = this.source;
    const { origin } = new URL(baseAddress);
    const isApp = this.stored.has(this.key);
    const token = isApp ? '' : await this.#sessions.token(this.#tenant, { tasks: ['provision'], interactive: false });
    assert.ok(token !== null);
    const renewAt = isApp ? 0 : Number.MAX_SAFE_INTEGER;
    const renewal = { key: this.key, renewAt, ...(attended ? { attended: true as const } : {}) };
    const login = loginServerAt(origin, { tenantId, cloud: 'global' });
    const access = { baseAddress, credential: { token, origin, renewal }, login };
    return (await this.engine.inDirectory(({ findApplications }) => findApplications, { access })).length;
  }

  signIn(): Promise<string | null> {
    return this.#sessions.token(this.#tenant, { tasks: ['provision'], interactive: true });
  }

  async failure(attended: boolean): Promise<string> {
    return this.read(attended).then(
      () => assert.fail('Graph took the token'),
      (failure: unknown) => {
        assert.ok(failure instanceof ActionableFailure, String(failure));
        assert.ok(failure.actions.length > 0);
        return failureText(failure);
      },
    );
  }

  /** Asks the sandbox’s control endpoint. */
  async control(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(new URL(`/_sandbox${path}`, this.source.baseAddress), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.source.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    const text = await response.text();
    return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
  }

  async #getSession(
    _provider: string,
    request: readonly string[] | vscode.AuthenticationWwwAuthenticateRequest,
    options: vscode.AuthenticationGetSessionOptions,
  ): Promise<vscode.AuthenticationSession | undefined> {
    const asked = 'wwwAuthenticate' in request ? claimsAskedFor(request.wwwAuthenticate) : null;
    if (asked !== null) {
      const asksThePerson = options.silent !== true;
      this.challenged.push({ claims: asked, asksThePerson });
      if (!asksThePerson) return undefined;
      if (this.person === 'declines') throw new Error('User did not consent to login.');
    }
    const fulfilled = asked !== null && this.person === 'fulfils' ? { claims: asked } : {};
    if (this.#session === null || asked !== null)
      this.#session = (await this.control('/tokens', { scopes, ...fulfilled }))['accessToken'] as string;
    return { id: 'session', accessToken: this.#session, account: { id: 'ada', label: 'ada@contoso.com' }, scopes };
  }
}

async function openWindow(context: TestContext): Promise<Window> {
  const sandbox = await startSandbox({ stateDirectory: temporaryDirectory(context) });
  context.after(() => sandbox.stop());
  const window = new Window(sandbox.source);
  context.after(() => {
    window.engine.dispose();
  });
  return window;
}

describe('a challenge of Conditional Access', () => {
  it('has whoever runs a command sign in once, and the request goes on', async (context) => {
    const window = await openWindow(context);
    assert.ok((await window.read(true)) > 0);
    await window.control('/tokens/revoke', { claims });
    assert.ok((await window.read(true)) > 0);
    assert.deepEqual(window.challenged, [{ claims, asksThePerson: true }]);
    assert.ok((await window.read(false)) > 0, 'the next run has the new token');
    assert.equal(window.challenged.length, 1);
    assert.deepEqual(window.logged, []);
  });

  it('asks nobody in the background, is told, and is answered by the next sign-in', async (context) => {
    const window = await openWindow(context);
    await window.read(false);
    await window.control('/tokens/revoke', { claims });
    assert.match(
      await window.failure(false),
      /Conditional Access policy of the tenant .* asks for more .*Sign in again with Update Credentials/,
    );
    assert.deepEqual(window.challenged, [{ claims, asksThePerson: false }]);
    await window.signIn();
    assert.deepEqual(window.challenged.at(-1), { claims, asksThePerson: true });
    assert.ok((await window.read(false)) > 0);
    assert.equal(window.challenged.length, 2);
  });

  it('ends in the failure where the person declines, or the new token is challenged, too', async (context) => {
    const window = await openWindow(context);
    await window.read(true);
    await window.control('/tokens/revoke', { claims });
    window.person = 'declines';
    assert.match(await window.failure(true), /Conditional Access policy of the tenant/);
    window.person = 'doesNot';
    assert.match(await window.failure(true), /Graph responded with 401 .*Conditional Access asks for more/);
    assert.deepEqual(window.challenged, Array(2).fill({ claims, asksThePerson: true }));
  });

  it('goes into the token request of an app registration', async (context) => {
    const window = await openWindow(context);
    const { clientId, secrets } = (await window.control('/apps', { applicationPermissions: scopes })) as {
      readonly clientId: string;
      readonly secrets: readonly [{ readonly value: string }];
    };
    const proof = { kind: 'secret', secret: secrets[0].value } as const;
    window.stored.set(window.key, storedApp({ clientId, tenantId: window.source.tenantId, proof }));
    assert.ok((await window.read(false)) > 0);
    await window.control('/tokens/revoke', { claims });
    assert.ok((await window.read(false)) > 0);
    assert.deepEqual(window.challenged, []);
  });

  it('is answered once for a request, also by a token that came for an expired one', async (context) => {
    const received: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      received.push(headers.authorization);
      const field = received.length === 1 ? 'Bearer realm=""' : challengeHeader(claims);
      response.writeHead(401, { 'www-authenticate': field }).end('{}');
    });
    const asked: (string | null)[][] = [];
    const { http, graph } = openGraph(
      {
        baseAddress: await listenUntilEnd(context, server),
        token: null,
        bearer: {
          token(refused, challenge) {
            asked.push([refused, challenge]);
            return Promise.resolve(`token ${asked.length}`);
          },
        },
      },
      ['provision'],
    );
    context.after(() => http.close());
    await assert.rejects(
      graph.get('/users', new AbortController().signal),
      (failure) => failure instanceof GraphRefusal && failure.status === 401,
    );
    assert.deepEqual(received, ['Bearer token 1', 'Bearer token 2', 'Bearer token 3']);
    assert.deepEqual(asked, [
      [null, null],
      ['token 1', null],
      ['token 2', claims],
    ]);
  });

  it('doesn’t keep a run from being cancelled while the person is asked', async (context) => {
    const client = openHttpClient({
      ...{ baseAddress: 'http://127.0.0.1:9', token: null, contentType: 'application/json', concurrency: 1 },
      bearer: { token: () => new Promise<never>(() => undefined) },
    });
    context.after(() => client.close());
    const leaving = new AbortController();
    const sent = client.send({ method: 'GET', path: '/', repeatable: true }, leaving.signal);
    leaving.abort(new Error('no longer wanted'));
    await assert.rejects(sent, /no longer wanted/);
  });
});
