import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Invocation } from '../../src/cli/command.ts';
import { WatchedJob } from '../../src/cli/watch/watchedJob.ts';
import { eventually } from '../support/eventually.ts';
import { runCli, startCli } from './cliProcess.ts';
import { countInTarget, editJob, type SandboxJob, startSandboxJob } from './cliSandboxJob.ts';

type Line = Readonly<Record<string, unknown>>;
interface Health {
  readonly time: string;
  readonly pid: number;
  readonly jobs: readonly {
    readonly state: string;
    readonly nextCycle: string | null;
    readonly failure: string | null;
  }[];
}

/** A job of a few people, whose Provisioning Status is on. */
async function startOn(context: Parameters<typeof startSandboxJob>[0]): Promise<SandboxJob> {
  const job = await startSandboxJob(context, { users: 5 });
  switchTo(job, 'on');
  return job;
}

function switchTo(job: SandboxJob, status: 'on' | 'off'): void {
  editJob(job.job, /"status": "(on|off)"/, `"status": "${status}"`);
}

test('watch --once runs what is due and ends; what isn’t due yet isn’t run', async (context) => {
  const job = await startOn(context);
  const first = await job.run('watch', '--once', '--json');
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.lines().length, 1, 'one line for a cycle');
  const [line = {}] = first.lines();
  assert.equal(line['cycle'], 'initial');
  assert.equal(line['file'], job.job);
  assert.equal(typeof line['job'], 'string');
  assert.equal(countInTarget(job, 'User'), 5);

  const second = await job.run('watch', '--once', '--json');
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(second.lines(), []);
  assert.match(second.stderr, /The next cycle is due \d{4}-/);

  switchTo(job, 'off');
  const off = await job.run('watch', '--once');
  assert.equal(off.code, 0, off.stderr);
  assert.match(off.stderr, /Provisioning is off in the job file/);
});

test('watch --once ends with the highest code of its jobs, and one that fails keeps no other from its cycle', async (context) => {
  const job = await startOn(context);
  const other = join(dirname(job.job), 'other.provisioning.json');
  const text = readFileSync(job.job, 'utf8').replace(/"id": "[^"]*"/, '"id": "other-job"');
  writeFileSync(other, text);
  job.sandbox.directoryServer.faults.set({ kind: 'unauthorized', count: 1 });
  const { code, stderr, lines } = await runCli(['watch', job.job, other, '--once', '--json', '--state', job.state]);
  assert.equal(code, 4, stderr);
  const results = lines();
  assert.equal(results.length, 2, stderr);
  assert.ok('error' in (results[0] ?? {}));
  assert.equal(results[1]?.['job'], 'other-job');
  assert.equal(results[1]['cycle'], 'initial');
});

test('watch goes on until SIGTERM, tells its health, and ends cleanly', async (context) => {
  const job = await startOn(context);
  const health = join(job.state, '..', 'health.json');
  const watch = job.start('watch', '--json', '--health-file', health);
  const line = JSON.parse(await watch.firstLine) as Line;
  assert.equal(line['cycle'], 'initial');
  const told = await eventually('the health after the cycle', () => {
    const read = JSON.parse(readFileSync(health, 'utf8')) as Health;
    return read.jobs[0]?.state === 'waiting' && read.jobs[0].nextCycle !== null ? read : null;
  });
  assert.equal(told.pid, watch.process.pid);
  assert.ok(Date.parse(told.jobs[0]?.nextCycle ?? '') > Date.parse(told.time));

  const status = await job.run('status');
  assert.match(status.stdout, /^Next cycle: \d{4}-/m);

  watch.process.kill('SIGTERM');
  const ended = await watch.ended;
  assert.equal(ended.code, 143, ended.stderr);
  assert.ok(!existsSync(health), 'nothing says that it’s well');
});

test('SIGTERM in a cycle cancels it in a consistent state', async (context) => {
  const job = await startOn(context);
  job.sandbox.targetServer.faults.set({ kind: 'hang', method: 'POST' });
  const watch = job.start('watch', '--json');
  await eventually('a write', () => (job.sandbox.targetServer.requestCounts()['POST'] ?? 0) > 0);
  const status = await job.run('status', '--json');
  const running = status.lines()[0]?.['running'] as Line;
  assert.equal(running['who'], 'watch');
  assert.match(
    (await job.run('status')).stdout,
    /^A sync has been running in dropbox-provisioning watch since \d\d:\d\d/m,
  );
  watch.process.kill('SIGTERM');
  const ended = await watch.ended;
  assert.equal(ended.code, 143, ended.stderr);
  assert.equal(ended.lines().at(-1)?.['outcome'], 'cancelled');
  job.sandbox.targetServer.faults.clear();
  assert.equal((await job.run('sync')).code, 0);
  assert.equal(countInTarget(job, 'User'), 5);
});

test('watch says at once what keeps it from ever running', async (context) => {
  const job = await startOn(context);
  const twice = await runCli(['watch', job.job, job.job, '--state', job.state]);
  assert.equal(twice.code, 2);
  assert.match(twice.stderr, /are both the job/);

  const missing = await runCli(['watch', join(job.state, 'nothing.provisioning.json')]);
  assert.equal(missing.code, 2);

  const nowhere = await job.run('watch', '--health-file', join(job.job, 'health.json'));
  assert.equal(nowhere.code, 74, nowhere.stderr);

  await job.stop();
  const alone = await job.run('watch');
  assert.equal(alone.code, 2, alone.stderr);
  assert.match(alone.stderr, /sandbox/);
});

test('cancel ends the run of another process, which says so', async (context) => {
  const job = await startOn(context);
  assert.match((await job.run('cancel')).stdout, /Nothing is running/);
  job.sandbox.targetServer.faults.set({ kind: 'hang', method: 'POST' });
  const sync = job.start('sync', '--json');
  await eventually('a write', () => (job.sandbox.targetServer.requestCounts()['POST'] ?? 0) > 0);
  const busy = await job.run('preview');
  assert.equal(busy.code, 75, busy.stderr);
  assert.match(busy.stderr, /A sync has been running on the command line since \d\d:\d\d \(process \d+ on .+\)/);
  assert.match(busy.stderr, /dropbox-provisioning cancel JOB/);
  const { code, stdout } = await job.run('cancel');
  assert.equal(code, 0);
  assert.match(stdout, /^Cancelled a sync on the command line \(process \d+ on /);
  const ended = await sync.ended;
  assert.equal(ended.code, 75, ended.stderr);
  assert.equal(ended.lines().at(-1)?.['outcome'], 'cancelled');
});

test('a watch that is killed is followed by another, which takes the cycle up', async (context) => {
  const job = await startOn(context);
  job.sandbox.targetServer.faults.set({ kind: 'hang', method: 'POST' });
  const watch = startCli(['watch', job.job, '--state', job.state]);
  await eventually('a write', () => (job.sandbox.targetServer.requestCounts()['POST'] ?? 0) > 0);
  watch.process.kill('SIGKILL');
  await watch.ended;
  job.sandbox.targetServer.faults.clear();
  const status = (await job.run('status', '--json')).lines()[0] ?? {};
  assert.equal(status['running'], null);
  const { nextCycle, lastAttempt } = status['schedule'] as { nextCycle: string; lastAttempt: { startedAt: string } };
  assert.equal(Date.parse(nextCycle) - Date.parse(lastAttempt.startedAt), 5 * 60_000);
});

test('a watched file that is broken, or off, is said once and waited for', async (context) => {
  const job = await startOn(context);
  const notes: string[] = [];
  const emitted: Line[] = [];
  const watched = new WatchedJob(job.job, { id: 'job', displayName: 'Job' }, inProcess(job, notes, emitted));
  const text = readFileSync(job.job, 'utf8');

  writeFileSync(job.job, text.replace('"status": "on"', '"status": "maybe"'));
  for (let look = 0; look < 3; look++) assert.ok((await watched.run()) instanceof Date, 'it’s looked at again');
  assert.equal(notes.filter((note) => note.includes('maybe')).length, 1, notes.join('\n'));
  assert.equal(watched.health.state, 'blocked');

  writeFileSync(job.job, text.replace('"status": "on"', '"status": "off"'));
  for (let look = 0; look < 3; look++) await watched.run();
  assert.equal(notes.filter((note) => note.includes('Provisioning is off')).length, 1);
  assert.equal(watched.health.state, 'off');

  writeFileSync(job.job, text);
  const next = await watched.run();
  assert.equal(countInTarget(job, 'User'), 5);
  assert.ok(next !== null && next.getTime() > Date.now() + 30 * 60_000);
  assert.equal(watched.health.state, 'waiting');
  assert.equal(watched.health.failure, null);
  assert.deepEqual(
    emitted.map((line) => ('error' in line ? 'error' : line['outcome'])),
    ['error', 'completed'],
  );

  writeFileSync(job.job, text.replace('"status": "on"', '"status": "maybe"'));
  await watched.run();
  assert.equal(notes.filter((note) => note.includes('maybe')).length, 2, 'it’s news again');
});

test('a token that is gone puts the job in quarantine, and it’s tried again', async (context) => {
  const job = await startOn(context);
  const file = join(job.state, '..', 'token');
  const [notes, emitted]: [string[], Line[]] = [[], []];
  const environment = { DROPBOX_PROVISIONING_SOURCE_TOKEN_FILE: file };
  editJob(job.job, /"source": \{[^}]*\}/, `"source": ${JSON.stringify(entraSource)}`);
  const watched = new WatchedJob(job.job, aJob, { ...inProcess(job, notes, emitted), environment });
  const next = await watched.run();
  assert.ok(next !== null && next.getTime() > Date.now() + 30 * 60_000, 'not sooner than any cycle that fails');
  assert.match(watched.health.failure ?? '', /which cannot be read/);
  assert.equal(watched.health.quarantine, 'EncounteredQuarantineException');
  assert.equal((emitted[0]?.['error'] as Line)['code'], 'credential');
});

test('a job that has been in quarantine for too long isn’t said to be off', async (context) => {
  const job = await startOn(context);
  const [notes, emitted]: [string[], Line[]] = [[], []];
  editJob(job.job, /"provisioning": \{/, '"provisioning": { "quarantine": { "duration": "PT5M" },');
  job.sandbox.targetServer.faults.set({ kind: 'unauthorized' });
  const watched = new WatchedJob(job.job, aJob, inProcess(job, notes, emitted));
  for (let look = 0; look < 3; look++) await watched.run();
  assert.deepEqual([watched.health.state, watched.health.nextCycle, watched.exitCode], ['blocked', null, 4]);
  assert.match(watched.health.failure ?? '', /401|token/);
  assert.equal(notes.filter((note) => note.includes('in quarantine for so long')).length, 1);
  assert.ok(!notes.some((note) => note.includes('off in the job file')), notes.join('\n'));
  const once = await job.run('watch', '--once');
  assert.equal(once.code, 3, once.stderr);
});

test('what a look failed of isn’t told any more when it’s over', async (context) => {
  const job = await startOn(context);
  const watched = new WatchedJob(job.job, aJob, inProcess(job, [], []));
  await watched.run();
  const text = readFileSync(job.job, 'utf8');
  writeFileSync(job.job, '{');
  await watched.run();
  assert.notEqual(watched.health.failure, null);
  writeFileSync(job.job, text);
  await watched.run();
  assert.deepEqual([watched.health.state, watched.health.failure], ['waiting', null]);
});

const aJob = { id: 'job', displayName: 'Job' };
const entraSource = {
  kind: 'entra',
  tenantId: '11111111-1111-4111-8111-111111111111',
  servicePrincipalId: '22222222-2222-4222-8222-222222222222',
};

/** What a command of this process gets, with a terminal that remembers. */
function inProcess(job: SandboxJob, notes: string[], emitted: Line[]): Invocation {
  const nothing = (): void => undefined;
  const plain = (_style: unknown, text: string): string => text;
  return {
    arguments: {
      positionals: [job.job],
      isSet: () => false,
      text: (option) => (option === 'state' ? job.state : null),
      count: () => null,
    },
    terminal: {
      emit: (value) => emitted.push(value as Line),
      note: (text) => notes.push(text),
      ...{ print: nothing, say: nothing, detail: nothing, progress: nothing, style: plain, styleNote: plain },
      flush: () => Promise.resolve(),
    },
    interruption: { signal: new AbortController().signal, exitCode: () => null, interrupt: nothing },
    environment: {},
    input: () => {
      throw new Error('Nobody reads it.');
    },
  };
}
