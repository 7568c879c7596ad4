import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { createTargetServer } from '../../src/sandbox/target/server.ts';
import type { TargetServer, TargetServerOptions } from '../../src/sandbox/target/server.ts';
import { openTargetStore } from '../../src/sandbox/target/store.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const STATUS = 'urn:ietf:params:scim:schemas:extension:dropboxSandbox:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A JSON object from the server; a missing member is undefined. */
export type Json = Record<string, unknown>;

/** An answer of the server under test. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** An empty object when there is no body. */
  readonly body: Json;
}

/** A target on a free port, and a client that holds its token. */
export interface Target {
  readonly server: TargetServer;
  readonly baseAddress: string;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Creates a user or group and answers its id. */
  create(path: '/Users' | '/Groups', body: Json): Promise<string>;
  patch(path: string, ...operations: readonly object[]): Promise<Answer>;
  /** A request to the control endpoint. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Starts a target that ends with the test file. */
export async function startTarget(options: Partial<TargetServerOptions> = {}): Promise<Target> {
  const token = randomBytes(16).toString('hex');
  const server = createTargetServer({ token, store: openTargetStore(null), ...options });
  after(() => server.close());
  const { baseAddress } = await server.listen();
  return targetAt(server, baseAddress, options.token ?? token);
}

function targetAt(server: TargetServer, baseAddress: string, token: string): Target {
  const send = async (address: string, method: string, body: unknown, headers = {}): Promise<Answer> => {
    const response = await fetch(address, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const json = text === '' || !isJson ? {} : (JSON.parse(text) as Json);
    return { status: response.status, headers: response.headers, body: json };
  };
  return {
    server,
    baseAddress,
    request: (method, path, body, headers) => send(baseAddress + path, method, body, headers),
    async create(path, body) {
      const { status, body: created } = await send(baseAddress + path, 'POST', body);
      if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(created)}`);
      return String(created['id']);
    },
    patch: (path, ...operations) => send(baseAddress + path, 'PATCH', { schemas: [PATCH], Operations: operations }),
    control: (method, path, body) => send(new URL(`/_sandbox${path}`, baseAddress).href, method, body),
  };
}

/** The body of a user that every profile accepts. */
export function userBody(userName: string, more: Json = {}): Json {
  return { schemas: [USER], userName, name: { givenName: 'Ada', familyName: 'Lovelace' }, ...more };
}

/** The body of a group. */
export function groupBody(displayName: string, memberIds: readonly string[] = []): Json {
  return { schemas: [GROUP], displayName, members: memberIds.map((value) => ({ value })) };
}

/** The resources of a list response. */
export function resources({ body }: Answer): Json[] {
  return body['Resources'] as Json[];
}

/** `?filter=` with the filter escaped. */
export function where(filter: string): string {
  return `?filter=${encodeURIComponent(filter)}`;
}
