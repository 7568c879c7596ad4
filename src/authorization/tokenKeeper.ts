import { usableToken, type AccessToken, type Authorization } from './authorization.ts';
import { AuthorizationFailure } from './authorizationFailure.ts';
import type { Renewal } from './renew.ts';
import { sharedRenewal } from './sharedRenewal.ts';

/** Where one authorization is kept; others may change it meanwhile. */
export interface AuthorizationStore {
  /** Null when there is none any more. */
  read(): Promise<Authorization | null>;
  /** Puts a renewed one in the place of the former; nothing where that isn’t there any more. */
  write(renewed: Authorization, former: Authorization): Promise<void>;
  /** Runs work that nobody else runs at the same time, in whatever window. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface TokenKeeperOptions {
  readonly store: AuthorizationStore;
  readonly renew: (authorization: Authorization) => Promise<Renewal>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For messages. */
  readonly origin: string;
}

/** Keeps the access token of one authorization fresh. */
export interface TokenKeeper {
  /**
   * A token that is in force: the stored one, if somebody has renewed it already, else a new one. Whoever asks while one is being
   * renewed gets that.
   *
   * @param refused a token that the server has just refused as expired; null for none.
   * @throws AuthorizationFailure
   */
  fresh(refused: string | null): Promise<AccessToken>;
}

/** Milliseconds until the next attempt, where a token that still holds couldn't be renewed early. */
const pauseAfterFailure = 30_000;

export function createTokenKeeper({ store, renew, now, origin }: TokenKeeperOptions): TokenKeeper {
  const stored = async (): Promise<Authorization> => {
    const authorization = await store.read();
    if (authorization === null) throw new AuthorizationFailure('none', origin);
    return authorization;
  };
  const obtain = async (refused: string | null): Promise<AccessToken> =>
    usableToken(await stored(), refused, now()) ??
    store.alone(async () => {
      // Another window may have renewed it while this one waited.
      const held = await stored();
      const newer = usableToken(held, refused, now());
      if (newer !== null) return newer;
      try {
        const renewal = await renew(held);
        await store.write({ ...held, ...renewal }, held);
        return renewal.access;
      } catch (error) {
        const { access } = held;
        const stillHolds = access !== null && access.token !== refused && now() < access.expiresAt;
        if (!(error instanceof AuthorizationFailure) || error.kind !== 'unreachable' || !stillHolds) throw error;
        return { ...access, renewAt: Math.min(access.expiresAt, now() + pauseAfterFailure) };
      }
    });

  return { fresh: sharedRenewal(obtain) };
}
