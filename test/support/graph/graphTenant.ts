import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ConfidentialClientApplication } from '@azure/msal-node';
import type { Configuration, INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import {
  AuthenticationHandler,
  Client,
  GraphError,
  RetryHandler,
  RetryHandlerOptions,
} from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { openJobSession } from '../../../src/engine/jobSession.ts';
import { Directory } from '../../../src/sandbox/directory/directory.ts';
import type { DirectoryServer } from '../../../src/sandbox/directory/server.ts';
import { createDirectoryServer } from '../../../src/sandbox/directory/server.ts';
import type { PracticeTarget, ServiceHost } from '../../../src/sandbox/directory/synchronization/servicePort.ts';
import { hostService } from '../../../src/sandbox/serviceHost.ts';
import type { TargetServer } from '../../../src/sandbox/target/server.ts';
import { createTargetServer } from '../../../src/sandbox/target/server.ts';
import type { TargetStore } from '../../../src/sandbox/target/store.ts';
import { openTargetStore } from '../../../src/sandbox/target/store.ts';
import { contoso } from '../../../src/sandbox/tenants/contoso.ts';
import { fillSampleTenant } from '../../../src/sandbox/tenants/sampleTenant.ts';
import { complaintAbout } from './graphShapes.ts';
import { shapeOf } from './shapeOf.ts';

const graph = 'https://graph.microsoft.com';
const login = 'https://login.microsoftonline.com';

/** A tenant behind Graph and the login authority, a clock to turn, and Microsoft's own clients in front of it. */
export interface GraphTenant {
  readonly directory: Directory;
  readonly server: DirectoryServer;
  /** Where jobs write. */
  readonly team: PracticeTeam;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Microsoft's client with the sandbox's own token. */
  readonly client: Client;
  readonly clientWith: (token: string) => Client;
  /** A client with a token of a person who has consented to these scopes. */
  signedIn(scopes: readonly string[], directoryRoles?: readonly string[]): Promise<Client>;
  /** A client with a token of an app that has these permissions. */
  appWith(...permissions: readonly string[]): Promise<Client>;
  /** Microsoft's authentication library for an app registration. */
  confidentialClient(auth: Omit<Configuration['auth'], 'authority'>): ConfidentialClientApplication;
  /** A request to the control endpoint; the JSON of its response, null when there is none. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly advance: (milliseconds: number) => void;
}

/** Starts one that ends with the test. */
export async function startGraphTenant(
  test: TestContext,
  options: { readonly fill?: (directory: Directory) => void; readonly withService?: boolean } = {},
): Promise<GraphTenant> {
  let time = Date.parse('2026-01-05T08:00:00Z');
  const token = `token${randomBytes(8).toString('hex')}`;
  const directory = new Directory(contoso, null, () => new Date(time));
  (options.fill ?? fillSampleTenant)(directory);
  const team = await startTeam(test, () => new Date(time));
  const service = options.withService === true ? startService(test, directory) : {};
  const practiceTarget = (): PracticeTarget => team.practice;
  const server = createDirectoryServer({
    directory,
    token,
    sealingKey: 'a key of the tests',
    practiceTarget,
    ...service,
  });
  const { origin } = new URL((await server.listen()).baseAddress);
  test.after(() => server.close());
  const control: GraphTenant['control'] = async (method, path, body) => {
    const response = await fetch(`${origin}/_sandbox${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  const clientWith = (accessToken: string): Client => openClient(origin, accessToken);
  const tokenFor = async (grant: object): Promise<string> =>
    ((await control('POST', '/tokens', grant)) as { accessToken: string }).accessToken;
  return {
    ...{ directory, server, origin, control, clientWith, team },
    client: clientWith(token),
    signedIn: async (scopes, directoryRoles = ['Application Administrator']) =>
      clientWith(await tokenFor({ scopes, directoryRoles })),
    appWith: async (...permissions) => clientWith(await tokenFor({ permissions })),
    confidentialClient: (auth) =>
      new ConfidentialClientApplication({
        auth: { ...auth, authority: `${login}/${contoso.tenantId}` },
        system: { networkClient: networkTo(origin) },
      }),
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}

/** A practice team behind SCIM. */
export interface PracticeTeam {
  readonly store: TargetStore;
  readonly server: TargetServer;
  readonly practice: PracticeTarget;
}

async function startTeam(test: TestContext, now: () => Date): Promise<PracticeTeam> {
  const store = openTargetStore(null);
  const token = `team${randomBytes(8).toString('hex')}`;
  const server = createTargetServer({ token, store, now });
  const { baseAddress } = await server.listen();
  test.after(() => server.close());
  return { store, server, practice: { baseAddress, token } };
}

/** A provisioning service on this product's engine. */
function startService(test: TestContext, directory: Directory): { readonly service: ServiceHost } {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'graph-service-'));
  const { host, close } = hostService(directory, openJobSession, stateDirectory);
  test.after(async () => {
    await close();
    rmSync(stateDirectory, { recursive: true, force: true });
  });
  return { service: host };
}

/** The client as Microsoft builds it, but for the last middleware, which leads to the sandbox. */
function openClient(origin: string, token: string): Client {
  const authentication = new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) });
  const retries = new RetryHandler(new RetryHandlerOptions(0, 0));
  authentication.setNext(retries);
  retries.setNext(checkingHandler(origin));
  return Client.initWithMiddleware({ middleware: authentication });
}

/** Sends to the sandbox, and holds what comes back against the types of Graph. */
function checkingHandler(origin: string): Middleware {
  return {
    async execute(context: Context) {
      // Declared for browsers, whose types are not here.
      const request = context.request as string | Request;
      const address = typeof request === 'string' ? request : request.url;
      assert.ok(address.startsWith(`${graph}/`), `${address} is not Graph's.`);
      const response = await fetch(origin + address.slice(graph.length), context.options);
      for (const name of ['request-id', 'client-request-id']) assert.ok(response.headers.has(name), `no ${name}`);
      // Addresses in a response are Graph's own: the client sends its token nowhere else.
      const text = (await response.text()).replaceAll(origin, graph);
      const type = response.headers.get('content-type') ?? '';
      if (type.startsWith('application/json')) check(context, address, response.status, JSON.parse(text));
      const { status, headers } = response;
      context.response = new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
    },
  };
}

function check(context: Context, address: string, status: number, body: unknown): void {
  if (status >= 400) {
    const { error } = body as { error: { code: unknown; message: unknown; innerError: Record<string, unknown> } };
    assert.ok(typeof error.code === 'string' && typeof error.message === 'string', JSON.stringify(body));
    assert.deepEqual(Object.keys(error.innerError), ['date', 'request-id', 'client-request-id']);
    return;
  }
  const shape = shapeOf(context.options?.method ?? 'GET', new URL(address).pathname);
  if (shape === null) return;
  const { value } = body as { value?: unknown };
  const items = shape.isList ? (value as readonly unknown[]) : [body];
  for (const item of items) assert.equal(complaintAbout(shape.name, item), null);
}

/** The library's way to the network, which leads to the sandbox. */
function networkTo(origin: string): INetworkModule {
  const send = async <T>(
    method: string,
    address: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> => {
    assert.ok(address.startsWith(`${login}/`), `${address} is not the authority's.`);
    const { headers = {}, body } = options;
    const response = await fetch(origin + address.slice(login.length), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = (await response.text()).replaceAll(origin, login);
    return { headers: Object.fromEntries(response.headers), body: JSON.parse(text) as T, status: response.status };
  };
  return {
    sendGetRequestAsync: (address, options) => send('GET', address, options),
    sendPostRequestAsync: (address, options) => send('POST', address, options),
  };
}

/** How Microsoft's client tells of a refusal. */
export async function refused(
  call: Promise<unknown>,
): Promise<{ readonly status: number; readonly code: string; readonly message: string; readonly headers: Headers }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { statusCode, code, message, headers } = error;
    return {
      status: statusCode,
      code: code ?? '',
      message,
      headers: new Headers(headers),
    };
  }
  throw new Error('The call was not refused.');
}
