import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { applyTextEdits, setJobValue } from '../../src/job/editJob.ts';
import { startMailServer, type MailServerOptions } from '../support/mailServer.ts';
import { type CliResult, runCli, temporaryDirectory } from './cliProcess.ts';
import { startSandboxJob } from './cliSandboxJob.ts';

const login = { user: 'me@contoso.com', password: 'a:b/c@d%' };

function startMail(test: TestContext, options: MailServerOptions = {}): ReturnType<typeof startMailServer> {
  return startMailServer(options).then((server) => {
    test.after(() => server.close());
    return server;
  });
}

const variable = (port: number, password = login.password): string =>
  `smtp://${encodeURIComponent(login.user)}:${encodeURIComponent(password)}@0.0.0.0:${port}`;

describe('notify --test', () => {
  it('sends a mail through the server of the environment, and says where it went', async (test) => {
    const server = await startMail(test, { login });
    const certificate = join(temporaryDirectory(test), 'ca.pem');
    writeFileSync(certificate, server.cert);
    const { run } = notifying(test, { email: 'it@contoso.com' }, { NODE_EXTRA_CA_CERTS: certificate });
    const { code, stdout, stderr } = await run({ DROPBOX_PROVISIONING_SMTP: variable(server.port) });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Sent to it@contoso\.com \(me@contoso\.com at 0\.0\.0\.0:\d+\): Dropbox Provisioning: test/);
    assert.equal(server.received[0]?.user, login.user);
    const refused = await run({ DROPBOX_PROVISIONING_SMTP: variable(server.port, 'Wrong#Password') });
    assert.equal(refused.code, 4);
    assert.match(refused.stdout, /^Not sent to .*\n {2}.*535.*\n {2}Enter the password/);
    assert.doesNotMatch(refused.stdout + refused.stderr, /Wrong/);
  });

  it('says what is missing, and quotes no password', async (test) => {
    const { run } = notifying(test, { email: 'it@contoso.com' });
    const none = await run({});
    assert.equal(none.code, 4);
    assert.match(none.stdout, /No mail server is set.*\n.*DROPBOX_PROVISIONING_SMTP/);
    const malformed = await run({ DROPBOX_PROVISIONING_SMTP: 'me:Secret1@smtp.contoso.com' });
    assert.equal(malformed.code, 2);
    assert.match(malformed.stderr, /DROPBOX_PROVISIONING_SMTP: .*smtp:\/\/host:port/);
    assert.doesNotMatch(malformed.stderr, /Secret1/);
    const nobody = await notifying(test, {}).run({});
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /"email" or "webhook"/);
  });

  it('posts only where the environment allows it', async (test) => {
    const webhook = { address: 'http://127.0.0.1:9/hooks/SecretKey12345', format: 'slack' };
    const { run } = notifying(test, { webhook });
    const { code, stderr } = await run({ DROPBOX_PROVISIONING_WEBHOOK_ORIGIN: 'https://hooks.slack.com' });
    assert.equal(code, 2);
    assert.match(stderr, /allows only https:\/\/hooks\.slack\.com, so nothing was sent/);
    assert.doesNotMatch(stderr, /SecretKey/);
  });
});

describe('sync and status', () => {
  it('say what was not sent, and send it with the next cycle', async (test) => {
    const sandboxJob = await startSandboxJob(test);
    const { job, run, state } = sandboxJob;
    await run('sync');
    const edit = (path: readonly string[], value: unknown): void => {
      const text = readFileSync(job, 'utf8');
      writeFileSync(job, applyTextEdits(text, setJobValue(text, path, value)));
    };
    edit(['provisioning', 'notification'], { email: 'it@contoso.com' });
    edit(['provisioning', 'accidentalDeletionPrevention'], { threshold: 0 });
    edit(['provisioning', 'scope'], 'assigned');
    for (const { id } of [...sandboxJob.sandbox.directory.assignments.values()].slice(0, 4))
      sandboxJob.sandbox.directory.removeAssignment(id);
    const first = await run('sync');
    assert.equal(first.code, 3);
    assert.match(first.stderr, /Not sent to it@contoso\.com: .* is in quarantine\n {2}No mail server is set/);
    assert.match(
      (await run('status')).stdout,
      /1 notification waits to be sent after the next cycle\.\n.*No mail server/,
    );
    const server = await startMail(test, { tls: 'none' });
    const environment = { DROPBOX_PROVISIONING_SMTP: `smtp://127.0.0.1:${server.port}` };
    const second = await runCli(['sync', job, '--state', state], { environment });
    assert.match(second.stderr, /Sent to it@contoso\.com \(127\.0\.0\.1:\d+\): .* is in quarantine/);
    assert.equal(server.received.length, 1);
    assert.doesNotMatch((await run('status')).stdout, /notification/);
  });
});

/** A job that says who is told, and `notify --test` for it. */
function notifying(
  test: TestContext,
  notification: object,
  always: Readonly<Record<string, string>> = {},
): { readonly run: (environment: Readonly<Record<string, string>>) => Promise<CliResult> } {
  const directory = temporaryDirectory(test);
  const job = join(directory, 'test.provisioning.json');
  const source = { kind: 'snapshot', path: 'none.json' };
  const target = { kind: 'scim', baseAddress: 'https://scim.example.com' };
  writeFileSync(job, JSON.stringify({ id: 'test', source, target, provisioning: { notification } }));
  return {
    run: (environment) =>
      runCli(['notify', job, '--test', '--state', directory], { environment: { ...always, ...environment } }),
  };
}
