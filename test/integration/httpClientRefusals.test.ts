import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { openHttpClient, type HttpAnswer } from '../../src/directories/http/httpClient.ts';
import type { Clock } from '../../src/directories/http/throttle.ts';

/** Sends one request to a server that refuses the first `refusals` with 429. */
async function sendTo(test: TestContext, refusals: number, retryAfter: string | null): Promise<Sent> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.statusCode = requests > refusals ? 200 : 429;
    if (retryAfter !== null) response.setHeader('Retry-After', retryAfter);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const { port } = server.address() as AddressInfo;
  const baseAddress = `http://127.0.0.1:${port}`;
  const client = openHttpClient({ baseAddress, token: null, contentType: 'application/json', concurrency: 1, clock });
  test.after(async () => {
    await client.close();
    server.close();
  });
  const request = { method: 'POST', path: '/', body: '{}', repeatable: false } as const;
  const answer = await client.send(request, new AbortController().signal);
  return { status: answer.status, requests, waited: now };
}

interface Sent {
  readonly status: HttpAnswer['status'];
  readonly requests: number;
  /** Milliseconds. */
  readonly waited: number;
}

describe('a request that the server refuses with 429', () => {
  it('is sent again as often as it takes while the pauses are short', async (test) => {
    assert.deepEqual(await sendTo(test, 8, '1'), { status: 200, requests: 9, waited: 8000 });
  });

  it('waits longer each time when the server does not say how long', async (test) => {
    assert.deepEqual(await sendTo(test, 3, null), { status: 200, requests: 4, waited: 250 + 500 + 1000 });
  });

  it('is sent five times even when the pauses are long', async (test) => {
    assert.deepEqual(await sendTo(test, 4, '60'), { status: 200, requests: 5, waited: 240_000 });
  });

  it('is given up when the server goes on refusing', async (test) => {
    assert.deepEqual(await sendTo(test, Infinity, '1'), { status: 429, requests: 11, waited: 10_000 });
    assert.equal((await sendTo(test, Infinity, '0')).status, 429);
  });
});
