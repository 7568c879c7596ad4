import type { HttpExchange } from '../protocol/provisioning.ts';

/** Headers in which servers name a request: Microsoft Graph's, Dropbox's, and what others commonly use. */
const headers = ['request-id', 'x-dropbox-request-id', 'x-request-id', 'x-ms-request-id', 'x-correlation-id'];

/** What the server that responded calls the request, for its operator's logs; null when it doesn't say. */
export function requestIdIn(exchange: HttpExchange | null): string | null {
  const told = new Map(
    Object.entries(exchange?.response?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return headers.map((name) => told.get(name)).find((value) => value !== undefined && value !== '') ?? null;
}
