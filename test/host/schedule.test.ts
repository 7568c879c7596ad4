import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { after, before, describe, it } from '../support/hostTest.ts';
import type { SandboxProcess } from '../support/sandbox.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;
const jobId = 'by-itself';

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

const inTarget = async (path: string, method = 'GET'): Promise<Response> =>
  fetch(`${sandbox.target.baseAddress}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.target.token}` },
  });

/** How many users the sandbox's Dropbox has, and the id of one of them. */
async function users(): Promise<{ readonly total: number; readonly one: string }> {
  const { totalResults, Resources } = (await (await inTarget('/Users?count=1')).json()) as {
    readonly totalResults: number;
    readonly Resources: readonly { readonly id: string }[];
  };
  return { total: totalResults, one: Resources[0]?.id ?? '' };
}

/** What the sandbox's target does wrong from now on. */
async function faults(list: readonly object[]): Promise<void> {
  const response = await fetch(new URL('/_sandbox/faults', sandbox.target.baseAddress), {
    method: 'PUT',
    headers: { authorization: `Bearer ${sandbox.target.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(list),
  });
  assert.ok(response.ok, `${response.status}`);
}

const logText = (): string =>
  vscode.workspace.textDocuments
    .find(({ uri }) => uri.scheme === 'output' && uri.path.includes('Dropbox Provisioning'))
    ?.getText() ?? '';

const scheduledCycles = (): number => logText().split('By itself: scheduled cycle started').length - 1;

describe('provisioning that is on', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = vscode.Uri.joinPath(folder, 'byItself.provisioning.json');
  const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  let off = '';

  before(async () => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(sandbox.job)));
    off = text
      .replace(/"id": "[^"]*"/, `"id": "${jobId}"`)
      .replace(/"displayName": "[^"]*"/, '"displayName": "By itself"');
    await write(off);
    await run('openProvisioningLog');
  });

  after(async () => {
    await faults([]);
    await vscode.workspace.fs.delete(uri);
    await run('selectJob', vscode.Uri.file(sandbox.job));
  });

  it('has a cycle by itself, of a job that is not the current one, too', async () => {
    const { total, one } = await users();
    await inTarget(`/Users/${one}`, 'DELETE');
    assert.equal((await users()).total, total - 1);
    await write(off.replace('"status": "off"', '"status": "on"'));
    await eventually('the account', async () => (await users()).total === total);
    await eventually('the line of the log', () => scheduledCycles() === 1);
  });

  it('has another one when it is due, and none before', async () => {
    const on = off.replace('"status": "off"', '"status": "on"');
    const state = new DatabaseSync(join(process.env['DROPBOX_PROVISIONING_STATE'] ?? '', jobId, 'state.sqlite'));
    // The engine may be writing.
    state.exec('PRAGMA busy_timeout = 20000');
    try {
      await eventually('the end of the first', () =>
        state
          .prepare("SELECT 1 FROM meta WHERE key = 'lastAttempt' AND json_extract(value, '$.finishedAt') > ''")
          .get(),
      );
      // An hour passes.
      state
        .prepare("UPDATE meta SET value = json_set(value, '$.startedAt', ?) WHERE key = 'lastAttempt'")
        .run(new Date(Date.now() - 3_600_000).toISOString());
    } finally {
      state.close();
    }
    await write(`${on}\n`);
    await eventually('the second cycle', () => scheduledCycles() === 2);
    await write(`${on}\n\n`);
    await run('selectJob', uri);
    await run('refresh');
    assert.equal(scheduledCycles(), 2, 'it is not due again');
  });

  it('is stopped by Stop Provisioning, in the file', async () => {
    await run('stopProvisioning', uri);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    assert.match(text, /"status": "off"/);
  });

  it('is interrupted by Cancel Running Cycle', async () => {
    await run('selectJob', uri);
    await faults([{ kind: 'hang', method: 'GET' }]);
    const sync = run('syncNow');
    await eventually('the cycle to begin', () => logText().includes('By itself: sync started'));
    await eventually('the cycle to be cancelled', async () => {
      await run('cancelRun');
      return Promise.race([
        Promise.resolve(sync).then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, 500, false)),
      ]);
    });
    await faults([]);
  });
});
