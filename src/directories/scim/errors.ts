import { mayHaveActed } from '../failures.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type TargetErrorKind } from '../targetDirectory.ts';
import { parseJson } from '../parseJson.ts';
import { member } from './resource.ts';
import { tellsNoSeat } from './seatRefusal.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Makes an error of a response to a read that is not the expected one; the target's own words are quoted. */
export function errorOf(answer: HttpAnswer, what: Text): TargetError {
  return refusal(answer, what, false);
}

/** Makes an error of a refused write: an ambiguous one when the target may have carried it out all the same. */
export function writeErrorOf(answer: HttpAnswer, what: Text): TargetError {
  return refusal(answer, what, mayHaveActed(answer));
}

/** The same error under another kind, for a caller who knows better what it tells. */
export function errorAs(kind: TargetErrorKind, error: TargetError): TargetError {
  return new TargetError(kind, error.text, error.exchange, { ambiguous: error.ambiguous, cause: error.cause });
}

/** @param ambiguous true for the response to a write, which may have taken effect. */
export function unreadable(answer: HttpAnswer, told: Text, ambiguous = false): TargetError {
  return new TargetError('unreadable', told, answer.exchange(), { ambiguous });
}

/** Whether a resource is not there: 404, or 410 for one that is gone for good (RFC 9110 section 15.5.11). */
export function isMissing({ status }: HttpAnswer): boolean {
  return status === 404 || status === 410;
}

export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The target's own words; taken from the quoted response, which holds no secret. */
export function detailOf(answer: HttpAnswer): string | null {
  const told = (answer.exchange().response?.body ?? '').trim();
  try {
    const body: unknown = JSON.parse(told);
    const detail = member(body, 'detail') ?? member(body, 'error_summary') ?? member(body, 'message');
    const scimType = member(body, 'scimType');
    if (typeof detail === 'string') return typeof scimType === 'string' ? `${scimType}: ${detail}` : detail;
  } catch {
    // Not JSON: the body's beginning is the best there is.
  }
  return told === '' || told.startsWith('<') ? null : told.slice(0, 200);
}

function refusal(answer: HttpAnswer, what: Text, ambiguous: boolean): TargetError {
  const exchange = answer.exchange();
  const { status } = answer;
  if (status >= 300 && status < 400) {
    // As it is quoted, without secrets.
    const location = exchange.response?.headers['location'] ?? text`another address`;
    const message = text`${what} (HTTP ${status}): the target points to ${location}, which is not followed, since the token is for this address only`;
    return new TargetError('redirected', message, exchange, { ambiguous });
  }
  const sent = exchange.response?.status ?? status;
  const code = sent === status ? `HTTP ${status}` : text`HTTP ${sent} with an error in it`;
  const detail = detailOf(answer);
  const told = detail === null ? text`${what} (${code})` : text`${what} (${code}): ${detail}`;
  return new TargetError(kindOf(answer, detail), told, exchange, { ambiguous });
}

/** What a refusal is about, in lower case (`scimType`, RFC 7644 section 3.12); null when it does not say. */
export function scimTypeOf(answer: HttpAnswer): string | null {
  const scimType = member(parseJson(answer.text), 'scimType');
  return typeof scimType === 'string' ? scimType.toLowerCase() : null;
}

function kindOf(answer: HttpAnswer, detail: string | null): TargetErrorKind {
  const { status } = answer;
  const refused = status >= 400 && status < 500 && status !== 401;
  // The standard has it with 409; some servers give it with 400 or 422.
  if (refused && scimTypeOf(answer) === 'uniqueness') return 'conflict';
  if (detail !== null && refused && tellsNoSeat(detail)) return 'licenseLimit';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'notFound';
    case 408:
      return 'timeout';
    case 409:
      return 'conflict';
    case 412:
      return 'changed';
    case 429:
      return 'throttled';
    case 501:
      return 'notImplemented';
    default:
      return status >= 500 ? 'serverError' : 'rejected';
  }
}
