import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { describe, it } from '../support/hostTest.ts';
import type { Manifest } from '../support/manifest.ts';

describe('the packed extension in VS Code', () => {
  const extension = vscode.extensions.all.find(({ id }) => id.endsWith('.entra-dropbox-provisioning'));

  it('is there', () => {
    assert.ok(extension, 'VS Code knows the extension');
  });

  it('runs in a VS Code that is not older than the manifest says', () => {
    assert.ok(extension);
    const { engines } = extension.packageJSON as { engines: { vscode: string } };
    const oldest = engines.vscode.replace('^', '');
    assert.ok(vscode.version.localeCompare(oldest, 'en', { numeric: true }) >= 0, `${vscode.version} >= ${oldest}`);
  });

  it('activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers the commands that it contributes, and no others', async () => {
    assert.ok(extension);
    await extension.activate();
    const { commands, views } = (extension.packageJSON as Manifest).contributes;
    const viewIds = Object.values(views).flatMap((group) => group.map(({ id }) => id));
    const registered = (await vscode.commands.getCommands(true)).filter(
      (command) => command.startsWith('dropboxProvisioning.') && !viewIds.some((id) => command.startsWith(`${id}.`)),
    );
    assert.deepEqual(registered.sort(), commands.map(({ command }) => command).sort());
  });
});
