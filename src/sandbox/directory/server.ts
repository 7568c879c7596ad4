import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { respondToChallenge } from '../challenge.ts';
import { befall, passed } from '../faultEffect.ts';
import type { WireAnswer } from '../faultEffect.ts';
import { createFaults } from '../faults.ts';
import type { FaultControl, FaultRule } from '../faults.ts';
import { closeServer, createLoopbackServer, listenOnLoopback } from '../loopback.ts';
import { parseRequestJson } from '../requestJson.ts';
import { createAccessTokens } from './access/accessTokens.ts';
import { answerAuthority, authorityRefusal } from './access/authority.ts';
import { everything } from './access/caller.ts';
import type { SignInError } from './access/signInError.ts';
import { answerControl } from './control.ts';
import type { ControlContext } from './control.ts';
import { createDeltaTokens } from './deltaTokens.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import type { Directory, SentMail } from './directory.ts';
import type { AnswerIds } from './failures.ts';
import { failureAnswer, refusalOf } from './failures.ts';
import { badRequest, GraphError } from './graphError.ts';
import { createLag } from './lag.ts';
import { createLimits } from './limits.ts';
import type { GraphAnswer, GraphService, IncomingRequest, TenantConditions } from './router.ts';
import { dispatch } from './routes/dispatch.ts';
import { createProvisioning } from './synchronization/provisioning.ts';
import type { PracticeTarget, ServiceHost } from './synchronization/servicePort.ts';
import { createTokenSealer } from './tokens.ts';

export interface DirectoryServerOptions {
  readonly directory: Directory;
  /** A bearer token that may do everything and doesn't expire. */
  readonly token: string;
  /** The key of page and delta tokens: those of an earlier server with the same key stay valid. */
  readonly sealingKey: string;
  /** What runs the cycles of synchronization jobs; nothing does without it. */
  readonly service?: ServiceHost;
  /** Where jobs write whose secrets name no other address. */
  readonly practiceTarget?: () => PracticeTarget | null;
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
export function createDirectoryServer(options: DirectoryServerOptions): DirectoryServer {
  const { directory, token, sealingKey, service: host = null, practiceTarget = () => null } = options;
  const provisioning = createProvisioning(directory, host, practiceTarget);
  const faults = createFaults();
  const tokens = createTokenSealer(sealingKey);
  const deltaTokens = createDeltaTokens(directory, tokens);
  const counts: Record<string, number> = {};
  const requestCounts = (): Readonly<Record<string, number>> => ({ ...counts });
  const lag = createLag();
  const tenant: TenantConditions = { premium: true };
  const accessTokens = createAccessTokens({
    ownToken: token,
    key: sealingKey,
    tenantId: directory.tenantId,
    now: () => directory.now(),
  });
  let signInRefusal: SignInError | null = null;
  const access = {
    directory,
    tokens: accessTokens,
    refuseSignIn: (refusal: SignInError | null) => {
      signInRefusal = refusal;
    },
  };
  const sentMail = (): readonly SentMail[] => directory.sentMail;
  const limits = createLimits(() => directory.now());
  const shared = { faults, lag, limits, tenant, deltaTokens };
  const control: ControlContext = {
    ...{ ...shared, access, requestCounts, sentMail },
    provisioning: { directory, provisioning },
  };
  let service: GraphService = { ...shared, directory, tokens, provisioning, baseAddress: basePath };

  /** Lets the request take effect, durably, before it is answered. */
  const perform = async (message: IncomingMessage, ids: AnswerIds): Promise<GraphAnswer> => {
    try {
      const text = await readBody(message);
      const url = new URL(message.url ?? '/', service.baseAddress);
      if (isOfAuthority(url.pathname)) {
        const authority = { directory, tokens: accessTokens, refusal: signInRefusal, origin: url.origin };
        return answerAuthority(authority, { method: message.method ?? 'GET', path: url.pathname, body: text }, ids);
      }
      const caller = accessTokens.read(message.headers.authorization);
      const incoming = { ...readRequest(message, text, url), caller };
      if (url.pathname.startsWith(controlPath)) {
        if (caller !== everything) throw notForControl();
        return await answerControl(control, incoming.method, url.pathname.slice(controlPath.length), incoming.body);
      }
      if (incoming.method === 'GET') return await dispatch(service, incoming);
      return await directory.transaction(() => dispatch(service, incoming));
    } catch (error) {
      return failureAnswer(error, ids);
    }
  };
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
    const answer = async (): Promise<WireAnswer> => serialize(await perform(message, ids));
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
    deltaTokens,
    requestCounts,
    async listen(port) {
      const actualPort = await listenOnLoopback(server, port);
      service = { ...service, baseAddress: `http://127.0.0.1:${actualPort}${basePath}` };
      return { baseAddress: service.baseAddress, port: actualPort };
    },
    async close() {
      await provisioning.close();
      await closeServer(server);
    },
  };
}

/** Whether a path is one of the login authority, which is on the same port. */
function isOfAuthority(path: string): boolean {
  return /^\/[^/]+\/(oauth2\/v2\.0|v2\.0\/\.well-known)\//.test(path);
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

async function readBody(message: IncomingMessage): Promise<string> {
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
  return Buffer.concat(chunks).toString();
}

function readRequest(message: IncomingMessage, body: string, url: URL): Omit<IncomingRequest, 'caller'> {
  return {
    method: message.method ?? 'GET',
    url,
    header: (name) => headerOf(message, name),
    body: body === '' ? null : parseBody(body),
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

function notForControl(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'The control endpoint takes the sandbox’s own token only.');
}
