import { usableToken, type AccessToken, type Authorization } from './authorization.ts';
import { sharedRenewal } from './sharedRenewal.ts';
import { TokenFailure } from './tokenFailure.ts';

/** What tokens are had with, and the one that is in force. */
type Held = Pick<Authorization, 'access'>;

/** Where one authorization is kept; others may change it meanwhile. */
export interface AuthorizationStore<Kept extends Held = Authorization> {
  /** Null when there is none any more. */
  read(): Promise<Kept | null>;
  /** Puts a renewed one in the place of the former; nothing where that isn’t there any more. */
  write(renewed: Kept, former: Kept): Promise<void>;
  /** Runs work that nobody else runs at the same time, in whatever window. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface TokenKeeperOptions<Kept extends Held = Authorization> {
  readonly store: AuthorizationStore<Kept>;
  /**
   * Gets another token, and whatever else has changed with it; `refused` is one that the server has just refused, `challenge`
   * what it wants of the next one.
   */
  readonly renew: (
    kept: Kept,
    refused: string | null,
    challenge: string | null,
  ) => Promise<Partial<Kept> & { readonly access: AccessToken }>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What is said when nothing is kept any more. */
  readonly none: () => TokenFailure;
}

/** Keeps the access token of one authorization fresh. */
export interface TokenKeeper {
  /**
   * A token that is in force: the stored one, if somebody has renewed it already, else a new one. Whoever asks while one is being
   * renewed gets that.
   *
   * @param refused a token that the server has just refused as expired; null for none.
   * @param challenge what the server wants of the next one; null where any other may do.
   * @throws TokenFailure
   */
  fresh(refused: string | null, challenge?: string | null): Promise<AccessToken>;
}

/** Milliseconds until the next attempt, where a token that still holds couldn't be renewed early. */
const pauseAfterFailure = 30_000;

export function createTokenKeeper<Kept extends Held>({
  store,
  renew,
  now,
  none,
}: TokenKeeperOptions<Kept>): TokenKeeper {
  const stored = async (): Promise<Kept> => {
    const kept = await store.read();
    if (kept === null) throw none();
    return kept;
  };
  const obtain = async (refused: string | null, challenge: string | null): Promise<AccessToken> =>
    usableToken(await stored(), refused, now()) ??
    store.alone(async () => {
      // Another window may have renewed it while this one waited.
      const held = await stored();
      const newer = usableToken(held, refused, now());
      if (newer !== null) return newer;
      try {
        const renewal = await renew(held, refused, challenge);
        await store.write({ ...held, ...renewal }, held);
        return renewal.access;
      } catch (error) {
        const { access } = held;
        const stillHolds = access !== null && access.token !== refused && now() < access.expiresAt;
        if (!(error instanceof TokenFailure) || !error.passes || !stillHolds) throw error;
        return { ...access, renewAt: Math.min(access.expiresAt, now() + pauseAfterFailure) };
      }
    });

  return { fresh: sharedRenewal(obtain) };
}
