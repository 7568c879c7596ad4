import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Write } from './credentialForms.ts';

/** What a server in front of another one does wrong on the wire. Each may be changed while it runs. */
export interface Switches {
  /** The requests that it happens to, by `METHOD path`; all by default. */
  on: RegExp;
  /** Responses come in pieces of so many bytes, one now and one every so many milliseconds. */
  drip: { readonly bytes: number; readonly everyMs: number; readonly headersToo?: boolean } | null;
  /** What has no end: pages without anything, pages of new users, a body, responses before the response (1xx). */
  endless: 'emptyPages' | 'newPages' | 'body' | 'interim' | null;
  /** Repeats the bearer token of the request. */
  echo: Echo | null;
  /** Responds with this instead. */
  instead: ((path: string) => Wire | null) | null;
}

export interface Echo {
  readonly write: Write;
  readonly place: EchoPlace;
}

/** Where a token is repeated. */
export type EchoPlace =
  'error' | 'page' | 'value' | 'id' | 'link' | 'location' | 'header' | 'headerName' | 'contentType';

export interface Wire {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface UnrulyServer {
  readonly origin: string;
  readonly switches: Switches;
  /** How many requests have come. */
  readonly requests: () => number;
}

/** Starts a server that passes everything on to `upstream`, until the test ends. */
export async function startUnrulyServer(
  test: TestContext,
  upstream: string | null,
  switches: Partial<Switches> = {},
): Promise<UnrulyServer> {
  const current: Switches = { on: /^/, drip: null, endless: null, echo: null, instead: null, ...switches };
  let count = 0;
  let origin = '';
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    count++;
    const path = request.url ?? '/';
    const touched = current.on.test(`${request.method ?? ''} ${path}`);
    const body = await buffer(request);
    const instead = touched ? (endlessPage(current, origin + path, count) ?? current.instead?.(path) ?? null) : null;
    const wire =
      instead ?? (upstream === null ? { status: 404, body: '{}' } : await pass(request, body, upstream, origin));
    if (!touched) {
      await send(response, wire, null);
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (current.endless === 'interim') sendInterim(response);
    else if (current.endless === 'body') sendForEver(response);
    else await send(response, current.echo === null ? wire : echoed(wire, current.echo, token), current.drip);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin, switches: current, requests: () => count };
}

async function pass(request: IncomingMessage, body: Buffer, upstream: string, origin: string): Promise<Wire> {
  const headers = { ...request.headers };
  delete headers.host;
  delete headers['content-length'];
  const passed = sendRequest(upstream + (request.url ?? '/'), { method: request.method, headers, agent: false });
  passed.end(body);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  const text = (await buffer(answer)).toString().replaceAll(upstream, origin);
  const kept = ['content-type', 'location', 'etag', 'retry-after'].flatMap((name) => {
    const value = answer.headers[name];
    return typeof value === 'string' ? [[name, value.replaceAll(upstream, origin)]] : [];
  });
  return { status: answer.statusCode ?? 500, headers: Object.fromEntries(kept) as Record<string, string>, body: text };
}

/** Sends a response, whole or in pieces. Whoever waits for it no longer ends it. */
async function send(
  response: ServerResponse,
  { status = 200, headers = {}, body }: Wire,
  drip: Switches['drip'],
): Promise<void> {
  const data = Buffer.from(body);
  if (drip === null) {
    response.writeHead(status, headers).end(status === 204 ? undefined : data);
    return;
  }
  const socket = response.socket;
  const head = `HTTP/1.1 ${status} X\r\n${Object.entries({ ...headers, 'content-length': data.length })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
  if (drip.headersToo !== true) socket?.write(head);
  const rest = drip.headersToo === true ? Buffer.concat([Buffer.from(head), data]) : data;
  for (let at = 0; at < rest.length && socket !== null && !socket.destroyed; at += drip.bytes) {
    socket.write(rest.subarray(at, at + drip.bytes));
    await new Promise((resolve) => setTimeout(resolve, drip.everyMs).unref());
  }
}

function sendInterim({ socket }: ServerResponse): void {
  const timer = setInterval(() => socket?.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), 5);
  socket?.once('close', () => {
    clearInterval(timer);
  });
}

/** As fast as it is read. */
function sendForEver(response: ServerResponse): void {
  const piece = Buffer.alloc(1_000_000, ' ');
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && response.write(piece)) continue;
  };
  response.on('drain', more);
  more();
}

/** A page of a Graph list, and one of a SCIM list, that say that there are others. */
function endlessPage({ endless }: Switches, address: string, number: number): Wire | null {
  if (endless !== 'emptyPages' && endless !== 'newPages') return null;
  const user = { id: `user-${number}`, displayName: `User ${number}`, userName: `user-${number}` };
  const objects = endless === 'newPages' ? [user] : [];
  const body = JSON.stringify({
    value: objects,
    '@odata.nextLink': `${address.replace(/\?.*/, '')}?$skiptoken=${number}`,
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 1_000_000_000,
    Resources: objects,
  });
  return { headers: { 'content-type': 'application/json' }, body };
}

function echoed(wire: Wire, { write, place }: Echo, token: string): Wire {
  const text = write(token);
  const json = { 'content-type': 'application/json' };
  switch (place) {
    case 'error':
      return {
        status: 400,
        headers: json,
        body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"No: ${text}","error":{"code":"x","message":"No: ${text}"}}`,
      };
    case 'page':
      return { headers: { 'content-type': 'text/html' }, body: `<html>${text}</html>` };
    case 'value':
      return { ...wire, body: withMember(wire, 'displayName', text) };
    case 'id':
      return { ...wire, body: withMember(wire, 'id', text) };
    case 'link':
      return { ...wire, body: withMember(wire, '@odata.nextLink', `http://127.0.0.1/${text}`, true) };
    case 'location':
      return { status: 302, headers: { location: `https://example.com/?from=${oneLine(text)}` }, body: '' };
    case 'header':
      return {
        ...wire,
        status: 500,
        headers: { ...wire.headers, 'request-id': oneLine(text), 'x-echo': oneLine(text) },
      };
    case 'headerName':
      return { ...wire, status: 500, headers: { ...wire.headers, [text.replace(/[^\w.-]/g, '')]: 'yes' } };
    case 'contentType':
      return { headers: { 'content-type': `text/plain; token=${oneLine(text)}` }, body: 'no JSON' };
  }
}

/** What a header value can carry of a text. */
function oneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '');
}

/** A JSON text with another value in every member of a name, written as it is; `added` to the outermost object where there is none. */
function withMember({ body }: Wire, name: string, value: string, added = false): string {
  const text = String(body);
  if (added) return text.replace(/^\{/, () => `{"${name}":"${value}",`);
  return text.replace(new RegExp(`"${name}":"(?:[^"\\\\]|\\\\.)*"`, 'g'), () => `"${name}":"${value}"`);
}
