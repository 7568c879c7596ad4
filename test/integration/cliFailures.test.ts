import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { runCli } from './cliProcess.ts';
import { countInTarget, editJob, type SandboxJob, startSandboxJob } from './cliSandboxJob.ts';

/** Resolves once another process has had its effect on the sandbox in this one. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

const targetRequests = ({ sandbox }: SandboxJob): number =>
  Object.values(sandbox.targetServer.requestCounts()).reduce((sum, count) => sum + count, 0);

test('one object that the target refuses fails with the answer quoted, the others go on: exit code 1', async (context) => {
  const job = await startSandboxJob(context, { users: 10 });
  job.sandbox.targetServer.faults.set({ kind: 'conflict', method: 'POST', path: '^/Users', count: 1 });
  const { code, stderr, lines } = await job.run('sync', '--json');
  assert.equal(code, 1, stderr);
  const summary = lines().at(-1);
  assert.equal((summary?.['counts'] as { readonly failure: number }).failure, 1);
  const [failed] = lines().filter((line) => line['status'] === 'failure');
  assert.match(JSON.stringify(failed?.['exchange']), /conflicts with the state/);
  assert.equal(countInTarget(job, 'User'), 9);
  const next = await job.run('sync', '--json');
  assert.equal(next.code, 0, next.stderr);
  assert.equal(countInTarget(job, 'User'), 10);
});

test('more deletes than the threshold: nothing is deleted, exit code 3 until they are allowed', async (context) => {
  const job = await startSandboxJob(context, { users: 20 });
  editJob(job.job, '"threshold": 500', '"threshold": 1');
  assert.equal((await job.run('sync')).code, 0);
  const { directory } = job.sandbox;
  for (const user of directory.collection('user').sortedBy('displayName').slice(0, 3)) directory.deleteObject(user);
  const held = await job.run('sync', '--json');
  assert.equal(held.code, 3, held.stderr);
  assert.equal(held.lines().at(-1)?.['staged'], 3);
  assert.match(held.stderr, /Quarantine since /);
  assert.equal(countInTarget(job, 'User'), 20);
  const status = await job.run('status');
  assert.equal(status.code, 3);
  assert.equal(status.stdout.match(/^ {2}held {6}User .+: disable, permanently, since /gm)?.length, 3, status.stdout);
  const preview = await job.run('preview');
  assert.match(preview.stdout, /0 to disable, .* 3 held back by accidental-deletion prevention/);
  assert.equal(preview.stdout.match(/^held {5}User .+ The account would be deleted permanently\.$/gm)?.length, 3);
  const words = /3 objects would be disabled, all of them permanently: their invitations haven't been accepted\./;
  for (const { stderr } of [held, preview]) assert.match(stderr, words);

  const released = await job.run('sync', '--allow-deletes');
  assert.equal(released.code, 0, released.stderr);
  assert.match(released.stdout, /3 disabled, all of them permanently: their invitations hadn't been accepted;/);
  assert.equal(countInTarget(job, 'User'), 17);
  assert.equal((await job.run('status')).code, 0);
});

test('servers that cannot be reached or refuse the token: exit code 4, and what to do', async (context) => {
  const job = await startSandboxJob(context);
  const environment = {
    DROPBOX_PROVISIONING_SOURCE_TOKEN: 'wrong-source-token',
    DROPBOX_PROVISIONING_TARGET_TOKEN: 'wrong-target-token',
  };
  for (const command of ['test-connection', 'preview', 'sync']) {
    const argv = [command, job.job, '--state', job.state];
    const refused = await runCli(argv, { environment });
    assert.equal(refused.code, 4, refused.stderr);
    assert.doesNotMatch(refused.stdout + refused.stderr, /wrong-(source|target)-token/);
  }
  await job.stop();
  const unreachable = await runCli(['sync', job.job, '--state', job.state, '--json'], { environment });
  assert.equal(unreachable.code, 4, unreachable.stderr);
  assert.equal(typeof (unreachable.lines().at(-1)?.['error'] as { readonly code: string }).code, 'string');
});

test('without tokens, or with a pinned origin that the job does not keep to, no request is sent', async (context) => {
  const job = await startSandboxJob(context);
  const before = targetRequests(job);
  const pinned = await runCli(['sync', job.job, '--state', job.state], {
    environment: { DROPBOX_PROVISIONING_TARGET_ORIGIN: 'https://www.dropbox.com' },
  });
  assert.equal(pinned.code, 2);
  assert.match(pinned.stderr, /allows only https:\/\/www\.dropbox\.com,/);
  assert.equal(targetRequests(job), before);
  await job.stop();
  const without = await runCli(['sync', job.job, '--state', job.state]);
  assert.equal(without.code, 2);
  assert.match(without.stderr, /DROPBOX_PROVISIONING_SOURCE_TOKEN/);
});

test('a job that Entra’s own service runs is not written by a second executor', async (context) => {
  const job = await startSandboxJob(context);
  editJob(job.job, '"executor": "local"', '"executor": "entra"');
  const before = targetRequests(job);
  const { code, stderr } = await job.run('sync');
  assert.equal(code, 2);
  assert.match(stderr, /"executor": "entra"/);
  assert.equal(targetRequests(job), before);
});

test('Ctrl+C cancels a cycle in a consistent state; the next one goes on and creates nobody twice', async (context) => {
  const job = await startSandboxJob(context, { users: 60 });
  job.sandbox.targetServer.faults.set({ kind: 'hang', method: 'POST', path: '^/Users', probability: 0.5 });
  const running = job.start('sync', '--json');
  await until(() => countInTarget(job, 'User') > 0);
  const busy = await job.run('sync');
  assert.equal(busy.code, 75, busy.stderr);
  running.process.kill('SIGINT');
  const cancelled = await running.ended;
  assert.equal(cancelled.code, 130, cancelled.stderr);
  assert.equal(cancelled.lines().at(-1)?.['outcome'], 'cancelled');

  job.sandbox.targetServer.faults.clear();
  const resumed = await job.run('sync');
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.equal(countInTarget(job, 'User'), 60);
});

test('a target that quotes the token back does not get it printed or logged', async (context) => {
  const job = await startSandboxJob(context, { users: 3 });
  const echo = createServer((request, response) => {
    response.writeHead(500, { 'content-type': 'application/json', 'x-echo': request.headers.authorization ?? '' });
    response.end(JSON.stringify({ detail: `bad token ${request.headers.authorization ?? ''}` }));
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  context.after(() => {
    echo.closeAllConnections();
    echo.close();
  });
  const { port } = echo.address() as AddressInfo;
  editJob(job.job, job.sandbox.target.baseAddress, `http://127.0.0.1:${port}/scim/v2`);
  const token = 'a-token-that-must-stay-secret';
  const options = { environment: { DROPBOX_PROVISIONING_TARGET_TOKEN: token } };
  for (const command of ['test-connection', 'sync', 'logs']) {
    const { code, stdout, stderr } = await runCli([command, job.job, '--state', job.state, '--json'], options);
    assert.notEqual(code, 70, stderr);
    assert.ok(!(stdout + stderr).includes(token), `${command} printed the token`);
  }
});

test('a name of several is answered with each of them, one of nobody with the nearest: exit code 2', async (context) => {
  const job = await startSandboxJob(context);
  const several = await job.run('explain', 'frontdesk@contoso.com');
  assert.equal(several.code, 2, several.stderr);
  assert.match(
    several.stderr,
    /2 objects are called "frontdesk@contoso\.com": user .+@contoso\.com, id .+; user .+, id /,
  );
  assert.match(several.stderr, /Say which one is meant by its user principal name or its id/);
  const nobody = await job.run('provision', 'Adele Vanse');
  assert.equal(nobody.code, 2, nobody.stderr);
  assert.match(nobody.stderr, /Did you mean "Adele Vance"\?/);
  assert.equal(countInTarget(job, 'User'), 0);
});
