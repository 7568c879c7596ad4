import type { WireAnswer } from '../faultEffect.ts';
import { ScimError } from '../target/errors.ts';
import { BusinessError } from './businessError.ts';

/** A response: JSON, or text where the body is a string. */
export interface BusinessResponse {
  readonly status: number;
  readonly body: object | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal, or a fault of the sandbox's own, as a response. */
export function failureResponse(error: unknown): BusinessResponse {
  if (error instanceof BusinessError) return { status: error.status, body: error.body, headers: error.headers };
  // Beyond the largest body nothing is read on, so the connection is of no further use.
  if (error instanceof ScimError)
    return { status: error.status, body: error.message, headers: { Connection: 'close' } };
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: `The sandbox has a fault of its own: ${reason}` };
}

/** The response as it goes over the wire; every one has an id for the log. */
export function serialize({ status, body, headers = {} }: BusinessResponse, requestId: string): WireAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    status,
    headers: {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(text),
      'X-Dropbox-Request-Id': requestId,
      ...headers,
    },
    text,
  };
}
