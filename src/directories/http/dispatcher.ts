import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';

/** Bytes of the largest answer that is read; a group of 100,000 members takes a fifth of it. */
export const largestAnswer = 100_000_000;

/**
 * Connections to one origin. A proxy that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used except
 * for loopback.
 */
export function openDispatcher(origin: string, connections: number): Dispatcher {
  const { hostname } = new URL(origin);
  if (proxyFor(origin) !== null && !isLoopback(hostname))
    return new EnvHttpProxyAgent({ connections, maxResponseSize: largestAnswer });
  return new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 10_000, maxResponseSize: largestAnswer });
}

/** The proxy that the environment names for an origin, without its credentials; null when there is none. */
export function proxyFor(origin: string): string | null {
  const secure = origin.startsWith('https:');
  const named = secure
    ? (process.env['HTTPS_PROXY'] ?? process.env['https_proxy'])
    : (process.env['HTTP_PROXY'] ?? process.env['http_proxy']);
  if (named === undefined || named === '') return null;
  try {
    const url = new URL(named);
    return `${url.protocol}//${url.host}`;
  } catch {
    return named.replace(/\/\/[^@/]*@/, '//');
  }
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d+){3}$/.test(hostname);
}
