import * as oauth from 'oauth4webapi';
import { accessToken, type AccessToken, type Authorization } from './authorization.ts';
import { scopesOf, usualLife } from './authorize.ts';
import type { AuthorizationServer } from './authorizationServer.ts';
import { AuthorizationFailure } from './authorizationFailure.ts';
import { networkReason } from './networkReason.ts';
import {
  clientAuthentication,
  metadata,
  requestOptions,
  tokenResponse,
  type Fetch,
  type TokenRequests,
} from './oauthClient.ts';

/** What a renewal gave. */
export interface Renewal {
  readonly access: AccessToken;
  /** The same as before, unless the server has given another in its place. */
  readonly refreshToken: string;
}

/**
 * Renews an access token (RFC 6749 section 6).
 *
 * @throws AuthorizationFailure, of kind `revoked` when the authorization has ended.
 */
export async function renewAccess(
  requests: TokenRequests,
  { refreshToken, access }: Pick<Authorization, 'refreshToken' | 'access'>,
  signal: AbortSignal,
): Promise<Renewal> {
  const { server, app, now } = requests;
  const request = oauth.refreshTokenGrantRequest(
    metadata(server),
    { client_id: app.key },
    clientAuthentication(app),
    refreshToken,
    requestOptions(requests, signal),
  );
  const told = await tokenResponse(requests, request, 'revoked', signal);
  const scopes = scopesOf(told.scope, access?.scopes ?? []);
  return {
    access: accessToken(told.access_token, told.expires_in ?? usualLife, scopes, now()),
    refreshToken: told.refresh_token ?? refreshToken,
  };
}

/**
 * Revokes an authorization: its refresh token, and every access token that came of it (Dropbox API specification,
 * `auth/token/revoke`). It's called with an access token that is in force.
 *
 * @throws AuthorizationFailure; none for a token that Dropbox doesn't know any more.
 */
export async function revokeAccess(
  { apiAddress, origin }: AuthorizationServer,
  token: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<void> {
  let status: number;
  try {
    const response = await fetch(`${apiAddress.replace(/\/+$/, '')}/2/auth/token/revoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });
    ({ status } = response);
    await response.body?.cancel();
  } catch (error) {
    signal.throwIfAborted();
    throw new AuthorizationFailure('unreachable', origin, networkReason(error));
  }
  if (status !== 200 && status !== 401) throw new AuthorizationFailure('refused', origin, `HTTP ${status}`);
}

/** Milliseconds until a request without a response is given up. */
const timeout = 30_000;
