import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { countInTarget, editJob, startSandboxJob } from './cliSandboxJob.ts';

type Counts = Readonly<Record<'create' | 'update' | 'disable' | 'delete' | 'skip' | 'failure', number>>;

test('preview, sync, status and logs tell the same story, and no token', async (context) => {
  const job = await startSandboxJob(context);
  const preview = await job.run('preview', '--json');
  assert.equal(preview.code, 0, preview.stderr);
  const decisions = preview.lines();
  for (const decision of decisions) {
    const source = decision['source'] as Readonly<Record<string, unknown>>;
    assert.deepEqual(Object.keys(source), ['id', 'type', 'displayName']);
    assert.match(String(decision['action']), /^(create|update|disable|delete|skip|none)$/);
    assert.equal(typeof decision['reason'], 'string');
    for (const change of decision['changes'] as readonly object[]) {
      assert.deepEqual(Object.keys(change), ['attribute', 'old', 'new']);
    }
  }
  assert.equal(countInTarget(job, 'User'), 0, 'a preview writes nothing');

  const sync = await job.run('sync', '--json');
  assert.equal(sync.code, 0, sync.stderr);
  const events = sync.lines().slice(0, -1);
  const summary = sync.lines().at(-1) ?? {};
  assert.equal(summary['cycle'], 'initial');
  const counts = summary['counts'] as Counts;
  const previewed = (action: string): number => decisions.filter((decision) => decision['action'] === action).length;
  assert.equal(counts.create, previewed('create'));
  assert.equal(counts.skip, previewed('skip'));
  assert.equal(counts.create, countInTarget(job, 'User') + countInTarget(job, 'Group'));
  const requests = summary['requests'] as Readonly<Record<string, number>>;
  assert.ok(Number(requests['targetWrites']) >= counts.create);
  assert.equal(typeof summary['durationMs'], 'number');

  const again = await job.run('sync', '--json');
  assert.equal(again.code, 0, again.stderr);
  assert.equal(again.lines().at(-1)?.['cycle'], 'incremental');
  assert.ok(Object.values(again.lines().at(-1)?.['counts'] as Counts).every((count) => count === 0));

  const status = await job.run('status', '--json');
  assert.equal(status.code, 0);
  const linked = status.lines()[0]?.['linked'] as Readonly<Record<string, number>>;
  assert.equal(linked['User'], countInTarget(job, 'User'));

  const logs = await job.run('logs', '--json', '--limit', '1000');
  assert.deepEqual(
    logs.lines().map((event) => event['id']),
    events.map((event) => event['id']).toSorted((one, other) => Number(one) - Number(other)),
  );
  const [event] = events;
  const { id } = event?.['source'] as { readonly id: string };
  const ofObject = await job.run('logs', '--json', '--object', id);
  assert.ok(ofObject.lines().length > 0);
  assert.ok(ofObject.lines().every((line) => (line['source'] as { readonly id: string }).id === id));

  const explained = await job.run('explain', id, '--json');
  assert.equal(explained.code, 0, explained.stderr);
  assert.equal(explained.lines().length, 1);
  assert.equal((explained.lines()[0]?.['source'] as { readonly id: string }).id, id);
  const provisioned = await job.run('provision', id);
  assert.equal(provisioned.code, 0, provisioned.stderr);
  assert.match(provisioned.stdout, /^ {2}1\. \w+ \(\w+\): /m);

  const text = await job.run('preview');
  assert.match(text.stdout, /^Preview of an incremental cycle completed: /m);
  for (const token of [job.sandbox.source.token, job.sandbox.target.token]) assert.ok(!job.printed().includes(token));
});

test('what was done is told as past, and what was not read yet as not read', async (context) => {
  const job = await startSandboxJob(context, { users: 3 });
  const before = await job.run('status');
  assert.match(before.stdout, /the directory not read yet: preview or sync reads it\.$/m);
  const preview = await job.run('preview');
  assert.match(preview.stdout, /^create {3}User .+: In scope, and /m);
  const sync = await job.run('sync');
  const logs = await job.run('logs');
  for (const { stdout } of [sync, logs]) {
    assert.match(stdout, /create {3}User .+: Created, because it was in scope/);
    assert.doesNotMatch(stdout, /: In scope, and/);
  }
  assert.match((await job.run('status')).stdout, /0 not decided yet\.$/m);
});

test('test-connection passes every step', async (context) => {
  const job = await startSandboxJob(context);
  const { code, lines, stderr } = await job.run('test-connection', '--json');
  assert.equal(code, 0, stderr);
  assert.equal(lines()[0]?.['succeeded'], true);
  assert.match(stderr, /^passed +target: /m);
});

test('explain and provision show the steps for one object, by name and by id', async (context) => {
  const job = await startSandboxJob(context);
  const explained = await job.run('explain', 'Adele Vance', '--json');
  assert.equal(explained.code, 0, explained.stderr);
  const [decision] = explained.lines();
  assert.equal(decision?.['action'], 'create');
  assert.ok((decision['steps'] as readonly unknown[]).length > 1);
  assert.equal(countInTarget(job, 'User'), 0, 'explaining writes nothing');

  const { id } = decision['source'] as { readonly id: string };
  const provisioned = await job.run('provision', id, '--json');
  assert.equal(provisioned.code, 0, provisioned.stderr);
  assert.equal(provisioned.lines()[0]?.['action'], 'create');
  assert.equal(provisioned.lines()[0]?.['status'], 'success');
  assert.equal(countInTarget(job, 'User'), 1);

  const text = await job.run('explain', 'Adele Vance');
  assert.match(text.stdout, /^ {2}1\. import \(success\): /m);
});

test('a name that nobody has is a usage error', async (context) => {
  const job = await startSandboxJob(context);
  const { code, stderr } = await job.run('explain', 'Nobody Whatsoever');
  assert.equal(code, 2, stderr);
  assert.match(stderr, /Nobody Whatsoever/);
});

test('a snapshot that is missing or not valid is an invalid file: exit code 2, and nothing is done', async (context) => {
  const job = await startSandboxJob(context, { users: 3 });
  editJob(job.job, /"source": \{[^}]*\}/, '"source": { "kind": "snapshot", "path": "./people.json" }');
  const missing = await job.run('sync', '--json');
  assert.equal(missing.code, 2, missing.stderr);
  assert.match(missing.stderr, /people\.json could not be read/);
  writeFileSync(join(dirname(job.job), 'people.json'), '{ "users": [{ "id": "a" }, { "id": "a" }] }');
  const wrong = await job.run('preview');
  assert.equal(wrong.code, 2, wrong.stderr);
  assert.match(wrong.stderr, /users\[1\]\.id is "a", which another of users has already/);
  assert.equal(countInTarget(job, 'User'), 0);
});
