import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import { SendFailure } from '../../src/engine/notify/sender.ts';
import { webhookSender } from '../../src/engine/notify/webhookSender.ts';
import type { Webhook } from '../../src/job/job.ts';
import type { Notice, NoticeJob } from '../../src/notifications/notice.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { listenUntilEnd } from './loopbackServer.ts';
import { english } from '../../src/protocol/text.ts';

const job: NoticeJob = {
  id: 'dropbox',
  displayName: 'Dropbox',
  source: 'tenant 1',
  target: 'www.dropbox.com',
  computer: 'runner-1',
  timeZone: 'UTC',
};
const notice: Notice = { kind: 'test', id: 'id-1', at: '2026-11-29T13:05:26.000Z' };
const key = 'XyZ0123456789secretKey';
const path = `/services/T000/B000/${key}?sig=${key}2`;

interface Posted {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A service that takes what is posted to it, and responds as the test says. */
async function startService(
  test: TestContext,
  respond: (response: ServerResponse, url: string) => void,
): Promise<{ readonly origin: string; readonly posted: Posted[] }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
      posted.push({ url: request.url ?? '', headers: request.headers, body });
      respond(response, request.url ?? '');
    });
  });
  return { origin: await listenUntilEnd(test, server), posted };
}

async function send(address: string, format: Webhook['format'] = 'json', timeout = 5000): Promise<void> {
  const sender = webhookSender({ address, format }, job, timeout);
  assert.doesNotMatch(sender.to, new RegExp(key));
  try {
    await sender.send(notice, new AbortController().signal);
  } finally {
    await sender.close();
  }
}

async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const error: unknown = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SendFailure, String(error));
  assert.doesNotMatch(`${error.message} ${english(error.recommendedAction)} ${error.stack ?? ''}`, new RegExp(key));
  return error;
}

describe('a webhook', () => {
  it('is posted to as it is written, in the shape that its service reads, without a token', async (test) => {
    const { origin, posted } = await startService(test, (response) => response.writeHead(202).end());
    for (const format of ['teams', 'slack', 'json'] as const) await send(origin + path, format);
    assert.deepEqual(
      posted.map(({ url }) => url),
      [path, path, path],
    );
    for (const { headers } of posted) {
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers.authorization, undefined);
    }
    const [teams, slack, json] = posted.map(({ body }) => body as Readonly<Record<string, unknown>>);
    assert.equal(teams?.['type'], 'message');
    assert.equal(slack?.['text'], 'Dropbox Provisioning: test notification for Dropbox');
    assert.deepEqual([json?.['kind'], json?.['version']], ['test', 1]);
  });

  it('that redirects is not followed', async (test) => {
    const elsewhere = await startService(test, (response) => response.writeHead(200).end());
    const { origin, posted } = await startService(test, (response, url) =>
      response.writeHead(307, { location: elsewhere.origin + url }).end(),
    );
    const failure = await failureOf(send(origin + path));
    assert.match(failure.message, /responded with 307, a redirect, which is not followed/);
    assert.deepEqual([posted.length, elsewhere.posted.length], [1, 0]);
  });

  it('that refuses is quoted, without the key that it repeats, and is asked once', async (test) => {
    for (const [status, action] of [
      [404, /anew/],
      [410, /anew/],
      [400, /format/],
      [429, /tried again/],
      [500, /tried again/],
      [503, /tried again/],
    ] as const) {
      const { origin, posted } = await startService(test, (response, url) =>
        response.writeHead(status, { 'retry-after': '1' }).end(`no_service at ${url} for ${key}`),
      );
      const failure = await failureOf(send(origin + path));
      assert.match(failure.message, new RegExp(`responded with ${status}: no_service`));
      assert.match(english(failure.recommendedAction), action);
      assert.equal(posted.length, 1);
    }
  });

  it('whose certificate nobody trusts gets nothing', async (test) => {
    const requests: string[] = [];
    const server = createTlsServer(selfSignedCertificate(['127.0.0.1']), (request, response) => {
      requests.push(request.url ?? '');
      response.end();
    });
    const origin = (await listenUntilEnd(test, server)).replace('http:', 'https:');
    const failure = await failureOf(send(origin + path));
    assert.match(failure.message, /DEPTH_ZERO_SELF_SIGNED_CERT/);
    assert.deepEqual(requests, []);
  });

  it('that is silent is given up', async (test) => {
    const { origin } = await startService(test, () => undefined);
    const failure = await failureOf(send(origin + path, 'json', 200));
    assert.equal(failure.unreachable, true);
  });
});
