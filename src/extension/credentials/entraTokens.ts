import { readStoredApp, type StoredApp } from '../../authorization/entra/appCredential.ts';
import { loginServerAt, type LoginServer } from '../../authorization/entra/loginServer.ts';
import { SignInFailure } from '../../authorization/entra/signInFailure.ts';
import type { Fetch } from '../../authorization/oauthClient.ts';
import type { TokenKeeper } from '../../authorization/tokenKeeper.ts';
import type { Cloud } from '../../job/job.ts';
import type { RenewedToken, RenewTokenParams } from '../../protocol/openJob.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import type { Secrets } from './dropboxTokens.ts';

/** The tenant that a source's tokens are for, and where Graph is. */
export interface GraphPlace {
  readonly origin: string;
  readonly tenantId: string;
  readonly cloud: Cloud;
}

/** What a signed-in person's next token is to fulfil, and whether they may be asked. */
export type AskedSignIn = Pick<RenewTokenParams, 'challenge' | 'attended'>;

export interface EntraTokensOptions {
  readonly secrets: Pick<Secrets, 'get'>;
  readonly fetch: Fetch;
  /** Where the tokens of a stored credential belong; null for one that no job of this window uses. */
  readonly placeOf: (key: string) => GraphPlace | null;
  /**
   * A token of whoever has signed in; null when nobody is, or a challenge isn't answered and nobody is there to be asked.
   * @throws Cancelled when the person declines.
   */
  readonly signedIn: (key: string, asked: AskedSignIn) => Promise<string | null>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Milliseconds after which VS Code is asked for its token again: it renews it, and doesn't say when. */
export const lookAgain = 300_000;

/**
 * Gets the tokens of sources for the engine's process: of an app registration whose credential is stored, or of whoever has
 * signed in to VS Code. They are kept in memory only.
 */
export class EntraTokens {
  readonly #options: Required<EntraTokensOptions>;
  readonly #keepers = new Map<string, { readonly stored: string; readonly keeper: Promise<TokenKeeper> }>();

  constructor(options: EntraTokensOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** A token that is in force, by the key of what is stored. @throws TokenFailure */
  async renew({ key, refused, ...asked }: RenewTokenParams): Promise<RenewedToken> {
    const stored = (await this.#options.secrets.get(key)) ?? '';
    const app = readStoredApp(stored);
    if (app === null) return this.#ofSignIn(key, refused, asked);
    const { token, renewAt } = await (await this.#keeper(key, stored, app)).fresh(refused, asked.challenge);
    return { token, renewAt };
  }

  async #ofSignIn(key: string, refused: string | null, asked: AskedSignIn): Promise<RenewedToken> {
    const isChallenged = asked.challenge !== undefined;
    const token = await this.#options.signedIn(key, asked).catch((error: unknown) => {
      if (isChallenged && error instanceof Cancelled) return null;
      throw error;
    });
    if (token === null) throw this.#failure(isChallenged ? 'challenged' : 'none', key);
    if (token === refused) throw this.#failure(isChallenged ? 'challenged' : 'sameToken', key);
    return { token, renewAt: this.#options.now() + lookAgain };
  }

  #keeper(key: string, stored: string, app: StoredApp): Promise<TokenKeeper> {
    const known = this.#keepers.get(key);
    if (known?.stored === stored) return known.keeper;
    const keeper = this.#open(key, app);
    this.#keepers.set(key, { stored, keeper });
    return keeper;
  }

  /** The code that speaks OAuth is loaded when the first token is had. */
  async #open(key: string, app: StoredApp): Promise<TokenKeeper> {
    const { fetch, now } = this.#options;
    const server = this.#server(key, app);
    const { appTokens } = await import('../../authorization/entra/appTokens.ts');
    return appTokens({ server, app, fetch, now });
  }

  #server(key: string, { tenantId, clientId }: StoredApp): LoginServer {
    const place = this.#options.placeOf(key);
    const server = place?.tenantId === tenantId ? loginServerAt(place.origin, place) : null;
    if (server === null)
      throw new SignInFailure('none', {
        authority: place?.origin ?? '',
        tenantId: place?.tenantId ?? tenantId,
        clientId,
      });
    return server;
  }

  #failure(kind: 'none' | 'sameToken' | 'challenged', key: string): SignInFailure {
    const place = this.#options.placeOf(key);
    const { origin = '', tenantId = '' } = place ?? {};
    const authority = place === null ? '' : (loginServerAt(origin, place)?.authority ?? origin);
    return new SignInFailure(kind, { authority, tenantId, clientId: '' });
  }
}
