import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from './cliProcess.ts';

export interface CountingServer {
  /** Path of a sound job that has the server as source and target. */
  readonly job: string;
  readonly requests: () => number;
}

/** A server that counts what it is asked, for calls that must not ask anything. */
export async function countingServer(context: TestContext): Promise<CountingServer> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const job = join(temporaryDirectory(context), 'job with blanks – ünïcode.provisioning.json');
  const source = {
    kind: 'entra',
    tenantId: 't',
    servicePrincipalId: 's',
    baseAddress: `http://127.0.0.1:${port}/v1.0`,
  };
  const target = { kind: 'scim', baseAddress: `http://localhost:${port}/scim` };
  writeFileSync(job, JSON.stringify({ id: 'counting', source, target }, null, 2));
  return { job, requests: () => requests };
}
