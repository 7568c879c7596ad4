import { createServer, type IncomingMessage } from 'node:http';
import type { TestContext } from 'node:test';
import { listenUntilEnd } from '../../integration/loopbackServer.ts';
import type { GraphTenant } from './graphTenant.ts';

/** What to do with a request: refuse it before Graph sees it, or pass it on and lose the response. */
export interface Refusal {
  readonly status: number;
  readonly when: 'before' | 'after';
}

/** A Graph in front of a tenant's that looks at the jobs at every write. */
export interface WatchedGraph {
  /** With the version segment. */
  readonly baseAddress: string;
  /** Writes as `POST …/start`, in their order. */
  readonly writes: string[];
  /** Moments at which more than one job was on; a migration has none. */
  readonly bothOn: string[];
  refuse: (method: string, path: string) => Refusal | null;
  /** Called before each request is passed on. */
  before: (method: string, path: string) => void;
}

/** Starts one that ends with the test. */
export async function startWatchedGraph(test: TestContext, tenant: GraphTenant): Promise<WatchedGraph> {
  const watched = {
    writes: [] as string[],
    bothOn: [] as string[],
    refuse: ((): null => null) as WatchedGraph['refuse'],
    before: ((): void => undefined) as WatchedGraph['before'],
  };
  const look = (moment: string): void => {
    const on = tenant.directory.records.list('synchronizationJob').filter(({ state }) => state === 'Active');
    if (on.length > 1) watched.bothOn.push(moment);
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, text }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
      response.end(text);
    });
  });
  const answer = async (request: IncomingMessage): Promise<{ readonly status: number; readonly text: string }> => {
    const { method = 'GET', url = '' } = request;
    const path = decodeURIComponent(url);
    const body = await bodyOf(request);
    const refusal = watched.refuse(method, path);
    const said = { status: refusal?.status ?? 0, text: JSON.stringify({ error: { code: 'Test', message: 'No.' } }) };
    if (refusal?.when === 'before') return said;
    watched.before(method, path);
    if (method !== 'GET') watched.writes.push(`${method} ${path.split('/').at(-1) ?? ''}`);
    const real = await fetch(tenant.origin + url, {
      method,
      headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    });
    const text = (await real.text()).replaceAll(tenant.origin, `http://${request.headers.host ?? ''}`);
    look(`${method} ${path}`);
    return refusal === null ? { status: real.status, text } : said;
  };
  const origin = await listenUntilEnd(test, server);
  return Object.assign(watched, { baseAddress: `${origin}/v1.0` });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
