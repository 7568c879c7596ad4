import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { readRunningSandbox } from '../../src/sandbox/readySandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { stopRunningSandbox } from '../../src/sandbox/stopRunningSandbox.ts';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import { startSandboxProcess } from '../support/sandbox.ts';

it('a sandbox that another process has started is stopped, and its state is kept', async () => {
  const state = temporaryDirectory('stop-sandbox');
  const sandbox = await startSandboxProcess(state);
  const id = readRunningSandbox(state)?.id;
  assert.equal(await stopRunningSandbox(state), true);
  assert.notEqual(await sandbox.ended, null, 'it ended by itself, not by a signal');
  assert.equal(readRunningSandbox(state), null);
  assert.equal(await stopRunningSandbox(state), false);
  const again = await startSandbox({ stateDirectory: state });
  assert.equal(again.id, id);
  await again.stop();
});

it('no process is asked to end that a file only calls a sandbox', async () => {
  const state = temporaryDirectory('stop-nobody');
  const sandbox = await startSandbox({ stateDirectory: state });
  try {
    const side = { baseAddress: 'http://127.0.0.1:9/', token: 'made up', tenantId: '', servicePrincipalId: 'x' };
    const dropboxBusiness = { ...side, apiAddress: side.baseAddress, authorizeAddress: side.baseAddress, appKey: 'x' };
    const forged = { pid: process.pid, id: 'x', source: side, target: side, dropboxBusiness, jobFile: 'x' };
    writeFileSync(join(state, 'sandbox.json'), JSON.stringify(forged));
    assert.equal(readRunningSandbox(state)?.pid, process.pid);
    assert.equal(await stopRunningSandbox(state), false);
  } finally {
    await sandbox.stop();
  }
});
