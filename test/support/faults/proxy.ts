import { once } from 'node:events';
import { Agent, createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Owner } from './owner.ts';
import type { RuledRequest } from './ruleBook.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** UTF-8 when left out. */
  readonly encoding?: BufferEncoding;
}

/** A request on its way through a proxy. */
export interface PassingRequest extends RuledRequest {
  readonly headers: IncomingMessage['headers'];
  /** Lets a request (this one, or another in its place) take effect at the service behind. */
  send(instead?: Partial<RuledRequest>): Promise<WireAnswer>;
}

/** What the client gets: an answer, a connection that is cut, or nothing at all. */
export type Outcome = WireAnswer | 'cut' | 'nothing';

export interface ProxyOptions {
  /** The origin of the service behind: `http://127.0.0.1:8080`. */
  readonly upstream: string;
  /** What every path of the service begins with: `/scim/v2`. */
  readonly basePath: string;
  readonly handle: (request: PassingRequest) => Promise<Outcome>;
}

export interface Proxy {
  /** Where it listens. */
  readonly origin: string;
  /** Resolves when no request is under way any more, whether or not its client still waits. */
  idle(): Promise<void>;
}

/** Headers that belong to one connection, or that follow from the body. */
const ownHeaders = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'date']);

/**
 * Stands in front of a service on loopback until its owner ends. Addresses of the service in answers become the proxy's
 * own, so that links lead through it as well.
 */
export async function startProxy(owner: Owner, { upstream, basePath, handle }: ProxyOptions): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let origin = '';
  let underWay = 0;
  const waiting: (() => void)[] = [];

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const passing: PassingRequest = {
      method: request.method ?? 'GET',
      path: (request.url ?? '/').slice(basePath.length),
      body,
      headers: request.headers,
      async send(instead) {
        const { method, path, body: text } = { ...passing, ...instead };
        const answer = await forward(agent, upstream, basePath + path, method, request.headers, text);
        return rewrite(answer, upstream, origin);
      },
    };
    const outcome = await handle(passing);
    if (outcome === 'cut') request.socket.destroy();
    else if (outcome !== 'nothing') {
      const bytes = Buffer.from(outcome.text, outcome.encoding);
      const length = outcome.status === 204 ? {} : { 'content-length': String(bytes.length) };
      response.writeHead(outcome.status, { ...outcome.headers, ...length }).end(bytes);
    }
  };

  const server = createServer({ keepAliveTimeout: 120_000, maxHeaderSize: 65_536 }, (request, response) => {
    underWay += 1;
    pass(request, response)
      // A client that has gone (timed out, killed) reads no answer.
      .catch(() => response.destroy())
      .finally(() => {
        underWay -= 1;
        if (underWay === 0) for (const resolve of waiting.splice(0)) resolve();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  owner.after(() => {
    server.close();
    server.closeAllConnections();
    agent.destroy();
  });
  return {
    origin,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function forward(
  agent: Agent,
  origin: string,
  path: string,
  method: string,
  headers: IncomingMessage['headers'],
  body: string,
): Promise<WireAnswer> {
  const kept = Object.entries(headers).filter(([name]) => !ownHeaders.has(name));
  const request = sendRequest(origin + path, {
    agent,
    method,
    headers: { ...Object.fromEntries(kept), 'content-length': Buffer.byteLength(body) },
  });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const text = await readBody(answer);
  return { status: answer.statusCode ?? 500, headers: plain(answer.headers), text };
}

function plain(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownHeaders.has(name) ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function rewrite(answer: WireAnswer, from: string, to: string): WireAnswer {
  const { location } = answer.headers;
  return {
    ...answer,
    headers: location === undefined ? answer.headers : { ...answer.headers, location: location.replace(from, to) },
    text: answer.text.replaceAll(from, to),
  };
}
