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
  assert.match(tested.stdout, /dropbox\.admin@contoso\.com has authorised the token/);
  assert.match(tested.stdout, /Granted: team_info\.read, members\.read, members\.write, members\.delete/);

  const refused = await house.run('sync');
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /belongs to something else/);

  const moved = await house.run('sync', '--adopt');
  assert.equal(moved.code, 0, moved.stdout + moved.stderr);
  assert.equal(countInTarget(house, 'User'), users);
  assert.ok(!house.printed().includes(token));
});
