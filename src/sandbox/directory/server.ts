import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import { parseRequestJson } from '../requestJson.ts';
import type { FaultControl, FaultRule } from '../target/faults.ts';
import { createFaults } from '../target/faults.ts';
import { answerControl } from './control.ts';
import type { ControlContext } from './control.ts';
import { createDeltaTokens } from './deltaTokens.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { Directory } from './directory.ts';
import type { AnswerIds } from './failures.ts';
import { failureAnswer, refusalOf } from './failures.ts';
import { badRequest, GraphError } from './graphError.ts';
import type { GraphAnswer, GraphService, IncomingRequest } from './router.ts';
import { dispatch } from './routes/dispatch.ts';
import { createTokenSealer } from './tokens.ts';

export interface DirectoryServerOptions {
  readonly directory: Directory;
  /** The bearer token that every request must carry. */
  readonly token: string;
  /** The key of page and delta tokens: those of an earlier server with the same key stay valid. */
  readonly sealingKey: string;
}

/** A Microsoft Graph v1.0 shaped server over a directory, on the loopback interface. */
export interface DirectoryServer {
  /** Listens on 127.0.0.1; without a port on any free one. */
  listen(port?: number): Promise<{ readonly baseAddress: string; readonly port: number }>;
  /** Ends every connection. */
  close(): Promise<void>;
  readonly faults: FaultControl;
  readonly deltaTokens: DeltaTokens;
  /** Requests to Graph since the start, by method; refused and faulty ones count too. */
  requestCounts(): Readonly<Record<string, number>>;
}

const basePath = '/v1.0';
const controlPath = '/_sandbox';
const jsonContentType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const largestBodyBytes = 4 * 1024 * 1024;

/** Makes a directory server; it does not listen yet. */
export function createDirectoryServer({ directory, token, sealingKey }: DirectoryServerOptions): DirectoryServer {
  const faults = createFaults();
  const tokens = createTokenSealer(sealingKey);
  const deltaTokens = createDeltaTokens(directory, tokens);
  const counts: Record<string, number> = {};
  const requestCounts = (): Readonly<Record<string, number>> => ({ ...counts });
  const control: ControlContext = { faults, deltaTokens, requestCounts };
  const isAuthorized = tokenCheck(token);
  let service: GraphService = { directory, tokens, deltaTokens, faults, baseAddress: basePath };

  /** Lets the request take effect, durably, before it is answered. */
  const perform = async (message: IncomingMessage, ids: AnswerIds): Promise<GraphAnswer> => {
    try {
      const incoming = await readRequest(message, service.baseAddress);
      if (!isAuthorized(message.headers.authorization)) throw unauthorized(message.headers.authorization);
      const { pathname } = incoming.url;
      if (pathname.startsWith(controlPath)) {
        return answerControl(control, incoming.method, pathname.slice(controlPath.length), incoming.body);
      }
      if (incoming.method === 'GET') return dispatch(service, incoming);
      return directory.transaction(() => dispatch(service, incoming));
    } catch (error) {
      return failureAnswer(error, ids);
    }
  };
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const ids = answerIds(message, directory.now());
    response.setHeader('request-id', ids.requestId);
    response.setHeader('client-request-id', ids.clientRequestId);
    const [method, path] = [message.method ?? 'GET', message.url ?? '/'];
    const isControl = path.startsWith(controlPath);
    if (!isControl) counts[method] = (counts[method] ?? 0) + 1;
    const rule = isControl ? undefined : faults.next(method, path.slice(basePath.length));
    if (rule === undefined) send(response, await perform(message, ids));
    else await befall(rule, message, response, ids, () => perform(message, ids));
  };
  const server = createLoopbackServer(handle);

  return {
    faults,
    deltaTokens,
    requestCounts,
    async listen(port) {
      const actualPort = await listenOnLoopback(server, port);
      service = { ...service, baseAddress: `http://127.0.0.1:${actualPort}${basePath}` };
      return { baseAddress: service.baseAddress, port: actualPort };
    },
    close: () => closeServer(server),
  };
}

function answerIds(message: IncomingMessage, at: Date): AnswerIds {
  return { requestId: randomUUID(), clientRequestId: headerOf(message, 'client-request-id') ?? randomUUID(), at };
}

/** Lets a switched-on fault befall a request. */
async function befall(
  rule: FaultRule,
  message: IncomingMessage,
  response: ServerResponse,
  ids: AnswerIds,
  perform: () => Promise<GraphAnswer>,
): Promise<void> {
  const refusal = refusalOf(rule, ids.at);
  if (refusal !== null) {
    message.resume();
    send(response, failureAnswer(refusal, ids));
    return;
  }
  if (rule.kind === 'cutAfter' || rule.kind === 'invalidJson') {
    const { status, body } = await perform();
    const text = JSON.stringify(body);
    if (rule.kind === 'cutAfter') response.socket?.destroy();
    else
      response
        .writeHead(status === 204 ? 200 : status, { 'Content-Type': jsonContentType })
        .end(text.slice(0, Math.ceil(text.length / 2)));
    return;
  }
  message.resume();
  if (rule.kind === 'cutBefore') response.socket?.destroy();
  if (rule.kind === 'htmlPage') {
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      .end('<!DOCTYPE html><title>Sign in</title><p>Sign in to the network.');
  }
}

function send(response: ServerResponse, { status, headers, body }: GraphAnswer): void {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : jsonContentType;
  response
    .writeHead(status, {
      'Cache-Control': 'no-cache',
      'OData-Version': '4.0',
      ...(body === null ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }),
      ...headers,
    })
    .end(text);
}

async function readRequest(message: IncomingMessage, baseAddress: string): Promise<IncomingRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) {
      // The rest of the request is not read, so the connection is of no further use.
      throw new GraphError(413, 'RequestEntityTooLarge', 'The request body is larger than 4 MB.', {
        Connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  return {
    method: message.method ?? 'GET',
    url: new URL(message.url ?? '/', baseAddress),
    header: (name) => headerOf(message, name),
    body: size === 0 ? null : parseBody(Buffer.concat(chunks).toString()),
  };
}

function parseBody(text: string): unknown {
  try {
    return parseRequestJson(text);
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function headerOf(message: IncomingMessage, name: string): string | null {
  const value = message.headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** Compares digests, which have one length, so that the time taken says nothing about the token. */
function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (authorization) => {
    const [, sent] = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '') ?? [];
    return sent !== undefined && timingSafeEqual(digest(sent), expected);
  };
}

function unauthorized(authorization: string | undefined): GraphError {
  const reason = authorization === undefined ? 'Access token is empty.' : 'Access token validation failure.';
  return new GraphError(401, 'InvalidAuthenticationToken', reason, { 'WWW-Authenticate': 'Bearer realm=""' });
}
