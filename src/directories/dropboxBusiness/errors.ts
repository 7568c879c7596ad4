import { mayHaveActed } from '../failures.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type TargetErrorKind } from '../targetDirectory.ts';
import type { Response } from './connection.ts';
import { field, tagOf, textField } from './fields.ts';
import { tagReasons } from './tagReasons.ts';
import { type Text, text } from '../../protocol/text.ts';

/** @param ambiguous true for the response to a write, which may have taken effect. */
export function unreadable(answer: HttpAnswer, told: Text, ambiguous = false): TargetError {
  return new TargetError('unreadable', told, answer.exchange(), { ambiguous });
}

/** The error of a route's own refusal (409), with what its tag says and what to do about it. */
export function routeError({ tag, answer }: Extract<Response, { kind: 'refused' }>, what: Text): TargetError {
  const { kind, words, advice } = reasonOf(tag);
  return new TargetError(kind, refusedWith(what, tag, words), answer.exchange(), {
    ambiguous: answer.maybeActed,
    advice,
  });
}

/** Says that something was refused, with the tag of the refusal and what that means, where it's known. */
export function refusedWith(what: Text, tag: string, words: Text | null): Text {
  return words === null ? text`${what} (${tag})` : text`${what} (${tag}): ${words}`;
}

/** What a tag means, in words to put after it; none of one that isn't known. */
export function reasonOf(tag: string): {
  readonly kind: TargetErrorKind;
  readonly words: Text | null;
  readonly advice: Text | null;
} {
  const known = Object.hasOwn(tagReasons, tag) ? tagReasons[tag] : undefined;
  if (known !== undefined) return known;
  const advice = text`Look up ${tag} in Dropbox’s documentation of the Business API, or ask Dropbox with the X-Dropbox-Request-Id of the response.`;
  return { kind: 'rejected', words: null, advice };
}

/** The error of a response that is neither a result nor a route's own error. */
export function refusedAnswer(answer: HttpAnswer, body: unknown, what: Text, writes: boolean): TargetError {
  const exchange = answer.exchange();
  const ambiguous = writes && mayHaveActed(answer);
  const status = text`${what} (HTTP ${answer.status})`;
  if (answer.status >= 300 && answer.status < 400) {
    const location = exchange.response?.headers['location'] ?? text`another address`;
    const message = text`${status}: it points to ${location}, which is not followed, since the token is for this address only`;
    return new TargetError('redirected', message, exchange, { ambiguous });
  }
  const access = accessTrouble(answer.status, body, answer.text);
  if (access !== null)
    return new TargetError(access.kind, text`${status}: ${access.words}`, exchange, {
      ambiguous,
      advice: access.advice,
    });
  const whole = (exchange.response?.body ?? '').trim();
  const told = textField(body, 'error_summary') ?? (whole.startsWith('<') ? '' : whole.slice(0, 200));
  const message = told === '' ? status : text`${status}: ${told}`;
  return new TargetError(kindOf(answer.status), message, exchange, { ambiguous });
}

/** What is wrong with the token or what it may do. */
export interface AccessTrouble {
  readonly kind: 'unauthorized' | 'forbidden';
  /** A clause that ends with a full stop. */
  readonly words: Text;
  readonly advice: Text;
  /** The scope that is missing; null where it's something else. */
  readonly scope: string | null;
}

/**
 * Reads what a refusal says of the token (Dropbox API specification, `auth.AuthError` with 401, `auth.AccessError` with 403).
 * What an app as a whole may not do, and a token that is no token, come as 400 with a text. Null for another refusal.
 */
export function accessTrouble(status: number, body: unknown, response: string): AccessTrouble | null {
  const error = field(body, 'error');
  const tag = tagOf(error);
  const scope =
    textField(error, 'required_scope') ??
    (status === 400 ? /required scope '([\w.]+)'/.exec(response)?.[1] : undefined);
  if (scope !== undefined && (status === 401 || status === 400)) return missingScope(scope);
  if (status === 400 && /access token is malformed|invalid authorization value|"Authorization"/i.test(response))
    return unauthorized(
      text`what was entered is not an access token.`,
      text`Enter the access token alone with Update Credentials.`,
    );
  if (status === 401) return ofAuthError(tag);
  if (status !== 403) return null;
  const words = tag === null ? text`Dropbox denies access.` : text`Dropbox denies access (${tag}).`;
  const advice = text`Authorize as a team admin of a plan that has the Business API; an app of the kind “Scoped access” with team scopes is needed.`;
  return { kind: 'forbidden', words, advice, scope: null };
}

function ofAuthError(tag: string | null): AccessTrouble {
  switch (tag) {
    case 'expired_access_token':
      return unauthorized(
        text`the access token has expired.`,
        text`Authorize Dropbox again, or enter a new access token with Update Credentials.`,
      );
    case 'user_suspended':
      return unauthorized(
        text`the admin who authorized is suspended.`,
        text`Authorize as another team admin, best one whom nobody provisions.`,
      );
    case 'route_access_denied':
      return { ...unauthorized(text`the token may not call this.`, adminAdvice), kind: 'forbidden' };
    default:
      return unauthorized(
        tag === null
          ? text`Dropbox doesn’t take the access token.`
          : text`Dropbox doesn’t take the access token (${tag}).`,
        text`Authorize Dropbox again as a team admin; a token ends when its admin leaves or access is revoked.`,
      );
  }
}

const adminAdvice = text`Authorize as a team admin.`;

function unauthorized(words: Text, advice: Text): AccessTrouble {
  return { kind: 'unauthorized', words, advice, scope: null };
}

function missingScope(scope: string): AccessTrouble {
  return {
    kind: 'forbidden',
    words: text`the token lacks the scope ${scope}.`,
    advice: text`Tick ${scope} on the Permissions tab of the app in Dropbox’s App Console, press Submit there, and authorize again: a token has the scopes that were ticked when it was made.`,
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
