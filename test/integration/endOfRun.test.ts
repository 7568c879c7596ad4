import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

const endOfRun = JSON.stringify(new URL('../support/endOfRun.ts', import.meta.url).href);

/** Runs a program that ends its run after what is given. */
function run(before: string, ok: boolean) {
  const program = `import { endOfRun } from ${endOfRun}; ${before} endOfRun(${String(ok)});`;
  const arguments_ = ['--input-type=module', '--eval', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

describe('The end of a run', () => {
  it('comes though a server still listens, with nothing after the last line', () => {
    const listening = `import { createServer } from 'node:net'; import { once } from 'node:events';
      await once(createServer().listen(0, '127.0.0.1'), 'listening'); console.log('123 passed, 0 failed');`;
    assert.deepEqual(run(listening, true), {
      status: 0,
      stdout: '123 passed, 0 failed\n',
      stderr: '',
    });
  });

  it('fails with the run', () => {
    assert.deepEqual(run('', false), { status: 1, stdout: '', stderr: '' });
  });
});
