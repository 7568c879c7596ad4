import type { IncomingHttpHeaders } from 'node:http';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import { afterAttempt, BearerFailure, type BearerSource, type RefusedToken, unlessAborted } from './bearer.ts';
import { openDispatcher, capacityForAnswers } from './dispatcher.ts';
import { quoteExchange } from './exchange.ts';
import { createExchangeWatch } from './exchangeWatch.ts';
import { errorCode, failureSentence, isTooLarge, mayBeSent } from './networkFailures.ts';
import { proxyPasswords } from './proxy.ts';
import { receive } from './receive.ts';
import { readText } from './readText.ts';
import { createGrowingRedactor } from './redaction/growingRedactor.ts';
import type { Redactor } from './redaction/redactor.ts';
import { readRetryAfter, responseTime } from './retryAfter.ts';
import { createThrottle, systemClock, type Clock } from './throttle.ts';
import { TextError } from '../../protocol/failure.ts';
import type { Text } from '../../protocol/text.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query on the client's origin, beginning with a slash. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether sending it twice does no harm; decides which failures are tried again. */
  readonly repeatable: boolean;
  /** True for a POST that changes nothing, as where all calls are POSTs; it isn't counted as a write. */
  readonly reads?: boolean;
  /** What of the request is a secret by itself, such as a password that is stored with the server: no quote shows it. */
  readonly secrets?: readonly string[];
  /** Hands a refusal (429, 503) on instead of waiting it out, where a person waits for what is wrong. */
  readonly impatient?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** True when the request was sent before, and the server may have acted on it then: no response came, or a gateway's. */
  readonly maybeActed: boolean;
  /** Quotes the exchange, for an error that needs it. */
  exchange(): HttpExchange;
}

export interface HttpClient {
  readonly origin: string;
  /** @throws HttpFailure when no answer came; the signal's reason when it was aborted. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** For what is made of a response, such as the host name of an address in it: what comes of that may show a credential. */
  readonly redactor: Redactor;
  counts(): { readonly all: number; readonly writes: number };
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** An address on the origin; only its origin is used. */
  readonly baseAddress: string;
  /** Sent as a bearer token to this origin and no other; null sends none. */
  readonly token: string | null;
  /** Where the token comes from instead, when it ends while the client is in use. */
  readonly bearer?: BearerSource;
  /** Whether a refusal says that the token has expired: then one is asked for anew, once for each request. */
  readonly isExpired?: (status: number, text: string) => boolean;
  /**
   * What such a refusal wants of the next token; null for nothing. One is asked for with it once for each request, also where the
   * one before had only expired.
   */
  readonly challengeIn?: (headers: HttpAnswer['headers']) => string | null;
  /** What else no response may repeat: client secrets, refresh tokens. */
  readonly secrets?: readonly string[];
  readonly contentType: string;
  readonly concurrency: number;
  readonly clock?: Clock;
  /** Milliseconds after which an exchange is given up: the server is silent, or it sends next to nothing. */
  readonly timeout?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The pause in milliseconds that the body of a refusal (429, 503) asks for, where no header does; null for none. */
  readonly pauseInBody?: (status: number, text: string) => number | null;
}

/** No answer came. */
export class HttpFailure extends TextError {
  readonly code: string;
  readonly exchange: HttpExchange;
  /** True when the server may have acted on the request, at this attempt or an earlier one. */
  readonly maybeSent: boolean;

  constructor(code: string, told: Text, exchange: HttpExchange, maybeSent: boolean, cause: unknown) {
    super(told, { cause });
    this.name = 'HttpFailure';
    this.code = code;
    this.exchange = exchange;
    this.maybeSent = maybeSent;
  }
}

/** A refused request (429, 503) is sent this often at least, and further while its pauses are short: nothing went wrong. */
const attempts = 5;
const patience = 10_000;
const defaultTimeout = 30_000;
/** What a pause counts for at least, so that a server that asks for none is not asked for ever. */
const shortestPause = 50;
/** A server that asks for a longer pause than this gets its answer handed on instead. */
const longestPause = 120_000;

/**
 * An HTTP client for one origin: keeps connections, holds to the server's limits, tries again what may be tried again,
 * never follows a redirect, and never sends its token anywhere else. What it gives holds no credential, in whatever form
 * the server has repeated it.
 */
export function openHttpClient(options: HttpClientOptions): HttpClient {
  const origin = new URL(options.baseAddress).origin;
  const clock = options.clock ?? systemClock;
  const dispatcher = openDispatcher(origin, options.concurrency);
  const throttle = createThrottle(options.concurrency, clock);
  const timeout = options.timeout ?? defaultTimeout;
  const watch = createExchangeWatch(timeout, capacityForAnswers);
  const redactor = createGrowingRedactor([options.token, ...(options.secrets ?? []), ...proxyPasswords(origin)]);
  const baseHeaders: Record<string, string> = {
    accept: [...new Set([options.contentType, 'application/json'])].join(', '),
    ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
    ...options.headers,
  };
  const headersWithBody = { ...baseHeaders, 'content-type': options.contentType };
  let all = 0;
  let writes = 0;

  const bearerFor = async (refused: RefusedToken | null, signal: AbortSignal): Promise<string | null> => {
    if (options.bearer === undefined) return null;
    const asked = options.bearer.token(refused?.token ?? null, refused?.challenge ?? null);
    const token = await unlessAborted(asked, signal);
    redactor.learn(token);
    return token;
  };

  /** The token that a response refuses, when another one is worth asking for; null otherwise. */
  const refusedBy = (answer: HttpAnswer, bearer: string | null, former: RefusedToken | null): RefusedToken | null => {
    if (bearer === null || options.isExpired?.(answer.status, answer.text) !== true) return null;
    const challenge = options.challengeIn?.(answer.headers) ?? null;
    const isNew = former === null || (former.challenge === null && challenge !== null);
    return isNew ? { token: bearer, challenge } : null;
  };

  const sendOnce = async (request: HttpRequest, bearer: string | null, signal: AbortSignal): Promise<HttpAnswer> => {
    const common = request.body === undefined ? baseHeaders : headersWithBody;
    const renewed = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
    const more = { ...renewed, ...request.headers };
    const headers = bearer === null && request.headers === undefined ? common : { ...common, ...more };
    all++;
    if (request.method !== 'GET' && request.reads !== true) writes++;
    const quoted = { method: request.method, url: origin + request.path, headers, body: request.body ?? null };
    const body = request.body ?? null;
    try {
      const message = { origin, path: request.path, method: request.method, headers, body };
      const answer = await receive(dispatcher, message, signal, watch);
      const { status } = answer;
      const decoded = readText(answer);
      const text = redactor.text(typeof decoded === 'string' ? decoded : await decoded);
      const told = redactor.headers(answer.headers);
      return {
        status,
        headers: told as Record<string, string>,
        text,
        maybeActed: false,
        exchange: () => quoteExchange(quoted, { status, headers: flatten(told), body: text }, null, redactor),
      };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const code = errorCode(error);
      const exchange = quoteExchange(quoted, null, code, redactor);
      // The error itself may hold what the server sent.
      const cause = new Error(redactor.quote(String(error)));
      throw new HttpFailure(code, failureSentence(code, origin, timeout), exchange, mayBeSent(code), cause);
    }
  };

  /** Null: do not try again; otherwise the pause in milliseconds. */
  const pauseBefore = (request: HttpRequest, answer: HttpAnswer, attempt: number): number | null => {
    const { date, 'retry-after': header } = answer.headers;
    const asked =
      readRetryAfter(header, responseTime(date)) ?? options.pauseInBody?.(answer.status, answer.text) ?? null;
    // A gateway may give 503 for a server that has acted on the request; one that names a pause has not passed it on.
    const refused = answer.status === 429 || (answer.status === 503 && (request.repeatable || asked !== null));
    const transient = request.repeatable && (answer.status === 502 || answer.status === 504);
    if (!refused && !transient) return null;
    const pause = asked ?? backoff(attempt);
    return pause > longestPause ? null : pause;
  };

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    let maybeActed = false;
    let refused: RefusedToken | null = null;
    for (const secret of request.secrets ?? []) redactor.learn(secret);
    for (let attempt = 1, waited = 0; ; attempt++) {
      signal.throwIfAborted();
      const wait = throttle.enter(signal);
      if (wait !== undefined) await wait;
      let outcome: 'ok' | 'refused' = 'ok';
      try {
        const bearer = await bearerFor(refused, signal);
        const answer = await sendOnce(request, bearer, signal);
        // Nothing was done with a token that isn't taken, so that any request may be sent again.
        const newlyRefused = refusedBy(answer, bearer, refused);
        if (newlyRefused !== null) {
          refused = newlyRefused;
          continue;
        }
        const pause = answer.status < 429 || request.impatient === true ? null : pauseBefore(request, answer, attempt);
        if (pause === null || (attempt >= attempts && waited + pause > patience))
          return maybeActed ? { ...answer, maybeActed } : answer;
        maybeActed ||= leavesOpen(answer);
        waited += Math.max(pause, shortestPause);
        outcome = 'refused';
        throttle.pause(pause);
      } catch (error) {
        if (error instanceof BearerFailure) throw afterAttempt(error, maybeActed);
        if (!(error instanceof HttpFailure)) throw error;
        maybeActed ||= error.maybeSent;
        if (attempt >= 3 || isTooLarge(error.code) || (error.maybeSent && !request.repeatable))
          throw maybeActed === error.maybeSent ? error : afterAll(error);
        throttle.pause(backoff(attempt));
      } finally {
        throttle.leave(outcome);
      }
    }
  };

  return {
    origin,
    send,
    redactor,
    counts: () => ({ all, writes }),
    // Nothing is under way any more but what was given up, which may never end by itself.
    close: () => dispatcher.destroy(),
  };
}

/**
 * Whether the server may have acted on a request although it was refused: a gateway may give 502, 503 or 504 for a server
 * that has (RFC 9110 section 15.6). One that says when to come back has not passed the request on.
 */
export function leavesOpen({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): boolean {
  return status === 502 || status === 504 || (status === 503 && headers['retry-after'] === undefined);
}

/** A failure before anything was sent, of a request that an earlier attempt may have brought to the server. */
function afterAll({ code, text, exchange, cause }: HttpFailure): HttpFailure {
  return new HttpFailure(code, text, exchange, true, cause);
}

function backoff(attempt: number): number {
  return 250 * 2 ** (attempt - 1);
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
