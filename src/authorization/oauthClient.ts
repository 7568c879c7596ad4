import * as oauth from 'oauth4webapi';
import { isLoopbackHost } from '../job/loopback.ts';
import { type Text, text } from '../protocol/text.ts';
import type { AuthorizationServer } from './authorizationServer.ts';
import { AuthorizationFailure, type AuthorizationFailureKind } from './authorizationFailure.ts';
import { networkReason } from './networkReason.ts';

/** How requests are sent: through the engine's process, or by undici's `fetch` in a process of ours. */
export type Fetch = (
  address: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string | URLSearchParams;
    readonly redirect?: 'manual';
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

/** The app that the team has registered in Dropbox's App Console. */
export interface App {
  readonly key: string;
  /** Null for an authorization with PKCE, which needs none. */
  readonly secret: string | null;
}

/** What every request to the token endpoint needs. */
export interface TokenRequests {
  readonly server: AuthorizationServer;
  readonly app: App;
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Milliseconds until a request without a response is given up. */
const timeout = 30_000;

/** Dropbox publishes no metadata of its authorization server (RFC 8414), so this is it. */
export function metadata({ origin, authorizeAddress, tokenAddress }: AuthorizationServer): oauth.AuthorizationServer {
  return { issuer: origin, authorization_endpoint: authorizeAddress, token_endpoint: tokenAddress };
}

/** A public client with PKCE, or a confidential one whose secret goes into the form, never into the address. */
export function clientAuthentication({ secret }: App): oauth.ClientAuth {
  return secret === null ? oauth.None() : oauth.ClientSecretPost(secret);
}

export function requestOptions(
  { server, fetch }: { readonly server: { readonly tokenAddress: string }; readonly fetch: Fetch },
  signal: AbortSignal,
): oauth.TokenEndpointRequestOptions {
  return {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    [oauth.customFetch]: (address, init) => fetch(address, { ...init, redirect: 'manual' }),
    // Plain http is for the sandbox on this machine.
    [oauth.allowInsecureRequests]: isLoopbackHost(new URL(server.tokenAddress).hostname),
  };
}

/** Reads a token response. @throws AuthorizationFailure */
export async function tokenResponse(
  { server, app }: TokenRequests,
  request: Promise<Response>,
  grantRefused: 'codeRefused' | 'revoked',
  signal: AbortSignal,
): Promise<oauth.TokenEndpointResponse> {
  try {
    return await oauth.processGenericTokenEndpointResponse(metadata(server), { client_id: app.key }, await request);
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, server.origin, grantRefused);
  }
}

/** RFC 6749 section 5.2. */
const kinds: Readonly<Record<string, AuthorizationFailureKind>> = {
  invalid_client: 'appRefused',
  unauthorized_client: 'appRefused',
  invalid_scope: 'scopeRefused',
};

function failureOf(error: unknown, origin: string, grantRefused: AuthorizationFailureKind): AuthorizationFailure {
  if (error instanceof oauth.ResponseBodyError) {
    // Only the error's name: a description may repeat what was sent.
    const name = errorName(error.error);
    const kind = error.error === 'invalid_grant' ? grantRefused : (kinds[error.error] ?? 'refused');
    return new AuthorizationFailure(kind, origin, name, error.error);
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError) {
    const status = statusIn('response' in error ? error.response : error.cause);
    const detail = status === null ? text`no token response` : `HTTP ${status}`;
    const busy = status !== null && (status === 429 || status >= 500);
    return new AuthorizationFailure(busy ? 'unreachable' : 'unreadable', origin, detail);
  }
  return new AuthorizationFailure('unreachable', origin, networkReason(error));
}

/** Of a response, whichever `fetch` it is from. */
export function statusIn(response: unknown): number | null {
  const status = typeof response === 'object' && response !== null && 'status' in response ? response.status : null;
  return typeof status === 'number' ? status : null;
}

/** An error's name as RFC 6749 has them; something else isn't repeated. */
export function errorName(name: string): Text {
  return /^[a-z_]{1,60}$/.test(name) ? name : text`unknown error`;
}
