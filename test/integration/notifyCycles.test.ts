import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { NotificationSettings } from '../../src/job/job.ts';
import { readSmtpServer } from '../../src/notifications/smtpServer.ts';
import type { NotificationAccess, OpenJobParams } from '../../src/protocol/openJob.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { startMailServer, type MailServer } from '../support/mailServer.ts';
import { smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { listenUntilEnd } from './loopbackServer.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean', 'emil.ernst'];
const hour = 3_600_000;

async function startMail(test: TestContext): Promise<MailServer> {
  const server = await startMailServer({ tls: 'none' });
  test.after(() => server.close());
  return server;
}

function through(port: number): NotificationAccess {
  const reading = readSmtpServer(`smtp://127.0.0.1:${port}`);
  assert.ok('server' in reading);
  return { smtp: reading };
}

/** A synced team of five that may lose one at once, and says so by mail. */
async function startTeam(test: TestContext, notification: Partial<NotificationSettings>): Promise<EngineTest> {
  const team = await startEngineTest(test, {
    fill: smallTenant(people),
    provisioning: {
      notification: { email: 'it@contoso.com', ...notification },
      accidentalDeletionPrevention: { minimum: 1, percentage: 0 },
    },
  });
  await team.sync();
  await team.acceptInvitations();
  return team;
}

const subjects = ({ received }: MailServer): readonly (string | undefined)[] =>
  received.map(({ mail }) => mail.subject?.replace('Dropbox Provisioning: ', ''));

const enter = (team: EngineTest): void => {
  for (const name of ['ada.lovelace', 'ben.baker']) unassign(team, team.user(name));
};

const leave = (team: EngineTest): void => {
  for (const name of ['ada.lovelace', 'ben.baker']) assign(team.directory, team.user(name), roles.user);
};

describe('notifications after a cycle', () => {
  it('tell of a token that is gone, which no server has said', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, {});
    const job = { notifications: through(mail.port), withoutTokens: 'There is no token for the source.' };
    await assert.rejects(team.sync({ job }), /There is no token for the source/);
    assert.match(subjects(mail)[0] ?? '', /quarantine/);
    assert.match(mail.received[0]?.mail.text ?? '', /There is no token for the source/);
    await assert.rejects(team.sync({ job }));
    assert.equal(mail.received.length, 1, 'once');
  });

  it('tell by mail that quarantine was entered, once, and that it has ended', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, {});
    const job = { notifications: through(mail.port) };
    await team.sync({ job });
    enter(team);
    const { deliveries } = await team.sync({ job });
    assert.deepEqual(
      deliveries.map(({ way, failure }) => [way, failure]),
      [['email', null]],
    );
    await team.sync({ job });
    leave(team);
    await team.sync({ job });
    await team.sync({ job });
    assert.deepEqual(subjects(mail), ['Engine test is in quarantine', 'Engine test has left quarantine']);
    const [entered] = mail.received;
    assert.match(entered?.mail.text ?? '', /2 accounts would be disabled\./);
    assert.match(entered?.mail.text ?? '', /Reason: +TooManyDeletes/);
    assert.doesNotMatch(entered?.raw ?? '', /Lovelace|source-token|target-token/);
  });

  it('list names where the job asks for them', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, { includeNames: true });
    enter(team);
    await team.sync({ job: { notifications: through(mail.port) } });
    assert.match(mail.received[0]?.mail.text ?? '', /Held back:\n- Ada Lovelace\n- Ben Baker\n/);
  });

  it('wait for the next cycle when they cannot be sent, and a status says why', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, {});
    enter(team);
    const first = await team.sync();
    assert.match(english(first.deliveries[0]?.failure?.message ?? ''), /No mail server is set/);
    assert.equal(first.summary.outcome, 'quarantined');
    await team.withSession((session) => {
      const { waiting, failure } = session.status().notifications;
      assert.equal(waiting, 1);
      assert.match(english(failure?.recommendedAction ?? ''), /DROPBOX_PROVISIONING_SMTP/);
      return Promise.resolve(null);
    });
    leave(team);
    await team.sync({ job: { notifications: through(mail.port) } });
    assert.deepEqual(subjects(mail), ['Engine test is in quarantine', 'Engine test has left quarantine']);
    await team.withSession((session) => {
      assert.deepEqual(session.status().notifications, { waiting: 0, failure: null });
      return Promise.resolve();
    });
  });

  it('go to a webhook as well, and each way only once', async (test) => {
    const mail = await startMail(test);
    const posted: unknown[] = [];
    const service = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        posted.push(JSON.parse(body));
        response.writeHead(204).end();
      });
    });
    const address = `${await listenUntilEnd(test, service)}/hook`;
    const team = await startTeam(test, { webhook: { address, format: 'json' } });
    enter(team);
    const first = await team.sync(); // without a mail server
    assert.deepEqual(first.deliveries.map(({ way, failure }) => [way, failure === null]).toSorted(), [
      ['email', false],
      ['webhook', true],
    ]);
    await team.sync({ job: { notifications: through(mail.port) } });
    assert.equal(mail.received.length, 1);
    assert.equal(posted.length, 1);
    const [body] = posted as { kind: string; reason: string; staged: { disable: number; names: unknown } }[];
    assert.deepEqual(
      [body?.kind, body?.reason, body?.staged.disable, body?.staged.names],
      ['quarantineEntered', 'TooManyDeletes', 2, null],
    );
  });

  it('say nothing where the job wants none, and begin where it wants them from now on', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, { onFailure: false });
    const notifications = through(mail.port);
    enter(team);
    await team.sync({ job: { notifications } });
    assert.deepEqual(subjects(mail), []);
    const text = team.jobText.replace('"onFailure": false', '"onFailure": true');
    assert.notEqual(text, team.jobText);
    await team.sync({ job: { notifications, text } });
    assert.deepEqual(subjects(mail), ['Engine test is in quarantine']);
  });

  it('count failures by error code, after each cycle that had any or once a day', async (test) => {
    for (const digest of ['cycle', 'daily'] as const) {
      const mail = await startMail(test);
      const team = await startTeam(test, { digest, includeNames: digest === 'daily' });
      const job = { notifications: through(mail.port) };
      for (const name of ['ada.lovelace', 'cleo.carter'])
        team.directory.updateObject(team.user(name), { surname: 'Renamed' });
      team.targetServer.faults.add({ kind: 'serverError', method: 'PATCH', count: 2 });
      team.targetServer.faults.add({ kind: 'serverError', method: 'PUT', count: 2 });
      const { summary } = await team.sync({ job });
      assert.equal(summary.counts.failure, 2);
      const later = await team.sync({ job, later: 24 * hour });
      assert.equal(later.summary.counts.failure, 0);
      await team.sync({ job, later: 48 * hour });
      assert.deepEqual(subjects(mail), ['2 users failed in Engine test'], digest);
      const text = mail.received[0]?.mail.text ?? '';
      assert.match(text, /By error code:\n- InternalServerError: 2 users\n/);
      if (digest === 'daily') assert.match(text, /InternalServerError:\n- Ada .*\n- Cleo /);
      else assert.doesNotMatch(text, /Ada|Cleo/);
    }
  });

  it('leave by Microsoft Graph from the mailbox that the job names', async (test) => {
    const team = await startTeam(test, { via: 'graph', from: 'emil.ernst@contoso.com' });
    enter(team);
    await team.sync();
    const [sent] = team.directory.sentMail;
    assert.equal(sent?.from, team.user('emil.ernst').id);
    assert.deepEqual(sent.to, ['it@contoso.com']);
    assert.equal(sent.subject, 'Dropbox Provisioning: Engine test is in quarantine');
    assert.match(sent.html, /2 accounts would be disabled/);
  });

  it('are sent after a cycle that failed, too, and not after one that was cancelled', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, {});
    const job = { notifications: through(mail.port) };
    enter(team);
    await team.sync();
    const cancelled = new AbortController();
    leave(team);
    const { deliveries } = await team.sync({ job, signal: cancelled.signal, onEvent: () => { cancelled.abort(); } }); // prettier-ignore
    assert.deepEqual([deliveries.length, mail.received.length], [0, 0]);
    team.targetServer.faults.add({ kind: 'unauthorized' });
    await assert.rejects(team.sync({ job }));
    assert.equal(subjects(mail)[0], 'Engine test is in quarantine');
  });

  it('are not lost by a kill between the cycle and the mail', async (test) => {
    const mail = await startMail(test);
    const team = await startTeam(test, {});
    enter(team);
    // The mail server takes the connection and says nothing, so the cycle is stored by then, and nobody was told.
    const silent = await startSilentServer(test);
    const child = syncInProcess({ ...team.params, notifications: through(silent.port) });
    await silent.reached;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await team.sync({ job: { notifications: through(mail.port) } });
    assert.deepEqual(subjects(mail), ['Engine test is in quarantine']);
  });
});

/** A mail server that says nothing. */
async function startSilentServer(
  test: TestContext,
): Promise<{ readonly port: number; readonly reached: Promise<unknown> }> {
  const { promise: reached, resolve } = Promise.withResolvers<unknown>();
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    test.after(() => socket.destroy());
    resolve(null);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, reached };
}

/** A cycle in a process of its own. */
function syncInProcess(params: OpenJobParams): ChildProcess {
  const session = new URL('../../src/engine/jobSession.ts', import.meta.url).href;
  const script = `
    const { openJobSession } = await import(${JSON.stringify(session)});
    const session = await openJobSession(${JSON.stringify(params)});
    const nothing = () => undefined;
    const signal = new AbortController().signal;
    await session.sync({ signal, allowDeletes: false, restart: false, onEvent: nothing, onProgress: nothing });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
}
