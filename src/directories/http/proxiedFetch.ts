import { fetch, type RequestInit } from 'undici';
import { openDispatcher } from './dispatcher.ts';

/**
 * `fetch` for a single request, whose response is read as a whole, by the proxies that the environment names, as all requests of ours go (`openDispatcher`). For
 * processes of ours only.
 */
export async function proxiedFetch(address: string, init: RequestInit): Promise<Response> {
  const dispatcher = openDispatcher(new URL(address).origin, 1);
  try {
    const response = await fetch(address, { ...init, dispatcher });
    const body = await response.arrayBuffer();
    const { status, statusText } = response;
    // Callers know the platform's class, not undici's.
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers: [...response.headers] });
  } finally {
    await dispatcher.close();
  }
}
