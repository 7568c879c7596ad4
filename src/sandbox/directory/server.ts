import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { respondToChallenge } from '../challenge.ts';
import { befall, passed } from '../faultEffect.ts';
import type { WireAnswer } from '../faultEffect.ts';
import type { FaultControl, FaultRule } from '../faults.ts';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import { authorityRefusal } from './access/authority.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { AnswerIds } from './failures.ts';
import { failureAnswer, refusalOf } from './failures.ts';
import { basePath, controlPath, isOfAuthority, openGraph } from './graph.ts';
import type { GraphOptions } from './graph.ts';
import { headerOf } from './incoming.ts';
import type { GraphAnswer } from './router.ts';

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

const jsonContentType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Makes a directory server; it does not listen yet. */
export function createDirectoryServer(options: GraphOptions): DirectoryServer {
  const { directory, token } = options;
  const counts: Record<string, number> = {};
  const requestCounts = (): Readonly<Record<string, number>> => ({ ...counts });
  const graph = openGraph(options, requestCounts);
  const { faults } = graph;
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (respondToChallenge(token, message, response)) return;
    const ids = answerIds(message, directory.now());
    response.setHeader('request-id', ids.requestId);
    response.setHeader('client-request-id', ids.clientRequestId);
    const [method, path] = [message.method ?? 'GET', message.url ?? '/'];
    const isControl = path.startsWith(controlPath);
    if (!isControl) counts[method] = (counts[method] ?? 0) + 1;
    const named = path.startsWith(basePath) ? path.slice(basePath.length) : path;
    if (!isControl) await passed(faults.delay(method, named));
    const rule = isControl ? undefined : faults.next(method, named);
    const answer = async (): Promise<WireAnswer> => serialize(await graph.respond(message, ids));
    if (rule === undefined) {
      const { status, headers, text } = await answer();
      response.writeHead(status, headers).end(text);
      return;
    }
    const refused = isOfAuthority(path) ? authorityRefusal(rule, ids) : graphRefusal(rule, ids);
    const refusal = refused === null ? null : serialize(refused);
    await befall(rule, { request: message, response, refusal, perform: answer });
  };
  const server = createLoopbackServer(handle);

  return {
    faults,
    deltaTokens: graph.deltaTokens,
    requestCounts,
    async listen(port) {
      const actualPort = await listenOnLoopback(server, port);
      const baseAddress = `http://127.0.0.1:${actualPort}${basePath}`;
      graph.moveTo(baseAddress);
      return { baseAddress, port: actualPort };
    },
    async close() {
      await graph.close();
      await closeServer(server);
    },
  };
}

function graphRefusal(rule: FaultRule, ids: AnswerIds): GraphAnswer | null {
  const error = refusalOf(rule, ids.at);
  return error === null ? null : failureAnswer(error, ids);
}

function answerIds(message: IncomingMessage, at: Date): AnswerIds {
  return { requestId: randomUUID(), clientRequestId: headerOf(message, 'client-request-id') ?? randomUUID(), at };
}

/** The answer as it goes over the wire. */
function serialize({ status, headers, body }: GraphAnswer): WireAnswer {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : jsonContentType;
  return {
    status,
    headers: {
      'Cache-Control': 'no-cache',
      'OData-Version': '4.0',
      ...(body === null ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }),
      ...headers,
    },
    text,
  };
}
