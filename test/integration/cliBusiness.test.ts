import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInTarget, editJob, startSandboxJob } from './cliSandboxJob.ts';

test('a job of the sandbox moves to the Business API on the command line, and adopts everybody', async (context) => {
  const house = await startSandboxJob(context, { users: 30 });
  assert.equal((await house.run('sync')).code, 0);
  const users = countInTarget(house, 'User');
  assert.ok(users > 0);
  const { apiAddress, token } = house.sandbox.dropboxBusiness;
  editJob(house.job, /"target": \{[^}]*\}/, `"target": ${JSON.stringify({ kind: 'dropboxBusiness', apiAddress })}`);

  const tested = await house.run('test-connection');
  assert.equal(tested.code, 0, tested.stdout + tested.stderr);
  assert.match(tested.stdout, /dropbox\.admin@contoso\.com has authorized the token/);
  assert.match(tested.stdout, /Granted: team_info\.read, members\.read, members\.write, members\.delete/);

  const refused = await house.run('sync');
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /belongs to something else/);

  const moved = await house.run('sync', '--adopt');
  assert.equal(moved.code, 0, moved.stdout + moved.stderr);
  assert.equal(countInTarget(house, 'User'), users);
  assert.ok(!house.printed().includes(token));
});

test('preview and sync say how many seats are needed and free before all else, and who gets none', async (context) => {
  const house = await startSandboxJob(context, { users: 30, seatLimit: 10 });
  const { apiAddress } = house.sandbox.dropboxBusiness;
  editJob(house.job, /"target": \{[^}]*\}/, `"target": ${JSON.stringify({ kind: 'dropboxBusiness', apiAddress })}`);
  const preview = await house.run('preview');
  assert.equal(preview.code, 1, preview.stdout + preview.stderr);
  const [first = '', second = ''] = preview.stdout.split('\n');
  assert.match(first, /^\d+ seats are needed, 10 are free\.$/);
  assert.match(second, /^\d+ users get no seat: .+\.$/);

  const sync = await house.run('sync', '--json');
  assert.equal(sync.code, 1);
  const lines = sync.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { told, without } = lines[0]?.['seats'] as { told: { free: number; needed: number }; without: unknown[] };
  assert.equal(told.free, 10);
  assert.equal(without.length, told.needed - 10);
  assert.deepEqual(lines.at(-1)?.['seats'], { told: { ...told, freed: 0, licensed: 11 }, without });
  assert.equal(countInTarget(house, 'User'), 10);
  const status = await house.run('status');
  assert.match(status.stdout, /users get no seat: /);
});
