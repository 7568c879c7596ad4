import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { scim } from '@better-auth/scim';
import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { listenUntilEnd } from './loopbackServer.ts';

/** A SCIM 2.0 server that this project did not write: better-auth's plug-in, with a database in memory. */
export interface BetterAuthServer {
  readonly baseAddress: string;
  readonly token: string;
}

/** Starts the server; it ends with the test. */
export async function startBetterAuthServer(test: TestContext): Promise<BetterAuthServer> {
  const token = randomUUID();
  let handle: RequestListener = () => undefined;
  const server = createServer((request, response) => {
    handle(request, response);
  });
  const origin = await listenUntilEnd(test, server);
  const connection = { id: 'engine', credentials: [{ type: 'bearer', id: 'engine', token } as const] };
  const auth = betterAuth({
    database: new DatabaseSync(':memory:'),
    baseURL: origin,
    secret: randomUUID() + randomUUID(),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    // Its types are not made for exactOptionalPropertyTypes.
    plugins: [scim({ connections: [connection] }) as unknown as BetterAuthPlugin],
  });
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const respond = toNodeHandler(auth);
  handle = (request, response) => {
    void respond(request, response);
  };
  return { baseAddress: `${origin}/api/auth/scim/v2`, token };
}
