import { retryAfter } from '../faultEffect.ts';
import type { FaultKind, FaultRule } from '../faults.ts';
import type { ScimResponse } from './context.ts';
import { errorBody } from './errors.ts';

const refusals: Partial<Record<FaultKind, readonly [status: number, detail: string]>> = {
  unauthorized: [401, 'The access token is not valid.'],
  forbidden: [403, 'The account behind the token lacks the permission for this.'],
  notFound: [404, 'There is nothing at this address.'],
  conflict: [409, 'The request conflicts with the state of the resource.'],
  tooManyRequests: [429, 'Too many requests: wait as Retry-After says.'],
  serverError: [500, 'Something went wrong on the server.'],
};

/** The SCIM error that a switched-on fault answers; null for a fault that shows in another way. */
export function refusalOf(rule: FaultRule, now: Date): ScimResponse | null {
  const refusal = refusals[rule.kind];
  if (refusal === undefined) return null;
  const [status, detail] = refusal;
  const challenge = status === 401 ? { 'WWW-Authenticate': 'Bearer realm="scim", error="invalid_token"' } : {};
  return { status, body: errorBody(status, detail), headers: { ...challenge, ...retryAfter(rule, now) } };
}
