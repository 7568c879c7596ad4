import { BearerFailure } from './http/bearer.ts';
import { HttpFailure, leavesOpen, type HttpAnswer } from './http/httpClient.ts';
import { TargetError } from './targetDirectory.ts';

/** Makes an error of a request that got no response, or for which there is no token. */
export function errorOfFailure(failure: HttpFailure | BearerFailure, ambiguous: boolean): TargetError {
  if (failure instanceof BearerFailure) {
    const { kind, text, advice, maybeSent } = failure;
    return new TargetError(kind, text, null, { ambiguous: ambiguous && maybeSent, advice, cause: failure });
  }
  const timedOut = failure.code.includes('TIMEOUT') && failure.code !== 'UND_ERR_CONNECT_TIMEOUT';
  return new TargetError(timedOut ? 'timeout' : 'network', failure.text, failure.exchange, {
    ambiguous: ambiguous && failure.maybeSent,
    cause: failure,
  });
}

/**
 * Whether the target may have carried out a write that it did not confirm. A server that fails (500) may do so after the
 * write; 303 points to its result; 501 and a named pause say that nothing was done.
 */
export function mayHaveActed(answer: HttpAnswer): boolean {
  const { status } = answer;
  if (answer.maybeActed || leavesOpen(answer)) return true;
  return status === 303 || status === 408 || (status >= 500 && status !== 501 && status !== 503);
}
