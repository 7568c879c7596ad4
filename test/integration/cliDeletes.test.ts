import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInTarget, editJob, startSandboxJob } from './cliSandboxJob.ts';

test('staged deletes are listed, released and rejected by name, and all', async (context) => {
  const job = await startSandboxJob(context, { users: 20 });
  editJob(job.job, '"threshold": 500', '"threshold": 1');
  assert.equal((await job.run('sync')).code, 0);
  assert.match((await job.run('deletes')).stdout, /^No staged deletes are waiting/);
  const { directory } = job.sandbox;
  const gone = directory.collection('user').sortedBy('displayName').slice(0, 4);
  for (const user of gone) directory.deleteObject(user);
  assert.equal((await job.run('sync')).code, 3);

  const listed = await job.run('deletes', '--json');
  assert.equal(listed.code, 0, listed.stderr);
  assert.equal(listed.lines().length, 4);
  const [first] = listed.lines();
  assert.deepEqual([first?.['action'], first?.['permanent'], first?.['decision']], ['disable', true, null]);
  const text = await job.run('deletes');
  assert.match(text.stdout, /^ {2}held {6}User .+: disable, permanently, since 20.+\n/m);
  assert.match(text.stdout, /4 held back, 0 of them released and 0 rejected\. Released, that is 4 to disable, .+\n$/);
  assert.match(text.stdout, /4 to disable, all of them permanently: their invitations haven't been accepted\.\n$/);

  const [one, other] = gone;
  const released = await job.run('deletes', '--release', one?.id ?? '');
  assert.equal(released.code, 0, released.stderr);
  assert.match(
    released.stdout,
    /Released 1\. The next sync carries it out: 1 to disable, permanently: the invitation hasn't been accepted\./,
  );
  const rejected = await job.run('deletes', other?.properties['userPrincipalName'] as string, '--reject');
  assert.equal(rejected.code, 0, rejected.stderr);
  assert.match((await job.run('status')).stdout, /^ {2}rejected {2}User .+ rejected 20/m);
  assert.equal((await job.run('sync')).code, 3);
  assert.equal(countInTarget(job, 'User'), 19);

  assert.equal((await job.run('deletes', '--release', '--all', '--json')).lines().length, 2);
  assert.equal((await job.run('sync')).code, 0, 'what was rejected is no reason for a quarantine');
  assert.equal(countInTarget(job, 'User'), 17);
  assert.match((await job.run('deletes')).stdout, /1 held back, 0 of them released and 1 rejected/);
  const log = await job.run('logs', '--object', other?.id ?? '');
  assert.match(log.stdout, /rejected this on .+ UTC, so nothing is taken away until its cause changes/);
});

test('deletes says what is missing, and decides nothing about a name that is nobody’s', async (context) => {
  const job = await startSandboxJob(context, { users: 5 });
  for (const [argv, message] of [
    [['--all'], /add --release or --reject/],
    [['Ada'], /add --release or --reject/],
    [['--release'], /give NAME.*or --all/],
    [['--release', '--all', 'Ada'], /exclude each other/],
    [['--release', '--reject', 'Ada'], /exclude each other/],
    [['--release', 'Ada'], /Nothing called "Ada" is held back/],
  ] as const) {
    const refused = await job.run('deletes', ...argv);
    assert.equal(refused.code, 2, refused.stdout);
    assert.match(refused.stderr, message);
  }
});
