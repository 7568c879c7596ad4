import { refusalOf } from '../failures.ts';
import type { AnswerIds } from '../failures.ts';
import type { FaultRule } from '../../faults.ts';
import type { GraphAnswer } from '../router.ts';
import { giveToken, openIdConfiguration } from './tokenEndpoint.ts';
import type { Authority } from './tokenEndpoint.ts';
import { SignInError, signInErrorBody } from './signInError.ts';

/** What clients send that asks the authority for something. */
export interface AuthorityRequest {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  readonly body: string;
}

/** Responds as `login.microsoftonline.com` does, to what is asked below the tenant's name or id. */
export function answerAuthority(authority: Authority, request: AuthorityRequest, ids: AnswerIds): GraphAnswer {
  try {
    return { status: 200, headers: noStore, body: route(authority, request) };
  } catch (error) {
    if (error instanceof SignInError) return signInFailure(error, ids);
    throw error;
  }
}

/** What a switched-on fault is at the authority; null for one that breaks the response itself. */
export function authorityRefusal(rule: FaultRule, ids: AnswerIds): GraphAnswer | null {
  const refusal = refusalOf(rule, ids.at);
  if (refusal === null) return null;
  const { status, headers } = refusal;
  const [error, code, message] =
    status === 429 || status >= 500
      ? (['temporarily_unavailable', 90033, 'A transient error has occurred. Please try again.'] as const)
      : (['invalid_request', 90013, 'Invalid input received from the user.'] as const);
  return signInFailure(new SignInError(status, error, code, message, headers), ids);
}

const noStore = { 'Cache-Control': 'no-store, no-cache' };

function route(authority: Authority, { method, path, body }: AuthorityRequest): object {
  const [, tenant = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  switch (`${method} ${rest}`) {
    case 'POST oauth2/v2.0/token':
      return giveToken(authority, tenant, new URLSearchParams(body));
    case 'GET v2.0/.well-known/openid-configuration':
      return openIdConfiguration(authority, tenant);
    default:
      throw new SignInError(
        404,
        'invalid_request',
        900561,
        `The endpoint does not accept ${method} requests at ${path}.`,
      );
  }
}

function signInFailure(error: SignInError, ids: AnswerIds): GraphAnswer {
  return { status: error.status, headers: { ...noStore, ...error.headers }, body: signInErrorBody(error, ids) };
}
