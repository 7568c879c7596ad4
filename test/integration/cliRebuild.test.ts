import assert from 'node:assert/strict';
import { globSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { countInTarget, startSandboxJob } from './cliSandboxJob.ts';

test('a damaged state is moved away with --rebuild, and made again by matching; one that is whole is left alone', async (context) => {
  const job = await startSandboxJob(context, { users: 10 });
  assert.equal((await job.run('sync')).code, 0);
  const whole = await job.run('sync', '--rebuild');
  assert.equal(whole.code, 2, whole.stdout);
  assert.match(whole.stderr, /The state of this job is not damaged, so it was left as it is\..*--restart/s);

  const [file = ''] = globSync(join(job.state, '*', 'state.sqlite'));
  truncateSync(file, 0);
  const refused = await job.run('sync');
  assert.equal(refused.code, 2, refused.stdout);
  assert.match(refused.stderr, /state\.sqlite in it is empty; .*--rebuild moves the damaged file away/s);
  const rebuilt = await job.run('sync', '--rebuild');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.match(rebuilt.stderr, /The damaged state is now .*state\.damaged-20.+\.sqlite; everyone is matched anew/);
  assert.equal(countInTarget(job, 'User'), 10);
});
