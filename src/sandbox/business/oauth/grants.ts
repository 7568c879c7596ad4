import { createHash, randomBytes } from 'node:crypto';
import type { Records } from '../../target/store.ts';

/** What a token may do, and until when. */
export interface AccessToken {
  readonly scopes: readonly string[];
  /** Milliseconds since 1970; null for the sandbox's own, which doesn't expire. */
  readonly expiresAt: number | null;
  /** The authorisation that it comes from; null for the sandbox's own. */
  readonly grant: string | null;
}

/** One authorisation by the admin. */
export interface Grant {
  readonly scopes: readonly string[];
  /** Made with PKCE, and so renewed without the app's secret. */
  readonly isPublic: boolean;
}

/** The tokens that are in force. They outlive the sandbox's process; only their hashes are kept. */
export interface Grants {
  /** Undefined for a token that was never given or is revoked. */
  accessToken(token: string): AccessToken | undefined;
  /** Begins an authorisation; the refresh token is null for an online one. */
  begin(grant: Grant, offline: boolean): { readonly grant: string; readonly refreshToken: string | null };
  /** A new access token of an authorisation. */
  issue(grant: string, scopes: readonly string[], lifeInSeconds?: number): string;
  byRefreshToken(token: string): (Grant & { readonly id: string }) | undefined;
  /** Revokes a token's whole authorisation. The sandbox's own token stays. */
  revoke(token: string): void;
}

/** Seconds that an access token lives (Dropbox's OAuth guide: four hours). */
export const accessTokenLife = 14_400;

export function openGrants(records: Records, ownToken: string, ownScopes: readonly string[], now: () => Date): Grants {
  const own = hashOf(ownToken);
  const grantOf = (id: string): Grant | undefined => records.get(`oauth/grant/${id}`) as Grant | undefined;
  const accessToken = (token: string): AccessToken | undefined => {
    const hash = hashOf(token);
    if (hash === own) return { scopes: ownScopes, expiresAt: null, grant: null };
    const found = records.get(`oauth/access/${hash}`) as AccessToken | undefined;
    return found?.grant === undefined || found.grant === null || grantOf(found.grant) === undefined ? undefined : found;
  };
  return {
    accessToken,
    begin(grant, offline) {
      const id = randomBytes(12).toString('base64url');
      records.set(`oauth/grant/${id}`, grant);
      const refreshToken = offline ? randomBytes(48).toString('base64url') : null;
      if (refreshToken !== null) records.set(`oauth/refresh/${hashOf(refreshToken)}`, id);
      return { grant: id, refreshToken };
    },
    issue(grant, scopes, lifeInSeconds = accessTokenLife) {
      const token = `sl.u.${randomBytes(48).toString('base64url')}`;
      const issued: AccessToken = { scopes, expiresAt: now().getTime() + lifeInSeconds * 1000, grant };
      records.set(`oauth/access/${hashOf(token)}`, issued);
      return token;
    },
    byRefreshToken(token) {
      const id = records.get(`oauth/refresh/${hashOf(token)}`);
      const grant = typeof id === 'string' ? grantOf(id) : undefined;
      return grant === undefined ? undefined : { ...grant, id: String(id) };
    },
    revoke(token) {
      const grant = accessToken(token)?.grant;
      if (typeof grant === 'string') records.set(`oauth/grant/${grant}`, undefined);
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
