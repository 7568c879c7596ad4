import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { after, afterEach, before, describe, it } from '../support/hostTest.ts';
import type { SandboxProcess } from '../support/sandbox.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

const logText = (): string =>
  vscode.workspace.textDocuments
    .find(({ uri }) => uri.scheme === 'output' && uri.path.includes('Dropbox Provisioning'))
    ?.getText() ?? '';

/** How often the log says this. */
const timesSaid = (text: string): number => logText().split(text).length - 1;

/** The addresses of the extension's open documents that begin like this; the job's id is their authority. */
const ourDocuments = (name: string): readonly vscode.Uri[] =>
  vscode.workspace.textDocuments
    .map(({ uri }) => uri)
    .filter(({ scheme, path }) => scheme === 'dropbox-provisioning' && path.startsWith(`/${name}`));

describe('several jobs in one window', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const first = vscode.Uri.file(sandbox.job);
  const second = vscode.Uri.joinPath(folder, 'secondTeam.provisioning.json');

  before(async () => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(first));
    const other = text
      .replace(/"id": "[^"]*"/, '"id": "second-team"')
      .replace(/"displayName": "[^"]*"/, '"displayName": "Second team"');
    await vscode.workspace.fs.writeFile(second, new TextEncoder().encode(other));
    await run('openProvisioningLog');
    await run('selectJob', first);
  });

  after(async () => {
    await run('selectJob', first);
    for (const uri of [second, second.with({ path: second.path.replace('secondTeam', 'movedTeam') })])
      await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('stay the one that a command began with, when another one is selected meanwhile', async () => {
    await run('refresh', second);
    const sync = run('syncNow', second);
    await eventually('the cycle to begin', () => timesSaid('Second team: sync started') === 1);
    await run('selectJob', first);
    await sync;
    const log = logText();
    const after = log.slice(log.indexOf('Second team: sync started'));
    const events = after.split('\n').filter((line) => /event \d+\]$/.test(line));
    assert.ok(events.length > 0, after);
    assert.ok(
      events.every((line) => line.includes('[Second team: event ')),
      events.join('\n'),
    );
  });

  it('open the event of their own log', async () => {
    await run('selectJob', first);
    await run('showEvent', { event: 1, jobId: 'second-team' });
    await eventually('its document', () => ourDocuments('').some((uri) => uri.toString().includes('second-team')));
  });

  it('are followed when their file is renamed', async () => {
    await run('selectJob', second);
    const moved = second.with({ path: second.path.replace('secondTeam', 'movedTeam') });
    await vscode.workspace.fs.rename(second, moved);
    await run('refresh');
    const before = timesSaid('Second team: sync started');
    await run('syncNow');
    assert.equal(timesSaid('Second team: sync started'), before + 1);
  });
});
