/** A token for a few hours, and when it is renewed. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Some minutes earlier, so that no request meets its end. Milliseconds since 1970. */
  readonly renewAt: number;
  readonly scopes: readonly string[];
}

/** What an admin has allowed, and what it is renewed with. */
export interface Authorization {
  readonly appKey: string;
  readonly refreshToken: string;
  /** Null before the first renewal. */
  readonly access: AccessToken | null;
  readonly team: { readonly id: string; readonly name: string } | null;
  /** The email address of the admin who allowed it; null where Dropbox doesn't tell. */
  readonly admin: string | null;
}

/** Milliseconds before its end that a token is renewed at the earliest; Dropbox's own SDK does so, too. */
const longestMargin = 300_000;
/** A token that lives for a short time is used for nine tenths of it. */
const shareOfLife = 0.1;

/**
 * @param lifeInSeconds `expires_in` (RFC 6749 section 5.1).
 * @param now milliseconds since 1970.
 */
export function accessToken(token: string, lifeInSeconds: number, scopes: readonly string[], now: number): AccessToken {
  const life = lifeInSeconds * 1000;
  const expiresAt = now + life;
  return { token, scopes, expiresAt, renewAt: expiresAt - Math.min(longestMargin, life * shareOfLife) };
}

/**
 * The token to use now; null when it has to be renewed first.
 *
 * @param refused a token that the server has just refused as expired; null for none.
 */
export function usableToken(
  { access }: Pick<Authorization, 'access'>,
  refused: string | null,
  now: number,
): AccessToken | null {
  return access === null || access.token === refused || now >= access.renewAt ? null : access;
}

/** Stands before a stored authorization; no token can begin so, for tokens have no spaces. */
const mark = 'dropbox authorization ';

/** As it is kept in secret storage. */
export function storedAuthorization(authorization: Authorization): string {
  return mark + JSON.stringify(authorization);
}

/** Null for what is no stored authorization: a token that was pasted. */
export function readStoredAuthorization(stored: string): Authorization | null {
  if (!stored.startsWith(mark)) return null;
  try {
    const value = JSON.parse(stored.slice(mark.length)) as Partial<Authorization> | null;
    if (typeof value?.refreshToken !== 'string' || typeof value.appKey !== 'string') return null;
    const { appKey, refreshToken, access = null, team = null, admin = null } = value;
    return { appKey, refreshToken, access, team, admin };
  } catch {
    return null;
  }
}
