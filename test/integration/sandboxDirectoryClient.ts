import type { TestContext } from 'node:test';
import type { Headers } from 'undici';
import { Agent, fetch } from 'undici';
import { Directory } from '../../src/sandbox/directory/directory.ts';
import type { DirectoryServer } from '../../src/sandbox/directory/server.ts';
import { createDirectoryServer } from '../../src/sandbox/directory/server.ts';
import { contoso } from '../../src/sandbox/tenants/contoso.ts';
import { fillSampleTenant } from '../../src/sandbox/tenants/sampleTenant.ts';

/** A JSON object as it came over the wire. */
export type Body = Record<string, unknown>;

/** An answer of the directory server. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A client of a directory server: paths are below the base address, whole links are taken as they are. */
export interface GraphClient {
  readonly baseAddress: string;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** All items of a list, following every nextLink. */
  list(path: string, headers?: Record<string, string>): Promise<readonly Body[]>;
  /** All items of a delta query, and the deltaLink at its end. */
  delta(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ readonly items: readonly Body[]; readonly deltaLink: string; readonly pages: number }>;
}

export const token = 'token-of-the-tests';

/** A connection for each request: none is left over from a server that had the port before. */
const dispatcher = new Agent({ pipelining: 0 });

/** A directory server over the sample tenant, closed when the test ends. */
export async function startDirectory(
  test: TestContext,
  options: { fill?: (directory: Directory) => void; now?: () => Date } = {},
): Promise<{ readonly client: GraphClient; readonly directory: Directory; readonly server: DirectoryServer }> {
  const directory = new Directory(contoso, null, options.now ?? (() => new Date()));
  (options.fill ?? fillSampleTenant)(directory);
  const server = createDirectoryServer({ directory, token, sealingKey: 'a key of the tests' });
  const { baseAddress } = await server.listen();
  test.after(() => server.close());
  return { client: createClient(baseAddress, token), directory, server };
}

export function createClient(baseAddress: string, bearer: string): GraphClient {
  const client: GraphClient = {
    baseAddress,
    async request(method, path, body, headers = {}) {
      const response = await fetch(path.startsWith('http') ? path : `${baseAddress}${path}`, {
        method,
        dispatcher,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as Body) : { text },
      };
    },
    get: (path, headers) => client.request('GET', path, undefined, headers),
    async list(path, headers) {
      const items: Body[] = [];
      for (let next: unknown = path; typeof next === 'string';) {
        const { body } = await client.get(next, headers);
        items.push(...itemsOf(body));
        next = body['@odata.nextLink'];
      }
      return items;
    },
    async delta(path, headers) {
      const items: Body[] = [];
      let pages = 0;
      for (let next = path; ;) {
        const { body } = await client.get(next, headers);
        pages += 1;
        items.push(...itemsOf(body));
        if (typeof body['@odata.deltaLink'] === 'string') return { items, deltaLink: body['@odata.deltaLink'], pages };
        next = String(body['@odata.nextLink']);
      }
    },
  };
  return client;
}

/** The `value` of a list answer; throws with the whole answer when it is none. */
export function itemsOf(body: Body): readonly Body[] {
  if (!Array.isArray(body['value'])) throw new Error(`Not a list: ${JSON.stringify(body)}`);
  return body['value'] as Body[];
}

/** The code and message of an error answer. */
export function errorOf({ body }: Answer): {
  readonly code: string;
  readonly message: string;
  readonly innerError: Body;
} {
  return body['error'] as { code: string; message: string; innerError: Body };
}
