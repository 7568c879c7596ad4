import * as oauth from 'oauth4webapi';
import { accessToken, type AccessToken } from './authorization.ts';
import { AuthorizationFailure } from './authorizationFailure.ts';
import {
  clientAuthentication,
  errorName,
  metadata,
  requestOptions,
  tokenResponse,
  type TokenRequests,
} from './oauthClient.ts';
import { text } from '../protocol/text.ts';

/** A request to an admin, until the response comes. */
export interface PendingAuthorization {
  /** What the admin opens in a browser. */
  readonly address: string;
  /** Where the browser goes back to; null when Dropbox shows a code to paste. */
  readonly redirectAddress: string | null;
  readonly state: string;
  readonly verifier: string;
  readonly scopes: readonly string[];
}

/** What came of a code. */
export interface Granted {
  readonly access: AccessToken;
  readonly refreshToken: string;
  /** `team_id` of Dropbox's token response; null where it isn't told, as for somebody who authorized for themselves. */
  readonly teamId: string | null;
}

/** Seconds that Dropbox's tokens live where a response doesn't say (Dropbox, "OAuth Guide"). */
export const usualLife = 14_400;

/**
 * Begins an authorization with the code grant (RFC 6749 section 4.1) and PKCE (RFC 7636).
 *
 * @param redirectAddress null for a code to paste: Dropbox shows one where no `redirect_uri` is given.
 */
export async function beginAuthorization(
  { server, app }: Pick<TokenRequests, 'server' | 'app'>,
  scopes: readonly string[],
  redirectAddress: string | null,
): Promise<PendingAuthorization> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const address = new URL(server.authorizeAddress);
  const parameters: Record<string, string> = {
    client_id: app.key,
    response_type: 'code',
    // A refresh token comes only with it (Dropbox, "OAuth Guide").
    token_access_type: 'offline',
    scope: scopes.join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(redirectAddress === null ? {} : { redirect_uri: redirectAddress }),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { address: address.href, redirectAddress, state, verifier, scopes };
}

/**
 * Exchanges the response that the browser brought back.
 *
 * @throws AuthorizationFailure, of kind `otherRequest` when its state isn't that of the request.
 */
export async function finishAuthorization(
  requests: TokenRequests,
  pending: PendingAuthorization,
  response: URLSearchParams,
  signal: AbortSignal,
): Promise<Granted> {
  const { server, app } = requests;
  let code: string;
  try {
    const parameters = oauth.validateAuthResponse(metadata(server), { client_id: app.key }, response, pending.state);
    code = parameters.get('code') ?? '';
  } catch (error) {
    throw responseFailure(error, server.origin);
  }
  return exchangeCode(requests, pending, code, signal);
}

/**
 * Exchanges what somebody has pasted: the code that Dropbox shows, or the whole address that the browser was sent to.
 *
 * @throws AuthorizationFailure
 */
export async function finishWithPasted(
  requests: TokenRequests,
  pending: PendingAuthorization,
  pasted: string,
  signal: AbortSignal,
): Promise<Granted> {
  const text = pasted.trim();
  const address = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  return address === null
    ? exchangeCode(requests, pending, text, signal)
    : finishAuthorization(requests, pending, address.searchParams, signal);
}

/** Whether a text may be a code, or an address with one in it. */
export function isPastedCode(pasted: string): boolean {
  return /^[\x21-\x7e]+$/.test(pasted.trim());
}

async function exchangeCode(
  requests: TokenRequests,
  { redirectAddress, verifier, scopes }: PendingAuthorization,
  code: string,
  signal: AbortSignal,
): Promise<Granted> {
  const { server, app, now } = requests;
  const parameters: Record<string, string> = {
    code,
    code_verifier: verifier,
    ...(redirectAddress === null ? {} : { redirect_uri: redirectAddress }),
  };
  const request = oauth.genericTokenEndpointRequest(
    metadata(server),
    { client_id: app.key },
    clientAuthentication(app),
    'authorization_code',
    parameters,
    requestOptions(requests, signal),
  );
  const told = await tokenResponse(requests, request, 'codeRefused', signal);
  if (told.refresh_token === undefined)
    throw new AuthorizationFailure('unreadable', server.origin, text`no refresh_token`);
  const teamId = told['team_id'];
  return {
    access: accessToken(told.access_token, told.expires_in ?? usualLife, scopesOf(told.scope, scopes), now()),
    refreshToken: told.refresh_token,
    teamId: typeof teamId === 'string' && teamId !== '' ? teamId : null,
  };
}

/** A response that names no scopes has granted those that were asked for (RFC 6749 section 5.1). */
export function scopesOf(told: string | undefined, asked: readonly string[]): readonly string[] {
  return told === undefined ? asked : told.split(' ').filter((scope) => scope !== '');
}

function responseFailure(error: unknown, origin: string): AuthorizationFailure {
  if (error instanceof oauth.AuthorizationResponseError)
    return new AuthorizationFailure(
      error.error === 'access_denied' ? 'denied' : error.error === 'invalid_scope' ? 'scopeRefused' : 'refused',
      origin,
      errorName(error.error),
    );
  return new AuthorizationFailure('otherRequest', origin);
}
