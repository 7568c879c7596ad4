/**
 * The client that the engine is compared with: nothing but undici, ready-made bodies, and as many requests at a time as the
 * engine sends. Gets its task as a message and answers with the seconds that it took.
 */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import type { BenchAddresses } from './engineServers.ts';

export interface BareLoopTask {
  readonly addresses: BenchAddresses;
  /** How many of the requests create a user; the others read one page of one user. */
  readonly creates: number;
  readonly requests: number;
}

/** As the engine's client for SCIM (src/directories/scim/scimDirectory.ts). */
const concurrency = 16;

process.once('message', (task: BareLoopTask) => {
  void run(task).then((seconds) => process.send?.(seconds));
});

async function run({ addresses: { target, token }, creates, requests }: BareLoopTask): Promise<number> {
  const { origin, pathname } = new URL(target);
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const bodies = Array.from({ length: creates }, (_, index) => readyMadeBody(index));
  const startedAt = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < requests) {
      const body = bodies[next++] ?? null;
      const answer = await pool.request({
        method: body === null ? 'GET' : 'POST',
        path: body === null ? `${pathname}/Users?count=1` : `${pathname}/Users`,
        headers,
        body,
      });
      await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`The server answered ${answer.statusCode} to the bare loop.`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return seconds;
}

function readyMadeBody(index: number): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `bare${index}@contoso.com`,
    active: true,
    externalId: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
    name: { givenName: 'Bare', familyName: `Loop ${index}` },
  });
}
