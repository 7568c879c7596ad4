import { randomBytes } from 'node:crypto';
import { BusinessError } from '../businessError.ts';
import type { BusinessResponse } from '../response.ts';
import { isRegistered, knownScopes } from './app.ts';
import type { App } from './app.ts';
import { authorizePage, codePage, refusedPage } from './pages.ts';

/** A request for an authorisation (RFC 6749 section 4.1.1, RFC 7636 section 4.3, and Dropbox's `token_access_type`). */
export interface AuthorizationRequest {
  readonly redirectUri: string | null;
  readonly state: string | null;
  readonly offline: boolean;
  readonly scopes: readonly string[];
  readonly challenge: { readonly value: string; readonly method: 'S256' | 'plain' } | null;
}

/** What a code stands for until it is exchanged. */
export interface PendingCode extends AuthorizationRequest {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The codes that were given and not exchanged; a restart forgets them. */
export type PendingCodes = Map<string, PendingCode>;

/** RFC 6749 section 4.1.2 asks for ten minutes at most. */
const codeLifeInMilliseconds = 600_000;

/** Shows the page on which the admin allows the app what it asks for. Throws a page that says what is wrong. */
export function showAuthorizePage(app: App, parameters: URLSearchParams): BusinessResponse {
  const request = readRequest(app, parameters);
  return page(200, authorizePage(request.scopes, parameters));
}

/** Carries out what the admin has clicked: back to the app with a code or a refusal, or a page with the code to copy. */
export function decide(app: App, codes: PendingCodes, form: URLSearchParams, now: Date): BusinessResponse {
  const request = readRequest(app, form);
  const { redirectUri, state } = request;
  if (form.get('decision') !== 'allow') {
    const denied = {
      error: 'access_denied',
      error_description: 'The user chose not to give your app access to their Dropbox account.',
    };
    return redirectUri === null
      ? page(200, refusedPage('The app gets no access.'))
      : backTo(redirectUri, { ...denied, state });
  }
  const code = randomBytes(24).toString('base64url');
  codes.set(code, { ...request, expiresAt: now.getTime() + codeLifeInMilliseconds });
  return redirectUri === null ? page(200, codePage(code)) : backTo(redirectUri, { code, state });
}

function readRequest(app: App, parameters: URLSearchParams): AuthorizationRequest {
  const get = (name: string): string => parameters.get(name) ?? '';
  const redirectUri = parameters.get('redirect_uri');
  const scopes = get('scope')
    .split(' ')
    .filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !knownScopes.includes(scope));
  const method = parameters.get('code_challenge_method') ?? 'plain';
  const complaints: readonly (readonly [isWrong: boolean, complaint: string])[] = [
    [get('client_id') !== app.key, `Invalid client_id: "${get('client_id')}" is not the key of an app.`],
    [get('response_type') !== 'code', 'Invalid response_type: it must be "code".'],
    [
      redirectUri !== null && !isRegistered(app, redirectUri),
      `Invalid redirect_uri: "${redirectUri ?? ''}" must exactly match one that the app has registered.`,
    ],
    [!['', 'online', 'offline', 'legacy'].includes(get('token_access_type')), 'Invalid token_access_type.'],
    [!['', 'user', 'team'].includes(get('include_granted_scopes')), 'Invalid include_granted_scopes.'],
    [unknown !== undefined, `Invalid scope: "${unknown ?? ''}" does not exist.`],
    [!['S256', 'plain'].includes(method), 'Invalid code_challenge_method.'],
  ];
  const complaint = complaints.find(([isWrong]) => isWrong);
  if (complaint !== undefined) throw new BusinessError(400, refusedPage(complaint[1]), html);
  const challenge = parameters.get('code_challenge');
  return {
    redirectUri,
    state: parameters.get('state'),
    offline: get('token_access_type') === 'offline',
    // What isn't ticked in the App Console isn't granted, whatever is asked for.
    scopes: scopes.length === 0 ? app.scopes : scopes.filter((scope) => app.scopes.includes(scope)),
    challenge: challenge === null ? null : { value: challenge, method: method === 'S256' ? 'S256' : 'plain' },
  };
}

const html = { 'Content-Type': 'text/html; charset=utf-8' };

function page(status: number, text: string): BusinessResponse {
  return { status, body: text, headers: { ...html, 'Cache-Control': 'no-store' } };
}

function backTo(redirectUri: string, parameters: Readonly<Record<string, string | null>>): BusinessResponse {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return { status: 302, body: '', headers: { Location: url.href } };
}
