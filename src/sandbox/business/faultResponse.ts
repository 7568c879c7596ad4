import { retryAfter } from '../faultEffect.ts';
import type { FaultRule } from '../faults.ts';
import { errorBody } from './businessError.ts';
import type { BusinessResponse } from './response.ts';

/** The error that a switched-on fault responds with, in Dropbox's shape; null for a fault that shows in another way. */
export function refusalOf(rule: FaultRule, now: Date): BusinessResponse | null {
  switch (rule.kind) {
    case 'unauthorized':
      return { status: 401, body: errorBody({ '.tag': rule.tag ?? 'invalid_access_token' }) };
    case 'forbidden':
      return { status: 403, body: forbidden(rule.tag ?? 'invalid_account_type') };
    case 'notFound':
      return { status: 404, body: 'Not found' };
    case 'conflict':
      return { status: 409, body: errorBody({ '.tag': rule.tag ?? 'other' }) };
    case 'tooManyRequests':
      return { status: 429, body: tooMany(rule), headers: retryAfter(rule, now) };
    case 'serverError':
      return { status: 500, body: 'Internal Server Error' };
    default:
      return null;
  }
}

/** Dropbox API specification, `auth.AccessError`: some of its tags hold a reason. */
function forbidden(tag: string): object {
  const reason = forbiddenReasons[tag];
  return errorBody({ '.tag': tag, ...(reason === undefined ? {} : { [tag]: { '.tag': reason } }) });
}

const forbiddenReasons: Readonly<Record<string, string>> = {
  invalid_account_type: 'endpoint',
  no_permission: 'other',
  paper_access_denied: 'paper_disabled',
};

/** Dropbox API specification, `auth.RateLimitError`; some of Dropbox's servers say it in plain text (its data ingress guide). */
function tooMany({ tag = 'too_many_requests', plainText = false, retryAfterSeconds = 1 }: FaultRule): object | string {
  if (plainText) return 'Too many requests';
  const retry = Math.ceil(retryAfterSeconds);
  return { error_summary: `${tag}/..`, error: { reason: { '.tag': tag }, retry_after: retry } };
}
