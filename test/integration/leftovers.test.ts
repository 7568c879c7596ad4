import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

const leftovers = JSON.stringify(new URL('../support/leftovers.ts', import.meta.url).href);

/** A run that starts a process in a session of its own, with the run's output, and ends what it left when `ends`. */
const run = (ends: boolean): string => `
  import { spawn } from 'node:child_process';
  import { endLeftovers, markRun } from ${leftovers};
  const mark = markRun();
  spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000); process.title = "kept"'], { detached: true, stdio: 'inherit' }).unref();
  ${ends ? 'console.log(endLeftovers(mark).length);' : 'console.log(mark);'}
`;

describe('What a test run leaves running', { skip: process.platform !== 'linux' }, () => {
  it('is ended, so that its output comes to an end', () => {
    const { stdout, error } = spawnSync(process.execPath, ['--input-type=module', '--eval', run(true)], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.equal(error, undefined);
    assert.equal(stdout, '1\n');
  });

  it('is known by the run that started it, and nothing else is', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', run(false)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { endLeftovers } = await import('../support/leftovers.ts');
    assert.deepEqual(endLeftovers('00000000-0000-0000-0000-000000000000'), []);
    assert.ok(endLeftovers(line.toString().trim()).length >= 1);
    await once(child.stdout.resume(), 'close');
  });
});
