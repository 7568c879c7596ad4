import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { proxyFor } from './proxy.ts';

/** Bytes of the largest answer that is read; a group of 100,000 members takes a fifth of it. */
export const largestAnswer = 100_000_000;

/** Bytes of answers that may be on their way at once. */
export const capacityForAnswers = 2 * largestAnswer;

/**
 * Connections to one origin, without undici's own limits of time: those of `ExchangeWatch` hold. A proxy that the
 * environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used except for loopback.
 */
export function openDispatcher(origin: string, connections: number): Dispatcher {
  const limits = { connections, maxResponseSize: largestAnswer, headersTimeout: 0, bodyTimeout: 0 };
  if (proxyFor(origin) !== null) return new EnvHttpProxyAgent(limits);
  return new Pool(origin, { ...limits, pipelining: 1, keepAliveTimeout: 10_000 });
}
