import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FaultRule } from './faults.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly text: string;
}

/** One request, and the two ways in which a service would answer it. */
export interface BefallenExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The service's own refusal for a fault that is an error status; null for a fault that shows in another way. */
  readonly refusal: WireAnswer | null;
  /** Lets the request take effect. */
  readonly perform: () => Promise<WireAnswer>;
}

const webPage =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to the proxy.</body></html>';
const webPageType = 'text/html; charset=utf-8';

/** Lets a fault befall a request. */
export async function befall({ kind }: FaultRule, exchange: BefallenExchange): Promise<void> {
  const { request, response, refusal, perform } = exchange;
  switch (kind) {
    case 'cutAfter':
      await perform();
      request.socket.destroy();
      return;
    case 'invalidJson': {
      const { status, headers, text } = await perform();
      const half = text.slice(0, Math.ceil(text.length / 2));
      write(response, { status, headers: { ...headers, 'Content-Length': Buffer.byteLength(half) }, text: half });
      return;
    }
    case 'wrongContentType': {
      const answer = await perform();
      write(response, { ...answer, headers: { ...answer.headers, 'Content-Type': webPageType } });
      return;
    }
    default:
      request.resume();
  }
  if (kind === 'cutBefore') request.socket.destroy();
  else if (kind === 'htmlPage')
    write(response, { status: 200, headers: { 'Content-Type': webPageType }, text: webPage });
  else if (refusal !== null) write(response, refusal);
}

/** Resolves when so many milliseconds have passed; at once for none. */
export async function passed(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What Retry-After says, in one of its two forms (RFC 9110 section 10.2.3). A date has whole seconds, so it is rounded up. */
export function retryAfter(
  { kind, retryAfterSeconds = 1, retryAfterForm = 'seconds' }: FaultRule,
  now: Date,
): Readonly<Record<string, string>> {
  if (kind !== 'tooManyRequests' || retryAfterForm === 'none') return {};
  if (retryAfterForm === 'seconds') return { 'Retry-After': String(retryAfterSeconds) };
  const time = Math.ceil((now.getTime() + retryAfterSeconds * 1000) / 1000) * 1000;
  return { 'Retry-After': new Date(time).toUTCString() };
}

function write(response: ServerResponse, { status, headers, text }: WireAnswer): void {
  response.writeHead(status, headers).end(text);
}
