import type { Localize } from '../protocol/localize.ts';
import { networkAdvice } from './networkReason.ts';
import { render, type Text } from '../protocol/text.ts';
import { TokenFailure } from './tokenFailure.ts';

/** Why an authorization, or the renewal of a token, came to nothing. */
export type AuthorizationFailureKind =
  /** The admin chose *Deny*. */
  | 'denied'
  /** The response belongs to another request. */
  | 'otherRequest'
  /** Nobody responded in time. */
  | 'timedOut'
  /** The code has expired, was used already, or is of another request. */
  | 'codeRefused'
  /** The refresh token is revoked: by somebody in Dropbox, or with the admin who gave it. */
  | 'revoked'
  /** The app key, or the app's secret, isn't right. */
  | 'appRefused'
  /** A scope isn't one that the app may have. */
  | 'scopeRefused'
  /** No address for the way back could be listened on. */
  | 'noRedirect'
  | 'refused'
  | 'unreachable'
  | 'unreadable'
  /** The token isn't one of a team's admin. */
  | 'noAdmin'
  /** Access was allowed to another team than before. */
  | 'otherTeam'
  /** Nothing is stored any more. */
  | 'none';

/** A failure that holds no secret: neither code nor token, nor what a server wrote besides the error's name. */
export class AuthorizationFailure extends TokenFailure {
  readonly kind: AuthorizationFailureKind;
  /** The origin that it happened at. */
  readonly origin: string;
  /** The error's own name, a status, or a team; empty where there is none. */
  readonly detail: Text;

  constructor(kind: AuthorizationFailureKind, origin: string, detail: Text = '', cause?: unknown) {
    super(`${kind}: ${origin}`, { cause });
    this.name = 'AuthorizationFailure';
    this.kind = kind;
    this.origin = origin;
    this.detail = detail;
  }

  get passes(): boolean {
    return this.kind === 'unreachable';
  }

  words(t: Localize): readonly [what: string, next: string] {
    return authorizationWords(this, t);
  }
}

/** What happened and what to do next, each a sentence. */
export function authorizationWords(
  { kind, origin, detail: told }: AuthorizationFailure,
  t: Localize,
): readonly [what: string, next: string] {
  const detail = render(told, t);
  switch (kind) {
    case 'denied':
      return [
        t('Access was denied on Dropbox’s page, so nothing changed.'),
        t('Authorize Dropbox again and choose Allow.'),
      ];
    case 'otherRequest':
      return [
        t('The response belongs to another request, so nothing was stored.'),
        t('Authorize Dropbox again, and use the page that opens then.'),
      ];
    case 'timedOut':
      return [
        t('Nobody allowed access within 10 minutes, so nothing changed.'),
        t(
          'Authorize Dropbox again. If Dropbox’s page says that the redirect address is wrong, register it for the app or paste a code.',
        ),
      ];
    case 'codeRefused':
      return [
        t('Dropbox doesn’t take the code: it has expired, was used already, or belongs to another request.'),
        t('Authorize Dropbox again, and use the new code within 10 minutes.'),
      ];
    case 'revoked':
      return [
        t(
          'The authorization of {0} has ended: it was revoked in Dropbox, or the admin who gave it is no admin any more. A refresh token that was entered by hand may also be incomplete.',
          origin,
        ),
        t('Authorize Dropbox again.'),
      ];
    case 'appRefused':
      return [
        t('Dropbox doesn’t know the app ({0}).', detail),
        t('Compare the app key, and the app secret if there is one, with the app’s Settings tab in the App Console.'),
      ];
    case 'scopeRefused':
      return [
        t('Dropbox refuses the permissions that were asked for ({0}).', detail),
        t('Tick them on the Permissions tab of the app in the App Console, press Submit there, and authorize again.'),
      ];
    case 'noRedirect':
      return [
        t('No program on this machine can be reached at {0}: other programs use these ports.', detail),
        t('Close what uses them, or authorize again and paste a code.'),
      ];
    case 'refused':
      return [
        t('{0} refused the request ({1}).', origin, detail),
        t('Authorize Dropbox again. If that fails too, check the app in the App Console.'),
      ];
    case 'unreachable':
      return [t('{0} can’t be reached ({1}).', origin, detail), networkAdvice(detail, t)];
    case 'unreadable':
      return [
        t('What responds at {0} isn’t Dropbox’s authorization ({1}).', origin, detail),
        t('Check whether a proxy or a sign-in page of the network responds instead.'),
      ];
    case 'noAdmin':
      return [
        t('Access was allowed by somebody who isn’t a team admin ({0}), so nothing was stored.', detail),
        t('Sign in to Dropbox as a team admin, and authorize again.'),
      ];
    case 'otherTeam':
      return [
        t('Access was allowed to another team ({0}) than before, so nothing was stored.', detail),
        t(
          'Sign in to Dropbox as an admin of the right team. If the job is for another team now, remove its credentials first.',
        ),
      ];
    case 'none':
      return [t('{0} isn’t authorized any more.', origin), t('Authorize Dropbox.')];
  }
}
