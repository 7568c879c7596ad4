import { errorOfFailure } from '../failures.ts';
import { BearerFailure, type BearerSource } from '../http/bearer.ts';
import { HttpFailure, openHttpClient, type HttpAnswer, type HttpClient } from '../http/httpClient.ts';
import { systemClock, type Clock } from '../http/throttle.ts';
import { parseJson } from '../parseJson.ts';
import { refusedAnswer, unreadable } from './errors.ts';
import { field, tagOf } from './fields.ts';
import { type Text, text } from '../../protocol/text.ts';

export interface BusinessDirectoryOptions {
  /** Above `/2/`: `https://api.dropboxapi.com`. */
  readonly apiAddress: string;
  readonly token: string | null;
  /** Where the token comes from instead, when it is renewed in the middle of work. */
  readonly bearer?: BearerSource;
  /** The scopes that the job needs, for the connection's test; all when absent. */
  readonly scopes?: readonly string[];
  /** Milliseconds until a request without a response is given up. */
  readonly timeout?: number;
  readonly clock?: Clock;
  /** What an earlier connection to the same target has learnt (`TargetDirectory.learned`). */
  readonly learned?: string | null;
}

/** Requests under way at once: more saturates nothing further on HTTP/1.1. */
const concurrency = 16;
/** The pause in milliseconds where a refusal names none (https://www.dropbox.com/developers/reference/data-ingress-guide). */
const pauseWithoutNumber = 1000;

/** A call of a route. */
export interface Call {
  /** `team/members/list_v2` */
  readonly route: string;
  /** Null for a route that takes none. */
  readonly argument: object | null;
  /** `read` changes nothing; `write` does no harm when it is sent twice; `writeOnce` may. */
  readonly does: 'read' | 'write' | 'writeOnce';
  /** What it's said to be where it is refused: `The creation was refused`. */
  readonly refused: Text;
}

/** What a route responded with: its result, or the error of its own (409), of which unions are open. */
export type Response =
  | { readonly kind: 'done'; readonly value: unknown; readonly answer: HttpAnswer }
  | { readonly kind: 'refused'; readonly tag: string; readonly error: unknown; readonly answer: HttpAnswer };

/** What everything that speaks to one team has in common. */
export interface BusinessConnection {
  readonly http: HttpClient;
  readonly clock: Clock;
  /**
   * Calls a route.
   *
   * @throws TargetError for everything but a result and the route's own error; an ambiguous one when a write may have
   *   taken effect.
   */
  call(call: Call, signal: AbortSignal): Promise<Response>;
  /** Sends, and hands refusals on as they are, for somebody who waits for what is wrong. @throws HttpFailure */
  probe(route: string, argument: object | null, signal: AbortSignal): Promise<HttpAnswer>;
}

/** Dropbox's RPC: POST with a JSON argument, of which `null` is one (https://www.dropbox.com/developers/documentation/http/teams). */
export function openBusinessConnection(options: BusinessDirectoryOptions): BusinessConnection {
  const clock = options.clock ?? systemClock;
  const basePath = new URL(options.apiAddress).pathname.replace(/\/+$/, '');
  const http = openHttpClient({
    baseAddress: options.apiAddress,
    token: options.token,
    contentType: 'application/json',
    concurrency,
    clock,
    pauseInBody,
    isExpired,
    ...(options.bearer === undefined ? {} : { bearer: options.bearer }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  });
  const request = (route: string, argument: object | null) =>
    ({ method: 'POST', path: `${basePath}/2/${route}`, body: JSON.stringify(argument) }) as const;
  return {
    http,
    clock,
    probe: (route, argument, signal) =>
      http.send({ ...request(route, argument), repeatable: true, reads: true, impatient: true }, signal),
    async call({ route, argument, does, refused }, signal) {
      const reads = does === 'read';
      try {
        const whole = { ...request(route, argument), repeatable: does !== 'writeOnce', reads };
        return readResponse(await http.send(whole, signal), refused, !reads);
      } catch (error) {
        if (error instanceof HttpFailure || error instanceof BearerFailure) throw errorOfFailure(error, !reads);
        throw error;
      }
    },
  };
}

function readResponse(answer: HttpAnswer, refused: Text, writes: boolean): Response {
  const body = parseJson(answer.text);
  if (answer.status === 200) {
    if (body === undefined) throw unreadable(answer, notJson(answer), writes);
    return { kind: 'done', value: body, answer };
  }
  const error = field(body, 'error');
  const tag = answer.status === 409 ? tagOf(error) : null;
  if (tag !== null) return { kind: 'refused', tag, error, answer };
  throw refusedAnswer(answer, body, refused, writes);
}

function notJson({ status, headers }: HttpAnswer): Text {
  return text`Dropbox’s response (HTTP ${status}) is not JSON (${headers['content-type'] ?? text`no content type`}).`;
}

/** A token that has ended, unlike one that was revoked or never given (Dropbox API specification, `auth.AuthError`). */
function isExpired(status: number, text: string): boolean {
  return status === 401 && tagOf(field(parseJson(text), 'error')) === 'expired_access_token';
}

/** 429 comes as JSON or as plain text (Dropbox API specification, `auth.RateLimitError`). */
function pauseInBody(status: number, text: string): number | null {
  if (status !== 429) return null;
  const seconds = field(field(parseJson(text), 'error'), 'retry_after');
  return typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1000) : pauseWithoutNumber;
}
