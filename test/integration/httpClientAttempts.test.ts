import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import {
  HttpFailure,
  openHttpClient,
  type HttpAnswer,
  type HttpClient,
} from '../../src/directories/http/httpClient.ts';
import { listenUntilEnd } from './loopbackServer.ts';

const never = new AbortController().signal;
const change = { method: 'PATCH', path: '/', body: '{}', repeatable: true } as const;

/** A client of a server that may stop listening; pauses take no time. */
async function start(
  test: TestContext,
  listener: (stop: () => void) => RequestListener,
): Promise<Pick<HttpClient, 'send'>> {
  const server = createServer((request, response) => {
    listener(() => {
      server.close();
      server.closeAllConnections();
    })(request, response);
  });
  let now = 0;
  const client = openHttpClient({
    baseAddress: await listenUntilEnd(test, server),
    token: null,
    contentType: 'application/json',
    concurrency: 1,
    clock: {
      now: () => now,
      sleep: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
    },
  });
  test.after(() => client.close());
  return client;
}

describe('a change that is sent again', () => {
  const firsts: readonly (readonly [
    what: string,
    status: number,
    headers: Record<string, string>,
    maybeActed: boolean,
  ])[] = [
    ['a gateway that fails (502)', 502, {}, true],
    ['a gateway that waits in vain (504)', 504, { 'retry-after': '1' }, true],
    ['a gateway that may have passed it on (503)', 503, {}, true],
    ['a server that asks for a pause (503)', 503, { 'retry-after': '1' }, false],
    ['a server that asks for a pause (429)', 429, {}, false],
  ];
  for (const [what, status, headers, maybeActed] of firsts)
    it(`after ${what} ${maybeActed ? 'may' : 'cannot'} have taken effect the first time`, async (test) => {
      let sent = 0;
      const client = await start(test, () => (_request, response) => {
        if (++sent === 1) response.writeHead(status, headers).end();
        else response.writeHead(400).end();
      });
      const { status: last, maybeActed: acted }: HttpAnswer = await client.send(change, never);
      assert.deepEqual([last, acted], [400, maybeActed]);
    });

  it('after a cut, and then finds no server, may have been carried out', async (test) => {
    const client = await start(test, (stop) => stop);
    await assert.rejects(
      client.send(change, never),
      (error) => error instanceof HttpFailure && error.code === 'ECONNREFUSED' && error.maybeSent,
    );
  });

  it('and finds no server from the first cannot have been', async (test) => {
    const client = await start(test, (stop) => stop);
    await client.send(change, never).catch(() => undefined);
    await assert.rejects(client.send(change, never), (error) => error instanceof HttpFailure && !error.maybeSent);
  });
});
