import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SendFailure } from '../../src/engine/notify/sender.ts';
import { smtpSender } from '../../src/engine/notify/smtpSender.ts';
import type { Notice, NoticeJob } from '../../src/notifications/notice.ts';
import { readSmtpServer } from '../../src/notifications/smtpServer.ts';
import { startMailServer, type MailServer, type MailServerOptions } from '../support/mailServer.ts';
import { english } from '../../src/protocol/text.ts';

const job: NoticeJob = {
  id: 'dropbox',
  displayName: 'Dropbox <b>“production”</b>',
  source: 'tenant 11111111-2222-3333-4444-555555555555',
  target: 'www.dropbox.com',
  computer: 'runner-1',
  timeZone: 'Europe/Berlin',
};

const entered: Notice = {
  kind: 'quarantineEntered',
  id: '0f0f0f0f-0000-4000-8000-000000000001',
  at: '2026-11-29T13:05:26.000Z',
  reason: 'EncounteredQuarantineException',
  message: 'The target could not be read: it refused the token <script>alert(1)</script>.',
  recommendedAction: 'Enter a token that is valid for this target.',
  since: '2026-11-29T13:05:26.000Z',
  formerReason: null,
  requestId: 'abc-123',
  staged: null,
};

const login = { user: 'provisioning@contoso.com', password: 'p@ss:word/%' };

async function startServer(test: TestContext, options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  test.after(() => server.close());
  return server;
}

/** Makes this process trust a server's certificate for the length of a test, as NODE_EXTRA_CA_CERTS does from its start. */
function trust(test: TestContext, { cert }: MailServer): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  test.after(() => {
    setDefaultCACertificates(before);
  });
}

/** Sends a notice to a server by an address that isn't loopback, unless another is given. */
async function send(
  address: string,
  options: { readonly from?: string; readonly timeout?: number } = {},
): Promise<void> {
  const reading = readSmtpServer(address);
  assert.ok('server' in reading, address);
  const sender = smtpSender({
    access: reading,
    email: 'it@contoso.com',
    from: options.from ?? null,
    job,
    timeout: options.timeout ?? 5000,
  });
  await sender.send(entered, new AbortController().signal);
}

const failureOf = async (sending: Promise<void>): Promise<SendFailure> => {
  const error: unknown = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SendFailure, String(error));
  return error;
};

const withLogin = (port: number, password = login.password): string =>
  `smtp://${encodeURIComponent(login.user)}:${encodeURIComponent(password)}@0.0.0.0:${port}`;

describe('a mail server', () => {
  it('gets a mail in two parts, by STARTTLS, after the login', async (test) => {
    const server = await startServer(test, { login });
    trust(test, server);
    await send(withLogin(server.port));
    const [received] = server.received;
    assert.ok(received !== undefined);
    assert.deepEqual([received.encrypted, received.user], [true, login.user]);
    assert.deepEqual([received.from, received.to], [login.user, ['it@contoso.com']]);
    const { mail } = received;
    assert.deepEqual(
      [mail.from?.name, mail.subject, mail.messageId],
      [
        'Dropbox Provisioning',
        'Dropbox Provisioning: Dropbox <b>“production”</b> is in quarantine',
        `<${entered.id}@contoso.com>`,
      ],
    );
    assert.match(mail.text ?? '', /it refused the token <script>alert\(1\)<\/script>\.\n/);
    assert.match(mail.text ?? '', /What to do:\n- Enter a token that is valid for this target\.\n/);
    assert.match(mail.text ?? '', /Request ID: +abc-123\n/);
    assert.match(mail.text ?? '', /Time: +2026-11-29 14:05:26 \+01:00 \(Europe\/Berlin\)\n/);
    assert.match(mail.html ?? '', /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.doesNotMatch(mail.html ?? '', /<script|<img|<link|src=|href=|url\(/i);
    assert.equal(mail.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
    assert.doesNotMatch(received.raw, /p@ss/);
  });

  it('is spoken to with TLS from the first byte where the address says so', async (test) => {
    const server = await startServer(test, { tls: 'implicit' });
    trust(test, server);
    await send(`smtps://0.0.0.0:${server.port}`, { from: 'sender@contoso.com' });
    assert.deepEqual([server.received[0]?.encrypted, server.received[0]?.from], [true, 'sender@contoso.com']);
  });

  it('on this machine needs no TLS, and the mail comes from the recipient where nobody else is known', async (test) => {
    const server = await startServer(test, { tls: 'none' });
    await send(`smtp://127.0.0.1:${server.port}`);
    assert.deepEqual([server.received[0]?.encrypted, server.received[0]?.from], [false, 'it@contoso.com']);
  });

  it('that offers no TLS gets nothing, the password least of all', async (test) => {
    const server = await startServer(test, { tls: 'none' });
    const failure = await failureOf(send(withLogin(server.port)));
    assert.match(failure.message, /could not be encrypted/);
    assert.match(english(failure.recommendedAction), /STARTTLS/);
    assert.deepEqual([server.received.length, failure.unreachable], [0, true]);
  });

  it('whose certificate nobody trusts, or that is for another host, gets nothing', async (test) => {
    const unknown = await startServer(test, { login });
    assert.match((await failureOf(send(withLogin(unknown.port)))).message, /self-signed certificate/);
    const other = await startServer(test, { login, names: ['mail.example.com'] });
    trust(test, other);
    assert.match((await failureOf(send(withLogin(other.port)))).message, /altnames|does not match/);
    assert.deepEqual([...unknown.received, ...other.received], []);
  });

  it('that refuses the password is named, and the password is not', async (test) => {
    const server = await startServer(test, { login });
    trust(test, server);
    const failure = await failureOf(send(withLogin(server.port, 'wrong password')));
    assert.match(failure.message, /refused the user name or password: 535/);
    assert.match(english(failure.recommendedAction), /Update Credentials.*DROPBOX_PROVISIONING_SMTP/);
    assert.doesNotMatch(`${failure.message} ${String(failure.cause)}`, /wrong password/);
  });

  it('that refuses recipient, sender or mail is quoted, without the password that it repeats', async (test) => {
    for (const [at, expected] of [
      ['recipient', /refused the mail from .* to it@contoso\.com: 550/],
      ['sender', /refused the mail from .*: 550/],
      ['data', /did not take the mail: 550/],
    ] as const) {
      const text = `5.1.1 Not here, ${login.password}`;
      const server = await startServer(test, { login, refuse: { at, code: 550, text } });
      trust(test, server);
      const failure = await failureOf(send(withLogin(server.port)));
      assert.match(failure.message, expected);
      assert.equal(failure.unreachable, false);
      assert.doesNotMatch(`${failure.message} ${String(failure.cause)}`, /p@ss:word/);
    }
  });

  it('that is silent, or not there, is given up', async (test) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    test.after(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    silent.on('connection', (socket) => {
      test.after(() => socket.destroy());
    });
    const late = await failureOf(send(`smtp://127.0.0.1:${port}`, { timeout: 200 }));
    assert.match(late.message, /did not respond within/);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const gone = (closed.address() as AddressInfo).port;
    closed.close();
    const refused = await failureOf(send(`smtp://127.0.0.1:${gone}`));
    assert.match(refused.message, /ECONNREFUSED/);
    assert.deepEqual([late.unreachable, refused.unreachable], [true, true]);
  });

  it('is left when the sending is cancelled', async (test) => {
    const server = await startServer(test, { tls: 'none' });
    const reading = readSmtpServer(`smtp://127.0.0.1:${server.port}`);
    assert.ok('server' in reading);
    const sender = smtpSender({ access: reading, email: 'it@contoso.com', from: null, job, timeout: 5000 });
    const cancelled = AbortSignal.abort(new Error('Cancelled.'));
    await assert.rejects(sender.send(entered, cancelled), /Cancelled/);
    assert.equal(server.received.length, 0);
  });
});
