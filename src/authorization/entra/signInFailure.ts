import type { Localize } from '../../protocol/localize.ts';
import { english, render, type Text } from '../../protocol/text.ts';
import { networkAdvice } from '../networkReason.ts';
import { TokenFailure } from '../tokenFailure.ts';
import { certificateWords, type CertificateProblem } from './certificate.ts';
import { refusalWords } from './refusalWords.ts';

/** Who asked for a token, and where. */
export interface SignInPlace {
  /** The login authority's origin. */
  readonly authority: string;
  readonly tenantId: string;
  /** Application (client) ID. */
  readonly clientId: string;
}

/** Why Microsoft Entra gave no token. */
export type SignInFailureKind =
  /** Entra refused, with a number where it gave one. */
  | 'refused'
  | 'certificate'
  | 'certificateExpired'
  /** Graph refused a token, and another one was the same. */
  | 'sameToken'
  /** Graph wants more of the sign-in than it has shown, and nobody has shown that. */
  | 'challenged'
  | 'unreachable'
  | 'unreadable'
  /** Nothing is stored any more, or nobody is signed in. */
  | 'none';

export interface SignInFailureDetails {
  /** The number of an AADSTS error; null where there is none. */
  readonly code?: number | null;
  /** What support finds the request by. */
  readonly traceId?: string | null;
  /** A status or an error's name. */
  readonly detail?: Text;
  readonly problem?: CertificateProblem;
}

/** A failure that holds no secret: neither assertion nor token, nor Entra's own text. */
export class SignInFailure extends TokenFailure {
  readonly kind: SignInFailureKind;
  readonly place: SignInPlace;
  readonly code: number | null;
  readonly traceId: string | null;
  readonly detail: Text;
  readonly problem: CertificateProblem | null;

  constructor(
    kind: SignInFailureKind,
    { authority, tenantId, clientId }: SignInPlace,
    more: SignInFailureDetails = {},
  ) {
    super(`${kind}: ${authority} ${more.code ?? english(more.detail ?? '')}`);
    this.name = 'SignInFailure';
    this.kind = kind;
    this.place = { authority, tenantId, clientId };
    this.code = more.code ?? null;
    this.traceId = more.traceId ?? null;
    this.detail = more.detail ?? '';
    this.problem = more.problem ?? null;
  }

  get passes(): boolean {
    return this.kind === 'unreachable';
  }

  words(t: Localize): readonly [what: string, next: string] {
    const { authority } = this.place;
    switch (this.kind) {
      case 'refused':
        return refusalWords(this.code, this.place, this.#cited(t), t);
      case 'certificate':
        return [
          t('The certificate of the application can’t be used.'),
          this.problem === null ? '' : certificateWords(this.problem, t),
        ];
      case 'certificateExpired':
        return [
          t('The certificate of the application {0} has expired, so no token was asked for.', this.place.clientId),
          t('Create a new one, upload it to the app registration, and enter it here.'),
        ];
      case 'sameToken':
        return [
          t('Microsoft Graph refuses the token, and {0} issues the same one again.', authority),
          t('Check that the job’s cloud is the tenant’s, and sign in again.'),
        ];
      case 'challenged':
        return [
          t(
            'A Conditional Access policy of the tenant {0} asks for more than your sign-in has shown.',
            this.place.tenantId,
          ),
          t(
            'Sign in again with Update Credentials, and do what Microsoft asks for, such as multifactor authentication.',
          ),
        ];
      case 'unreachable':
        return [t('{0} can’t be reached ({1}).', authority, this.#cited(t)), networkAdvice(this.detail, t)];
      case 'unreadable':
        return [
          t('The response from {0} isn’t from Microsoft Entra’s sign-in ({1}).', authority, render(this.detail, t)),
          t('Check whether a proxy or a sign-in page of the network responds instead.'),
        ];
      case 'none':
        return [
          t('You’re no longer signed in to the tenant {0}.', this.place.tenantId),
          t('Enter credentials for Microsoft Graph with Update Credentials.'),
        ];
    }
  }

  #cited(t: Localize): string {
    const name = this.code === null ? render(this.detail, t) : `AADSTS${this.code}`;
    return this.traceId === null ? name : t('{0}, trace ID {1}', name, this.traceId);
  }
}
