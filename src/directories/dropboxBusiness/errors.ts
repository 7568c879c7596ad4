import { mayHaveActed } from '../failures.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type TargetErrorKind } from '../targetDirectory.ts';
import type { Response } from './connection.ts';
import { field, tagOf, textField } from './fields.ts';
import { tagReasons } from './tagReasons.ts';

/** @param ambiguous true for the response to a write, which may have taken effect. */
export function unreadable(answer: HttpAnswer, message: string, ambiguous = false): TargetError {
  return new TargetError('unreadable', message, answer.exchange(), { ambiguous });
}

/** The error of a route's own refusal (409), with what its tag says and what to do about it. */
export function routeError({ tag, answer }: Extract<Response, { kind: 'refused' }>, what: string): TargetError {
  const { kind, words, advice } = reasonOf(tag);
  return new TargetError(kind, `${what} (${tag})${words}`, answer.exchange(), {
    ambiguous: answer.maybeActed,
    advice,
  });
}

/** What a tag means, with words to put after it; of one that isn't known, only that it was refused. */
export function reasonOf(tag: string): {
  readonly kind: TargetErrorKind;
  readonly words: string;
  readonly advice: string | null;
} {
  const known = Object.hasOwn(tagReasons, tag) ? tagReasons[tag] : undefined;
  if (known !== undefined) return { ...known, words: `: ${known.words}` };
  const advice = `Look up ${tag} in Dropbox’s documentation of the Business API, or ask Dropbox with the X-Dropbox-Request-Id of the response.`;
  return { kind: 'rejected', words: '', advice };
}

/** The error of a response that is neither a result nor a route's own error. */
export function refusedAnswer(answer: HttpAnswer, body: unknown, what: string, writes: boolean): TargetError {
  const exchange = answer.exchange();
  const ambiguous = writes && mayHaveActed(answer);
  const status = `${what} (HTTP ${answer.status})`;
  if (answer.status >= 300 && answer.status < 400) {
    const location = exchange.response?.headers['location'] ?? 'another address';
    const message = `${status}: it points to ${location}, which is not followed, since the token is for this address only`;
    return new TargetError('redirected', message, exchange, { ambiguous });
  }
  const access = accessTrouble(answer.status, body, answer.text);
  if (access !== null)
    return new TargetError(access.kind, `${status}: ${access.words}`, exchange, { ambiguous, advice: access.advice });
  const text = (exchange.response?.body ?? '').trim();
  const told = textField(body, 'error_summary') ?? (text.startsWith('<') ? '' : text.slice(0, 200));
  return new TargetError(kindOf(answer.status), told === '' ? status : `${status}: ${told}`, exchange, { ambiguous });
}

/** What is wrong with the token or what it may do. */
export interface AccessTrouble {
  readonly kind: 'unauthorized' | 'forbidden';
  readonly words: string;
  readonly advice: string;
  /** The scope that is missing; null where it's something else. */
  readonly scope: string | null;
}

/**
 * Reads what a refusal says of the token (Dropbox API specification, `auth.AuthError` with 401, `auth.AccessError` with 403).
 * What an app as a whole may not do, and a token that is no token, come as 400 with a text. Null for another refusal.
 */
export function accessTrouble(status: number, body: unknown, text: string): AccessTrouble | null {
  const error = field(body, 'error');
  const tag = tagOf(error);
  const scope =
    textField(error, 'required_scope') ?? (status === 400 ? /required scope '([\w.]+)'/.exec(text)?.[1] : undefined);
  if (scope !== undefined && (status === 401 || status === 400)) return missingScope(scope);
  if (status === 400 && /access token is malformed|invalid authorization value|"Authorization"/i.test(text))
    return unauthorized(
      'what was entered is not an access token.',
      'Enter the access token alone with Update Credentials.',
    );
  if (status === 401) return ofAuthError(tag);
  if (status !== 403) return null;
  const words = tag === null ? 'Dropbox denies access.' : `Dropbox denies access (${tag}).`;
  const advice =
    'Authorize as a team admin of a plan that has the Business API; an app of the kind “Scoped access” with team scopes is needed.';
  return { kind: 'forbidden', words, advice, scope: null };
}

function ofAuthError(tag: string | null): AccessTrouble {
  switch (tag) {
    case 'expired_access_token':
      return unauthorized(
        'the access token has expired.',
        'Authorize Dropbox again, or enter a new access token with Update Credentials.',
      );
    case 'user_suspended':
      return unauthorized(
        'the admin who authorized is suspended.',
        'Authorize as another team admin, best one whom nobody provisions.',
      );
    case 'route_access_denied':
      return { ...unauthorized('the token may not call this.', ''), kind: 'forbidden', advice: adminAdvice };
    default:
      return unauthorized(
        `Dropbox doesn’t take the access token${tag === null ? '' : ` (${tag})`}.`,
        'Authorize Dropbox again as a team admin; a token ends when its admin leaves or access is revoked.',
      );
  }
}

const adminAdvice = 'Authorize as a team admin.';

function unauthorized(words: string, advice: string): AccessTrouble {
  return { kind: 'unauthorized', words, advice, scope: null };
}

function missingScope(scope: string): AccessTrouble {
  return {
    kind: 'forbidden',
    words: `the token lacks the scope ${scope}.`,
    advice: `Tick ${scope} on the Permissions tab of the app in Dropbox’s App Console, press Submit there, and authorize again: a token has the scopes that were ticked when it was made.`,
    scope,
  };
}

/** Routes are addresses, not members: 404 says that something else responds than Dropbox. */
function kindOf(status: number): TargetErrorKind {
  switch (status) {
    case 408:
      return 'timeout';
    case 429:
      return 'throttled';
    case 404:
    case 405:
    case 501:
      return 'notImplemented';
    default:
      return status >= 500 ? 'serverError' : 'rejected';
  }
}
