import { isLoopbackHost } from '../../job/loopback.ts';
import { noProxyEntryFor } from './noProxy.ts';

/** How requests reach an origin: through a proxy, or straight to it. */
export interface Route {
  /** The proxy's address without its credentials; null for none. */
  readonly proxy: string | null;
  /** The entry of `NO_PROXY` because of which a proxy that the environment names isn't used; null where none is. */
  readonly exemptBy: string | null;
}

/** How requests reach an origin by what the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`); never by proxy to loopback. */
export function routeTo(origin: string): Route {
  const named = namedProxy(origin);
  const exemptBy = named === null ? null : noProxyEntryFor(origin, variable('NO_PROXY'));
  return { proxy: named === null || exemptBy !== null ? null : withoutCredentials(named), exemptBy };
}

/** The proxy that is used for an origin, without its credentials; null when there is none. */
export function proxyFor(origin: string): string | null {
  return routeTo(origin).proxy;
}

/** The password that an origin's proxy is given, as it stands in the environment and as it is meant. */
export function proxyPasswords(origin: string): readonly string[] {
  const { password = '' } = URL.parse(namedProxy(origin) ?? '') ?? {};
  return password === '' ? [] : [password, decoded(password)];
}

function namedProxy(origin: string): string | null {
  const { hostname, protocol } = new URL(origin);
  if (isLoopbackHost(hostname)) return null;
  const named = variable(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  return named === '' ? null : named;
}

/** A variable in either case; the small letters win, as in undici. */
function variable(name: string): string {
  return process.env[name.toLowerCase()] ?? process.env[name] ?? '';
}

function withoutCredentials(named: string): string {
  const url = URL.parse(named);
  return url === null ? named.replace(/\/\/[^@/]*@/, '//') : `${url.protocol}//${url.host}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
