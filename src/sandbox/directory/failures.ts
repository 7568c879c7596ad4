import { retryAfter } from '../faultEffect.ts';
import type { FaultKind, FaultRule } from '../faults.ts';
import { errorBody, GraphError } from './graphError.ts';
import type { GraphAnswer } from './router.ts';

/** How an error answer is told apart from all others. */
export interface AnswerIds {
  readonly requestId: string;
  readonly clientRequestId: string;
  readonly at: Date;
}

/** The answer to a request that failed; an error that is none of Graph's is a 500. */
export function failureAnswer(error: unknown, ids: AnswerIds): GraphAnswer {
  const graphError = asGraphError(error);
  return { status: graphError.status, headers: graphError.headers, body: errorBody(graphError, ids) };
}

function asGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new GraphError(500, 'InternalServerError', `The sandbox has a fault of its own: ${reason}`);
}

const refusals: Partial<Record<FaultKind, readonly [status: number, code: string, message: string]>> = {
  unauthorized: [401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
  forbidden: [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  notFound: [
    404,
    'Request_ResourceNotFound',
    'Resource does not exist or one of its queried reference-property objects are not present.',
  ],
  conflict: [
    409,
    'Request_MultipleObjectsWithSameKeyValue',
    'A conflicting object with one or more of the specified property values is present in the directory.',
  ],
  tooManyRequests: [429, 'TooManyRequests', 'Too many requests.'],
  serverError: [500, 'InternalServerError', 'An internal server error occurred.'],
};

/** What a switched-on fault answers in Graph's words; null for one that breaks the answer itself. */
export function refusalOf(rule: FaultRule, now: Date): GraphError | null {
  const refusal = refusals[rule.kind];
  if (refusal === undefined) return null;
  const [status, code, message] = refusal;
  return new GraphError(status, code, message, retryAfter(rule, now));
}
