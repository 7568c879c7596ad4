import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import { commandLine, root } from '../support/paths.ts';

/** What a window does: it starts a sandbox and says, when it is ready, where the sandbox answers. */
const window = `
  import { startSandboxProcess } from './src/extension/sandbox/sandboxProcess.ts';
  const [modulePath, stateDirectory] = process.argv.slice(1);
  const { signal } = new AbortController();
  const started = await startSandboxProcess({ modulePath, stateDirectory, users: 0, environment: process.env, signal });
  console.log(started.ready.target.baseAddress);
  setInterval(() => undefined, 60_000);
`;

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/ServiceProviderConfig`).then(
    () => true,
    () => false,
  );

describe('a sandbox that a window has started', () => {
  it('ends with the window, even one that is killed', async () => {
    const state = temporaryDirectory('window-sandbox');
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', window, commandLine, state], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    owner.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [address] = await eventually('the sandbox', () => /^http\S+/m.exec(said));
    assert.equal(await answers(address), true);
    owner.kill('SIGKILL');
    await eventually('the end of the sandbox', async () => !(await answers(address)));
  });
});
