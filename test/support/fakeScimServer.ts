import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Clock } from '../../src/directories/http/throttle.ts';
import { openScimDirectory, type ScimDirectoryOptions } from '../../src/directories/scim/scimDirectory.ts';
import type { TargetDirectory } from '../../src/directories/targetDirectory.ts';

/** A small SCIM server in memory that behaves well, but for what its behaviour says. */

export type Json = Record<string, unknown>;

export interface FakeRequest {
  readonly method: string;
  /** Below the base address, decoded: `/Users?filter=userName eq "x"`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Null when there is none. */
  readonly body: Json | null;
}

/** `cut` closes the connection without a response, `hang` leaves it open. */
export type FakeResponse =
  | 'cut'
  | 'hang'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Json | string | null;
    };

export type FullResponse = Exclude<FakeResponse, string>;

export interface Behaviour {
  /** Responds in the server's place; null lets the request through. */
  instead?: (request: FakeRequest) => FakeResponse | null;
  /** Changes the response to what was carried out. */
  bend?: (response: FullResponse, request: FakeRequest) => FakeResponse;
  /** Whether a group's members are told: always, when they are asked for by name, or never. */
  tellsMembers?: 'always' | 'asked' | 'never';
  /** The status that a PATCH is refused with as a method. */
  refusesPatch?: 404 | 405 | 501;
  /** Members that a PATCH or PUT may not add, and the status that they are refused with. */
  refusesMembers?: { readonly ids: readonly string[]; readonly status: number };
  /** Most values in one PATCH, and how more are refused. */
  mostValues?: { readonly count: number; readonly status: number; readonly detail: string };
  /** Gives ETags and minds If-Match; `demanded` refuses a change without it (428). */
  etags?: 'given' | 'demanded';
}

export interface FakeScimServer {
  readonly baseAddress: string;
  readonly token: string;
  readonly directory: TargetDirectory;
  /** May be changed while the server runs. */
  readonly behaviour: Behaviour;
  readonly users: Map<string, Json>;
  readonly groups: Map<string, Json>;
  readonly requests: FakeRequest[];
  /** Methods and paths of the requests since the last call. */
  asked(): string[];
  /** Puts a group with these members into the server. */
  addGroup(id: string, members: readonly string[]): void;
  membersOf(id: string): string[];
}

export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

export const refusal = (status: number, detail = 'No.', scimType?: string): FullResponse => ({
  status,
  body: { schemas: [errorSchema], status: String(status), detail, ...(scimType === undefined ? {} : { scimType }) },
});

export const webPage = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' } as const;

/** Starts a server and opens a directory on it; both end with the test. Pauses between attempts take no time. */
export async function startFakeScim(
  test: TestContext,
  behaviour: Behaviour = {},
  options: Partial<ScimDirectoryOptions> = {},
): Promise<FakeScimServer> {
  const users = new Map<string, Json>();
  const groups = new Map<string, Json>();
  const requests: FakeRequest[] = [];
  const store = { users, groups };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await read(incoming);
      requests.push(request);
      const own = behaviour.instead?.(request) ?? respond(store, behaviour, request);
      const response = typeof own === 'string' ? own : (behaviour.bend?.(own, request) ?? own);
      if (response === 'cut') incoming.socket.destroy();
      if (typeof response === 'string') return;
      const { status, headers, body = null } = response;
      outgoing.writeHead(status, { ...(body === null ? {} : { 'content-type': 'application/scim+json' }), ...headers });
      outgoing.end(body === null || typeof body === 'string' ? (body ?? '') : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseAddress = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
  const token = 'secret';
  const directory = openScimDirectory({
    baseAddress,
    token,
    dialect: 'rfc7644',
    clock: noPauses(),
    ...options,
  });
  test.after(async () => {
    server.close();
    server.closeAllConnections();
    await directory.close();
  });
  let told = 0;
  return {
    baseAddress,
    token,
    directory,
    behaviour,
    users,
    groups,
    requests,
    asked() {
      const since = requests.slice(told).map(({ method, path }) => `${method} ${path}`);
      told = requests.length;
      return since;
    },
    addGroup(id, members) {
      groups.set(id, { id, displayName: 'Readers', members: members.map((value) => ({ value })) });
    },
    membersOf: (id) => membersIn(groups.get(id)),
  };
}

interface Store {
  readonly users: Map<string, Json>;
  readonly groups: Map<string, Json>;
}

function respond(store: Store, behaviour: Behaviour, request: FakeRequest): FullResponse {
  const { pathname, searchParams } = new URL(`http://fake${encodeURI(request.path)}`);
  if (pathname === '/ServiceProviderConfig') return { status: 200, body: { patch: { supported: true } } };
  const [, kind = '', id] = pathname.split('/');
  const resources = kind === 'Users' ? store.users : store.groups;
  const show = (resource: Json): Json => project(resource, searchParams, behaviour);
  if (id === undefined) {
    return request.method === 'POST' ? create(resources, kind, request) : list(resources, searchParams, show);
  }
  const resource = resources.get(decodeURIComponent(id));
  if (request.method === 'PATCH' && behaviour.refusesPatch !== undefined) return refusal(behaviour.refusesPatch);
  if (resource === undefined) return refusal(404, `There is no ${id}.`);
  const etag = `W/"${Number(resource['version'] ?? 0)}"`;
  const headers: Record<string, string> = behaviour.etags === undefined ? {} : { etag };
  if (request.method === 'GET') return { status: 200, headers, body: show(resource) };
  const condition = request.headers['if-match'];
  if (behaviour.etags === 'demanded' && condition === undefined) return refusal(428);
  if (behaviour.etags !== undefined && condition !== undefined && condition !== etag) return refusal(412);
  if (request.method === 'DELETE') {
    resources.delete(id);
    return { status: 204 };
  }
  return change(resources, resource, behaviour, request);
}

function create(resources: Map<string, Json>, kind: string, { body }: FakeRequest): FullResponse {
  const id = String(resources.size + 1);
  const resource: Json = { ...body, id };
  resources.set(id, resource);
  return { status: 201, headers: { location: `http://fake/scim/v2/${kind}/${id}` }, body: resource };
}

function list(resources: Map<string, Json>, search: URLSearchParams, show: (resource: Json) => Json): FullResponse {
  const [, attribute = '', value = ''] = /^(\S+) eq "(.*)"$/.exec(search.get('filter') ?? '') ?? [];
  const all = [...resources.values()].filter((resource) => attribute === '' || resource[attribute] === value);
  const start = Number(search.get('startIndex') ?? 1) - 1;
  const page = all.slice(start, start + Number(search.get('count') ?? 100)).map(show);
  return { status: 200, body: { schemas: [listSchema], totalResults: all.length, Resources: page } };
}

function change(
  resources: Map<string, Json>,
  resource: Json,
  behaviour: Behaviour,
  request: FakeRequest,
): FullResponse {
  const before = membersIn(resource);
  const operations = (request.body?.['Operations'] ?? []) as readonly Operation[];
  const { mostValues } = behaviour;
  if (mostValues !== undefined && valuesIn(operations) > mostValues.count)
    return refusal(mostValues.status, mostValues.detail);
  const after = request.method === 'PUT' ? { ...request.body } : operations.reduce(applied, resource);
  if (after === 'noTarget') return refusal(400, 'No such value.', 'noTarget');
  const bad = membersIn(after).find(
    (id) => behaviour.refusesMembers?.ids.includes(id) === true && !before.includes(id),
  );
  if (bad !== undefined) return refusal(behaviour.refusesMembers?.status ?? 400, `${bad} cannot be a member.`);
  const id = String(resource['id']);
  resources.set(id, { ...after, id: resource['id'], version: Number(resource['version'] ?? 0) + 1 });
  return { status: 204 };
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

function valuesIn(operations: readonly Operation[]): number {
  return operations.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);
}

/** Applies one operation; a value that is to be removed and is not there makes it fail. */
function applied(resource: Json | 'noTarget', { op, path, value }: Operation): Json | 'noTarget' {
  if (resource === 'noTarget') return resource;
  const removed = /^(\w+)\[value eq "(.*)"\]$/.exec(path);
  if (removed !== null) {
    const members = membersIn(resource);
    if (!members.includes(removed[2] ?? '')) return 'noTarget';
    return { ...resource, members: members.filter((id) => id !== removed[2]).map((id) => ({ value: id })) };
  }
  if (op.toLowerCase() === 'remove')
    return Object.fromEntries(Object.entries(resource).filter(([name]) => name !== path));
  const held: readonly unknown[] = Array.isArray(resource[path]) ? resource[path] : [];
  const together = op.toLowerCase() === 'add' && Array.isArray(value) ? held.concat(value) : value;
  return { ...resource, [path]: together };
}

function membersIn(resource: Json | 'noTarget' | undefined): string[] {
  const members = resource === undefined || resource === 'noTarget' ? undefined : resource['members'];
  return Array.isArray(members) ? [...new Set(members.map((member: Json) => String(member['value'])))] : [];
}

function project(resource: Json, search: URLSearchParams, { tellsMembers = 'always' }: Behaviour): Json {
  const named = search.get('attributes')?.split(',');
  const hidden = new Set(search.get('excludedAttributes')?.split(',') ?? []);
  if (tellsMembers === 'never' || (tellsMembers === 'asked' && named === undefined)) hidden.add('members');
  hidden.add('version');
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([name]) => !hidden.has(name) && (named === undefined || name === 'id' || named.includes(name)),
    ),
  );
}

async function read(incoming: IncomingMessage): Promise<FakeRequest> {
  const sent = await text(incoming);
  return {
    method: incoming.method ?? '',
    path: decodeURIComponent((incoming.url ?? '').replace('/scim/v2', '')),
    headers: incoming.headers as Readonly<Record<string, string | undefined>>,
    body: sent === '' ? null : (JSON.parse(sent) as Json),
  };
}

/** Time passes as fast as it is waited for. */
function noPauses(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
