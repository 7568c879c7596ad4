import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than any client keeps a pooled connection, so that it is never closed under a request. */
const keepAliveTimeout = 120_000;
/** Room for a filter that names hundreds of values in an address; Node's own limit is a quarter of it. */
const maxHeaderSize = 64 * 1024;

/** Makes a server over a handler that answers every request, refusals and errors included; it does not listen yet. */
export function createLoopbackServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  return createServer({ keepAliveTimeout, maxHeaderSize }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // What is left to go wrong is the socket itself: there is nobody to tell any more.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** Lets a server listen on 127.0.0.1 and nowhere else, on a port that the system chooses when none is given. */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ends a server and every connection to it, those left hanging too. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** A server of the sandbox that can listen. */
export interface Listener {
  listen(port?: number): Promise<{ readonly baseAddress: string; readonly port: number }>;
}

/** Lets a server listen on the preferred port, or on any other when somebody else has that one. */
export async function listenPreferring(
  server: Listener,
  preferredPort: number | null,
): Promise<{ readonly baseAddress: string; readonly port: number }> {
  if (preferredPort === null) return server.listen();
  try {
    return await server.listen(preferredPort);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code));
    if (!isTaken) throw error;
    return server.listen();
  }
}
