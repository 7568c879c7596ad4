import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clickOnPage } from '../support/authorizePage.ts';
import { businessJobText, controlBusiness, requestsTo } from '../support/businessJob.ts';
import { eventually } from '../support/eventually.ts';
import { after, before, describe, it } from '../support/hostTest.ts';
import type { SandboxProcess } from '../support/sandbox.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

/** Runs *Authorize Dropbox* and gives the address that it copies. */
async function copiedAddress(removal: boolean): Promise<string> {
  await vscode.env.clipboard.writeText('');
  void run('authorizeDropbox', { removal, way: 'copyAddress' });
  return eventually('the address in the clipboard', async () => {
    const text = await vscode.env.clipboard.readText();
    return text.includes('/oauth2/authorize?') ? text : null;
  });
}

describe('authorizing in the extension host', () => {
  let job: vscode.Uri;

  before(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    job = vscode.Uri.joinPath(folder, 'business.provisioning.json');
    const original = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(sandbox.job)));
    const text = businessJobText(original, sandbox, 'host-business');
    await vscode.workspace.fs.writeFile(job, new TextEncoder().encode(text));
    await run('selectJob', job);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.workspace.fs.delete(job);
    await run('selectJob', vscode.Uri.file(sandbox.job));
  });

  it('takes the browser’s way back for the one request that it made', async () => {
    const address = await copiedAddress(true);
    const redirect = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
    assert.match(redirect.href, /^http:\/\/localhost:\d+\/dropbox$/);
    assert.equal((await fetch(`${redirect.href}?code=stolen&state=guessed`)).status, 400);
    const before = await requestsTo(sandbox, '/oauth2/token');
    const { text } = await clickOnPage(address, 'allow');
    assert.match(text, /Dropbox has responded/);
    await eventually(
      'the account',
      async () => (await requestsTo(sandbox, '/2/team/token/get_authenticated_admin')) > 0,
    );
    assert.equal(await requestsTo(sandbox, '/oauth2/token'), before + 1);
  });

  it('previews with a token that the engine’s process has renewed here', async () => {
    const before = await requestsTo(sandbox, '/oauth2/token');
    const fault = { kind: 'unauthorized', tag: 'expired_access_token', path: '/2/team/members/list', count: 1 };
    await controlBusiness(sandbox, 'PUT', '/faults', [fault]);
    await run('explain', 'Adele Vance');
    await run('previewSync');
    await controlBusiness(sandbox, 'DELETE', '/faults');
    assert.equal(await requestsTo(sandbox, '/oauth2/token'), before + 1);
  });
});
