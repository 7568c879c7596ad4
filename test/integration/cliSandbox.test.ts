import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultKinds } from '../../src/sandbox/faults.ts';
import { profiles } from '../../src/sandbox/target/profiles/profiles.ts';
import { type RunningCli, runCli, startCli, temporaryDirectory } from './cliProcess.ts';

interface ReadyLine {
  readonly id: string;
  readonly source: { baseAddress: string; token: string; tenantId: string; servicePrincipalId: string };
  readonly target: { baseAddress: string; token: string };
  readonly job: string;
}

async function ready({ firstLine }: RunningCli): Promise<ReadyLine> {
  return JSON.parse(await firstLine) as ReadyLine;
}

async function statusOf(address: string, token: string): Promise<number> {
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  await response.body?.cancel();
  return response.status;
}

test('the sandbox says where it is, answers, and ends well at SIGTERM and SIGINT', async (context) => {
  const state = temporaryDirectory(context);
  const argv = ['sandbox', '--users', '20', '--state', state];
  const first = startCli(argv);
  context.after(() => first.process.kill('SIGKILL'));
  const { id, source, target, job } = await ready(first);
  assert.equal(await statusOf(`${source.baseAddress}/users`, source.token), 200);
  assert.equal(await statusOf(`${target.baseAddress}/Users`, target.token), 200);
  assert.equal(await statusOf(`${target.baseAddress}/Users`, 'another'), 401);
  const line = JSON.parse(await first.firstLine) as Record<string, object>;
  assert.deepEqual(Object.keys(line), ['id', 'source', 'target', 'dropboxBusiness', 'job']);
  assert.deepEqual(Object.keys(source), ['baseAddress', 'token', 'tenantId', 'servicePrincipalId']);
  assert.deepEqual(Object.keys(target), ['baseAddress', 'token']);
  assert.match(source.tenantId, /^[0-9a-f-]{36}$/);
  assert.match(source.servicePrincipalId, /^[0-9a-f-]{36}$/);
  const jobText = readFileSync(job, 'utf8');
  assert.ok(!jobText.includes(source.token) && !jobText.includes(target.token), 'no token in the job file');

  const { code, stderr } = await runCli(argv);
  assert.equal(code, 2);
  assert.match(stderr, /already running/);

  first.process.kill('SIGTERM');
  assert.equal((await first.ended).code, 0);

  const second = startCli(argv);
  context.after(() => second.process.kill('SIGKILL'));
  const again = await ready(second);
  assert.equal(again.id, id, 'what was provisioned to it is known by this id');
  assert.equal(again.source.token, source.token);
  assert.equal(again.target.token, target.token);
  second.process.kill('SIGINT');
  assert.equal((await second.ended).code, 0);
  assert.equal((await second.ended).stdout, `${await second.firstLine}\n`, 'nothing but the ready line');
});

test('an unknown profile is refused, and the known ones are named', async (context) => {
  const { code, stderr } = await runCli(['sandbox', '--profile', 'dropbx', '--state', temporaryDirectory(context)]);
  assert.equal(code, 2);
  assert.match(stderr, /no profile "dropbx"\. Choose one of .*dropbox/);
});

test('the help names every profile and every fault, and where faults are switched', async () => {
  const { stdout } = await runCli(['sandbox', '--help']);
  const words = new Set(stdout.split(/[^\w-]+/));
  for (const name of [...Object.keys(profiles), ...faultKinds]) assert.ok(words.has(name), name);
  assert.match(stdout, /PUT \/_sandbox\/faults \[\{"kind": /);
});

test('without --state the sandbox lives in the person’s state directory, each tenant by itself', async (context) => {
  const home = temporaryDirectory(context);
  const start = (...argv: readonly string[]): RunningCli => {
    const running = startCli(['sandbox', ...argv], { environment: { XDG_STATE_HOME: home } });
    context.after(() => running.process.kill('SIGKILL'));
    return running;
  };
  for (const [argv, name] of [
    [[], 'dropbox-provisioning-sandbox'],
    [['--users', '5'], 'dropbox-provisioning-sandbox-5'],
    [['--users', '6'], 'dropbox-provisioning-sandbox-6'],
  ] as const) {
    const { job } = await ready(start(...argv));
    assert.equal(job, join(home, name, 'sandbox.provisioning.json'));
  }
});

test('a job of kind sandbox finds the running one, wherever both are kept', async (context) => {
  const home = temporaryDirectory(context);
  const environment = { XDG_STATE_HOME: home };
  const job = join(temporaryDirectory(context), 'least.provisioning.json');
  writeFileSync(job, '{ "id": "least", "source": { "kind": "sandbox" }, "target": { "kind": "sandbox" } }');
  const without = await runCli(['sync', job], { environment });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /none is running. Start it .*: dropbox-provisioning sandbox$/m);

  const running = startCli(['sandbox', '--users', '5', '--state', temporaryDirectory(context)], { environment });
  await ready(running);
  const { code, stderr, lines } = await runCli(['sync', job, '--json'], { environment });
  assert.equal(code, 0, stderr);
  assert.equal(lines().at(-1)?.['cycle'], 'initial');
  running.process.kill('SIGTERM');
  assert.equal((await running.ended).code, 0);
});
