import type { ScimResponse } from './context.ts';
import { errorBody } from './errors.ts';
import type { FaultRule } from './faults.ts';

/** How a fault shows at the socket. */
export type FaultEffect =
  | { readonly type: 'answer'; readonly response: ScimResponse }
  | { readonly type: 'html'; readonly page: string }
  | { readonly type: 'hang' | 'cutBefore' | 'cutAfter' | 'truncate' };

const PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to the proxy.</body></html>';

/** What a fault does to a request. */
export function faultEffect(rule: FaultRule, now: Date): FaultEffect {
  switch (rule.kind) {
    case 'unauthorized':
      return answer(401, 'The access token is not valid.', {
        'WWW-Authenticate': 'Bearer realm="scim", error="invalid_token"',
      });
    case 'forbidden':
      return answer(403, 'The account behind the token lacks the permission for this.');
    case 'notFound':
      return answer(404, 'There is nothing at this address.');
    case 'conflict':
      return answer(409, 'The request conflicts with the state of the resource.');
    case 'tooManyRequests':
      return answer(429, 'Too many requests: wait as Retry-After says.', retryAfter(rule, now));
    case 'serverError':
      return answer(500, 'Something went wrong on the server.');
    case 'htmlPage':
      return { type: 'html', page: PAGE };
    case 'invalidJson':
      return { type: 'truncate' };
    case 'hang':
    case 'cutBefore':
    case 'cutAfter':
      return { type: rule.kind };
  }
}

function answer(status: number, detail: string, headers: Record<string, string> = {}): FaultEffect {
  return { type: 'answer', response: { status, body: errorBody(status, detail), headers } };
}

/** Retry-After in one of its two forms (RFC 9110 section 10.2.3). A date has whole seconds, so it is rounded up. */
function retryAfter(
  { retryAfterSeconds = 1, retryAfterForm = 'seconds' }: FaultRule,
  now: Date,
): Record<string, string> {
  if (retryAfterForm === 'none') return {};
  if (retryAfterForm === 'seconds') return { 'Retry-After': String(retryAfterSeconds) };
  const time = Math.ceil((now.getTime() + retryAfterSeconds * 1000) / 1000) * 1000;
  return { 'Retry-After': new Date(time).toUTCString() };
}
