import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, it, type TestContext } from 'node:test';
import {
  HttpFailure,
  openHttpClient,
  type HttpAnswer,
  type HttpClientOptions,
} from '../../src/directories/http/httpClient.ts';
import { startUnrulyServer, type Switches } from '../support/unrulyServer.ts';

const never = new AbortController().signal;

/** Sends one request that may be repeated to a server that does this wrong; pauses between attempts take no time. */
async function ask(
  test: TestContext,
  switches: Partial<Switches>,
  options: Partial<HttpClientOptions> = {},
): Promise<{ readonly answer: Promise<HttpAnswer>; readonly requests: () => number }> {
  const server = await startUnrulyServer(test, null, switches);
  return { answer: askAt(test, server.origin, options), requests: server.requests };
}

function askAt(test: TestContext, baseAddress: string, options: Partial<HttpClientOptions> = {}): Promise<HttpAnswer> {
  let now = 0;
  const client = openHttpClient({
    baseAddress,
    token: null,
    contentType: 'application/json',
    concurrency: 1,
    timeout: 200,
    clock: {
      now: () => now,
      sleep(milliseconds) {
        now += milliseconds;
        return Promise.resolve();
      },
    },
    ...options,
  });
  test.after(() => client.close());
  return client.send({ method: 'GET', path: '/', repeatable: true }, never);
}

function failsWith(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof HttpFailure, String(error));
    assert.deepEqual([error.code, error.maybeSent], [code, true]);
    assert.match(error.message, words);
    return true;
  };
}

const body = JSON.stringify({ text: 'x'.repeat(2000) });
const page = (): { readonly body: string } => ({ body });

describe('an exchange that does not come to its end is given up:', () => {
  const drips: readonly (readonly [what: string, switches: Partial<Switches>, code: string])[] = [
    ['a byte of the body at a time', { drip: { bytes: 1, everyMs: 20 } }, 'EXCHANGE_TOO_SLOW'],
    ['a few bytes of the body at a time', { drip: { bytes: 30, everyMs: 40 } }, 'EXCHANGE_TOO_SLOW'],
    ['a byte of the headers at a time', { drip: { bytes: 1, everyMs: 20, headersToo: true } }, 'EXCHANGE_TIMEOUT'],
    ['a body that stops', { drip: { bytes: 1000, everyMs: 3_600_000 } }, 'EXCHANGE_TIMEOUT'],
    ['interim responses and no other', { endless: 'interim' }, 'EXCHANGE_TIMEOUT'],
  ];
  for (const [what, switches, code] of drips)
    it(what, async (test) => {
      const { answer, requests } = await ask(test, { instead: page, ...switches });
      await assert.rejects(answer, failsWith(code, /did not respond within|had not finished it/));
      assert.equal(requests(), 3, 'a read is tried three times');
    });

  it('a body without an end', async (test) => {
    const { answer, requests } = await ask(test, { endless: 'body' }, { timeout: 60_000 });
    await assert.rejects(answer, failsWith('UND_ERR_RES_EXCEEDED_MAX_SIZE', /too large to read/));
    assert.equal(requests(), 1, 'what is too large would be so again');
  });

  it('a small body that becomes a large one when it is decoded', async (test) => {
    const packed = gzipSync(Buffer.alloc(120_000_000));
    const instead = (): { headers: Record<string, string>; body: Buffer } => ({
      headers: { 'content-encoding': 'gzip' },
      body: packed,
    });
    const { answer } = await ask(test, { instead }, { timeout: 60_000 });
    await assert.rejects(answer, failsWith('ERR_BUFFER_TOO_LARGE', /too large to read/));
  });

  it('a connection that is never made; nothing was sent', async (test) => {
    // A proxy that takes connections and says nothing.
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    const { port } = server.address() as AddressInfo;
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${port}`;
    test.after(() => {
      delete process.env['HTTPS_PROXY'];
    });
    await assert.rejects(askAt(test, 'https://192.0.2.1'), (error) => {
      assert.ok(error instanceof HttpFailure);
      assert.deepEqual([error.code, error.maybeSent], ['CONNECTION_TIMEOUT', false]);
      return true;
    });
  });
});

describe('an exchange that takes its time', () => {
  it('and brings much all the while is waited for, longer than a silent one', async (test) => {
    const large = JSON.stringify({ text: 'x'.repeat(30_000) });
    const { answer } = await ask(test, { instead: () => ({ body: large }), drip: { bytes: 3000, everyMs: 60 } });
    assert.equal((await answer).text, large);
  });
});

describe('a pause that a server asks for by date', () => {
  it('is counted by the server’s clock, wherever this machine’s stands', async (test) => {
    const date = new Date(Date.now() + 400 * 86_400_000);
    let refused = false;
    const waited: number[] = [];
    const server = await startUnrulyServer(test, null, {
      instead: () => {
        if (refused) return { body };
        refused = true;
        const later = new Date(date.getTime() + 3000);
        return { status: 429, headers: { date: date.toUTCString(), 'retry-after': later.toUTCString() }, body: '' };
      },
    });
    const clock = {
      now: () => waited.reduce((sum, each) => sum + each, 0),
      sleep(milliseconds: number) {
        waited.push(milliseconds);
        return Promise.resolve();
      },
    };
    assert.equal((await askAt(test, server.origin, { clock })).status, 200);
    assert.deepEqual(waited, [3000]);
  });
});
