import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HttpFailure, openHttpClient, type HttpAnswer } from '../../src/directories/http/httpClient.ts';
import { listenUntilEnd } from './loopbackServer.ts';

const never = new AbortController().signal;

async function ask(test: TestContext, listener: RequestListener, signal = never): Promise<HttpAnswer> {
  const baseAddress = await listenUntilEnd(test, createServer(listener));
  const client = openHttpClient({ baseAddress, token: null, contentType: 'application/json', concurrency: 1 });
  test.after(() => client.close());
  return client.send({ method: 'POST', path: '/', body: '{}', repeatable: false }, signal);
}

describe('an answer', () => {
  it('is put together from its parts, wherever they were cut', async (test) => {
    const whole = Buffer.from('"Zoë 🙂"');
    const answer = await ask(test, (_request, response) => {
      response.write(whole.subarray(0, 4), () => {
        response.end(whole.subarray(4));
      });
    });
    assert.equal(answer.text, '"Zoë 🙂"');
  });

  it('is read without its byte order mark', async (test) => {
    const answer = await ask(test, (_request, response) => response.end('\uFEFF{}'));
    assert.equal(answer.text, '{}');
  });

  for (const [contentType, bytes] of [
    ['application/scim+json; charset=ISO-8859-1', Buffer.from('"Zo\u00EB"', 'latin1')],
    ["application/json;Charset = 'windows-1252'", Buffer.from('"Zo\u00EB"', 'latin1')],
    ['application/json; profile=x; charset="utf-16le"', Buffer.from('"Zo\u00EB"', 'utf16le')],
    ['application/json; charset=utf-16', Buffer.from('\uFEFF"Zo\u00EB"', 'utf16le')],
    ['application/json; charset=utf-16', Buffer.from('\uFEFF"Zo\u00EB"', 'utf16le').swap16()],
    ['application/json; charset=utf-16', Buffer.from('"Zo\u00EB"', 'utf16le')],
    ['application/json; charset=utf-16', Buffer.from('"Zo\u00EB"', 'utf16le').swap16()],
    ['application/json; charset=UTF-16BE', Buffer.from('"Zo\u00EB"', 'utf16le').swap16()],
    ['application/json; charset=ISO-10646-UCS-2', Buffer.from('"Zo\u00EB"', 'utf16le').swap16()],
    ['application/json; charset=ISO-8859-1', Buffer.from('\uFEFF"Zo\u00EB"')],
    ['application/json; charset=UTF8', Buffer.from('"Zo\u00EB"')],
    ['application/json; charset=no-such', Buffer.from('"Zo\u00EB"')],
    ['application/json; charset=', Buffer.from('"Zo\u00EB"')],
    ['application/json', Buffer.from('"Zo\u00EB"')],
  ] as const)
    for (const compressed of [false, true])
      it(`is read as ${contentType} (${bytes.length} bytes${compressed ? ', compressed' : ''})`, async (test) => {
        const answer = await ask(test, (_request, response) => {
          const coding = compressed ? { 'content-encoding': 'gzip' } : {};
          response.writeHead(200, { 'content-type': contentType, ...coding });
          response.end(compressed ? gzipSync(bytes) : bytes);
        });
        assert.equal(answer.text, '"Zo\u00EB"');
      });

  it('is the final one, whatever the server says before it', async (test) => {
    const answer = await ask(test, (_request, response) => {
      response.writeEarlyHints({ link: '</style>; rel=preload' });
      response.writeHead(201, { location: '/1' }).end();
    });
    assert.deepEqual([answer.status, answer.headers['location'], answer.text], [201, '/1', '']);
  });

  it('that is cut off in its middle is a failure, and may have been acted on', async (test) => {
    const asked = ask(test, (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    await assert.rejects(asked, (error) => error instanceof HttpFailure && error.maybeSent);
  });

  it('is not waited for any longer when the request is aborted, and the server sees that', async (test) => {
    const cancel = new AbortController();
    const closed = Promise.withResolvers<undefined>();
    const asked = ask(
      test,
      (_request, response) => {
        response.once('close', closed.resolve);
        cancel.abort(new Error('Cancelled.'));
      },
      cancel.signal,
    );
    await assert.rejects(asked, /Cancelled\./);
    await closed.promise;
  });
});
