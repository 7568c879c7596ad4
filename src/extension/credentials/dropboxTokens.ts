import { readStoredAuthorization, storedAuthorization, type Authorization } from '../../authorization/authorization.ts';
import { AuthorizationFailure } from '../../authorization/authorizationFailure.ts';
import { authorizationServerAt, type AuthorizationServer } from '../../authorization/authorizationServer.ts';
import type { Fetch } from '../../authorization/oauthClient.ts';
import type { AuthorizationStore, TokenKeeper } from '../../authorization/tokenKeeper.ts';
import type { RenewedToken, RenewTokenParams } from '../../protocol/openJob.ts';
import { originOfTargetKey } from './credentialNeeds.ts';
import { withFileLock } from './fileLock.ts';

/** The part of VS Code's SecretStorage that is used here. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

export interface DropboxTokensOptions {
  readonly secrets: Secrets;
  /** A file that all windows of this machine see. */
  readonly lockPath: string;
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Keeps the access tokens of stored authorizations fresh, for the engine's process and for all windows: each renewal is in
 * secret storage before it is used.
 */
export class DropboxTokens {
  readonly #options: Required<DropboxTokensOptions>;
  readonly #keepers = new Map<string, Promise<TokenKeeper>>();

  constructor(options: DropboxTokensOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** A token that is in force, by the key of its stored authorization. @throws AuthorizationFailure */
  async renew({ key, refused }: RenewTokenParams): Promise<RenewedToken> {
    const { token, renewAt } = await (await this.#keeper(key)).fresh(refused);
    return { token, renewAt };
  }

  /**
   * Revokes a stored authorization at Dropbox and forgets it, in this order; where Dropbox can't be told, it's forgotten all the
   * same.
   *
   * @returns why Dropbox couldn't be told; null when it was, or had ended it already.
   */
  async revoke(key: string): Promise<AuthorizationFailure | null> {
    const failure = await this.#revokeThere(key).then(
      () => null,
      (error: unknown) => {
        if (error instanceof AuthorizationFailure) return error;
        throw error;
      },
    );
    await this.#options.secrets.delete(key);
    return failure === null || failure.kind === 'revoked' || failure.kind === 'none' ? null : failure;
  }

  async #revokeThere(key: string): Promise<void> {
    const { token } = await this.renew({ key, refused: null });
    const { revokeAccess } = await import('../../authorization/renew.ts');
    await revokeAccess(serverOf(key), token, this.#options.fetch, new AbortController().signal);
  }

  #keeper(key: string): Promise<TokenKeeper> {
    const keeper = this.#keepers.get(key) ?? this.#open(key);
    this.#keepers.set(key, keeper);
    return keeper;
  }

  async #open(key: string): Promise<TokenKeeper> {
    const [{ renewAccess }, { createTokenKeeper }] = await Promise.all([
      import('../../authorization/renew.ts'),
      import('../../authorization/tokenKeeper.ts'),
    ]);
    const { fetch, now } = this.#options;
    const server = serverOf(key);
    return createTokenKeeper({
      store: this.#store(key),
      renew: (held) =>
        renewAccess(
          { server, app: { key: held.appKey, secret: null }, fetch, now },
          held,
          new AbortController().signal,
        ),
      now,
      none: () => new AuthorizationFailure('none', server.origin),
    });
  }

  #store(key: string): AuthorizationStore {
    const { secrets, lockPath } = this.#options;
    const read = async (): Promise<Authorization | null> => {
      const stored = await secrets.get(key);
      return stored === undefined ? null : readStoredAuthorization(stored);
    };
    return {
      read,
      async write(renewed, former) {
        // Somebody may have removed it, or authorized anew, meanwhile.
        if ((await read())?.refreshToken !== former.refreshToken) return;
        await secrets.store(key, storedAuthorization(renewed));
      },
      alone: (work) => withFileLock(lockPath, work),
    };
  }
}

function serverOf(key: string): AuthorizationServer {
  const origin = originOfTargetKey(key) ?? '';
  const server = URL.canParse(origin) ? authorizationServerAt(origin) : null;
  if (server === null) throw new AuthorizationFailure('none', origin);
  return server;
}
