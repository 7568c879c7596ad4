import { fetch, type RequestInit } from 'undici';
import { openDispatcher } from './dispatcher.ts';

/**
 * `fetch` for a single request, by the proxies that the environment names, as all requests of ours go (`openDispatcher`). For
 * processes of ours only.
 */
export async function proxiedFetch(address: string, init: RequestInit): Promise<Response> {
  const dispatcher = openDispatcher(new URL(address).origin, 1);
  try {
    return await fetch(address, { ...init, dispatcher });
  } finally {
    // Resolves when the body was read, too.
    void dispatcher.close();
  }
}
