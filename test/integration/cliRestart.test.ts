import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInTarget, startSandboxJob } from './cliSandboxJob.ts';

test('status says when failures are tried again, and --retry-failures tries them now', async (context) => {
  const job = await startSandboxJob(context, { users: 4 });
  job.sandbox.targetServer.faults.set({ kind: 'forbidden', method: 'POST', path: '^/Users' });
  assert.equal((await job.run('sync')).code, 1);
  assert.match((await job.run('status')).stdout, /, 4 to retry, 0 not decided yet/);
  assert.equal((await job.run('sync')).code, 1);
  assert.match((await job.run('status')).stdout, /, 4 to retry \(4 of them not before 20\S+Z\), 0 not decided yet/);
  job.sandbox.targetServer.faults.clear();
  assert.equal((await job.run('sync')).code, 0);
  assert.equal(countInTarget(job, 'User'), 0);
  const retried = await job.run('sync', '--retry-failures');
  assert.equal(retried.code, 0, retried.stderr);
  assert.equal(countInTarget(job, 'User'), 4);
});

test('restart says first what it resets, and runs a cycle', async (context) => {
  const job = await startSandboxJob(context, { users: 4 });
  job.sandbox.targetServer.faults.set({ kind: 'forbidden', method: 'POST', path: '^/Users' });
  for (let cycle = 0; cycle < 2; cycle += 1) await job.run('sync');
  job.sandbox.targetServer.faults.clear();
  const { code, stdout, stderr } = await job.run('restart', '--reset', 'escrows,QuarantineState');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Escrows: Forgets 4 stored failures and tries them again\.$/m);
  assert.match(stderr, /^QuarantineState: Changes nothing: the job isn’t in quarantine\.$/m);
  assert.match(stdout, /Incremental cycle completed: 4 created/);
  const whole = await job.run('restart');
  assert.match(whole.stderr, /^Watermark: Reads everything again; 4 users and \d+ groups stay linked\.$/m);
  assert.match(whole.stdout, /Initial cycle completed: 0 created/);
  const full = await job.run('restart', '--reset', 'Full');
  for (const criterion of ['Watermark', 'Escrows', 'QuarantineState', 'ConnectorDataStore'])
    assert.match(full.stderr, new RegExp(`^${criterion}: `, 'm'), 'Full is told in its parts');
  assert.match(full.stderr, /^ConnectorDataStore: .* whoever has left since the last cycle keeps their account\.$/m);
  assert.match(full.stdout, /Initial cycle completed: 0 created, 0 updated, 0 disabled, 0 deleted/);
});

test('a criterion that is none, or that another defeats, is refused before any request, with what is meant', async (context) => {
  const job = await startSandboxJob(context);
  const both = await job.run('restart', '--reset', 'ForceDeletes,Full');
  assert.equal(both.code, 2);
  assert.match(both.stderr, /Restart with ForceDeletes first/);
  const { code, stderr } = await job.run('restart', '--reset', 'Watermark,Escrow');
  assert.equal(code, 2);
  assert.match(stderr, /--reset cannot be "Escrow": .* Did you mean "Escrows"\?/);
});

test('a cycle that a server makes fail tells of the quarantine, status shows the exchange, and success ends it', async (context) => {
  const job = await startSandboxJob(context);
  job.sandbox.targetServer.faults.set({ kind: 'unauthorized' });
  const failed = await job.run('sync');
  assert.equal(failed.code, 4, failed.stderr);
  assert.match(failed.stderr, /Quarantine since \S+Z \(EncounteredQuarantineException\): /);
  assert.match(failed.stderr, /the next one by itself is due at \S+Z\./);
  const status = await job.run('status');
  assert.equal(status.code, 3);
  assert.match(status.stdout, /response: 401 /);
  job.sandbox.targetServer.faults.clear();
  const mended = await job.run('sync');
  assert.equal(mended.code, 0, mended.stderr);
  assert.match(mended.stderr, /^The quarantine has ended\.$/m);
  assert.equal((await job.run('status')).code, 0);
});
