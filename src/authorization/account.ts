import { AuthorizationFailure } from './authorizationFailure.ts';
import type { AuthorizationServer } from './authorizationServer.ts';
import { networkReason } from './networkReason.ts';
import type { Fetch } from './oauthClient.ts';
import { text } from '../protocol/text.ts';

/** Who has authorized, and for which team. */
export interface Account {
  readonly team: { readonly id: string; readonly name: string };
  /** Email address; null where Dropbox doesn't tell. */
  readonly admin: string | null;
}

/**
 * Asks Dropbox for the team that a new token is for, and for the admin behind it (`team/get_info`,
 * `team/token/get_authenticated_admin`).
 *
 * @throws AuthorizationFailure, of kind `noAdmin` when the token may not ask.
 */
export async function readAccount(
  server: AuthorizationServer,
  token: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Account> {
  const info = await call(server, 'team/get_info', token, fetch, signal);
  if (info.status !== 200) throw refusal(server, info);
  const id = member(info.body, 'team_id');
  if (typeof id !== 'string') throw new AuthorizationFailure('unreadable', server.origin, text`no team_id`);
  const name = member(info.body, 'name');
  const told = await call(server, 'team/token/get_authenticated_admin', token, fetch, signal);
  const admin = told.status === 200 ? member(member(told.body, 'admin_profile'), 'email') : null;
  return { team: { id, name: typeof name === 'string' ? name : id }, admin: typeof admin === 'string' ? admin : null };
}

interface Told {
  readonly status: number;
  readonly body: unknown;
}

/** A missing scope isn't the admin's fault: it's told with the others that are missing. */
function refusal({ origin }: AuthorizationServer, { status, body }: Told): AuthorizationFailure {
  const tag = member(member(body, 'error'), '.tag');
  const detail = typeof tag === 'string' && /^[a-z_]{1,60}$/.test(tag) ? tag : `HTTP ${status}`;
  if (tag === 'missing_scope') return new AuthorizationFailure('scopeRefused', origin, 'team_info.read');
  const isAccess = status === 400 || status === 401 || status === 403 || status === 409;
  return new AuthorizationFailure(isAccess ? 'noAdmin' : 'unreachable', origin, detail);
}

async function call(
  { apiAddress, origin }: AuthorizationServer,
  route: string,
  token: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Told> {
  try {
    const response = await fetch(`${apiAddress.replace(/\/+$/, '')}/2/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: 'null',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    signal.throwIfAborted();
    throw new AuthorizationFailure('unreachable', origin, networkReason(error));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
