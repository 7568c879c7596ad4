import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { afterEach, before, describe, it } from '../support/hostTest.ts';
import type { SandboxProcess } from '../support/sandbox.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

/** How many users the sandbox's Dropbox has. */
async function usersInDropbox(): Promise<number> {
  const answer = await fetch(`${sandbox.target.baseAddress}/Users?count=0`, {
    headers: { authorization: `Bearer ${sandbox.target.token}` },
  });
  const { totalResults } = (await answer.json()) as { totalResults: number };
  return totalResults;
}

async function fromDirectory(method: string, path: string): Promise<unknown> {
  const answer = await fetch(sandbox.source.baseAddress + path, {
    method,
    headers: { authorization: `Bearer ${sandbox.source.token}` },
  });
  return answer.status === 204 ? null : answer.json();
}

async function firstUsers(count: number): Promise<readonly string[]> {
  const { value } = (await fromDirectory('GET', `/users?$top=${count}&$orderby=displayName`)) as {
    readonly value: readonly { readonly id: string }[];
  };
  return value.map(({ id }) => id);
}

/** The text of the extension's document that is open and whose name begins like this. */
function ourDocument(name: string): Promise<string> {
  return eventually(`a document named ${name}…`, () =>
    vscode.workspace.textDocuments
      .find(({ uri }) => uri.scheme === 'dropbox-provisioning' && uri.path.startsWith(`/${name}`))
      ?.getText(),
  );
}

const openTabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

describe('the main job in the extension host', () => {
  before(async () => {
    await run('selectJob', vscode.Uri.file(sandbox.job));
    await run('refresh');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('previews everyone in a summary, from which the multi-diff editor opens, and writes nothing', async () => {
    await run('previewSync');
    await eventually('the summary', () => openTabs().some((label) => label.includes('Preview Summary')));
    await run('showPreviewDifferences');
    await eventually('the multi-diff editor', () => openTabs().some((label) => label.startsWith('Preview: ')));
    assert.equal(await usersInDropbox(), 0);
  });

  it('explains why a user is skipped, and what to do', async () => {
    await run('explain', 'Cameron White');
    const text = await ourDocument('Explain Cameron White');
    assert.match(text, /The next sync will: \*\*Skip\*\*/);
    assert.match(text, /Default Access/);
    assert.match(text, /## Recommended action/);
    assert.match(text, /## Steps/);
    assert.equal(await usersInDropbox(), 0);
  });

  it('provisions one user on demand and shows the steps', async () => {
    await run('provisionOnDemand', 'Adele Vance');
    const text = await ourDocument('Adele Vance created');
    assert.match(text, /## Modified properties/);
    assert.match(text, /`userName` \| – \| `/);
    assert.match(text, /\*\*Export\*\*/);
    assert.equal(await usersInDropbox(), 1);
  });

  it('syncs everyone else', async () => {
    await run('syncNow');
    assert.ok((await usersInDropbox()) > 80);
  });

  it('links each line of the log to its event', async () => {
    await run('openProvisioningLog');
    const output = await eventually('the output channel', () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'output' && uri.path.includes('Dropbox Provisioning'),
      ),
    );
    const link = await eventually('a link', async () => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        output.uri,
      );
      return links.find(({ target }) => target?.scheme === 'command');
    });
    assert.match(output.getText(link.range), /^event \d+$/);
    assert.equal(link.target?.path, 'dropboxProvisioning.showEvent');
  });

  it('shows an event of the log by its number, without any token', async () => {
    await run('showEvent', 1);
    const text = await ourDocument('Adele Vance created, event 1');
    assert.match(text, /\| Event \| 1 \|/);
    assert.ok(!text.includes(sandbox.target.token) && !text.includes(sandbox.source.token), 'no token in the document');
  });

  it('lists staged deletes by name, shows what one would change, and keeps who is rejected', async () => {
    const users = await usersInDropbox();
    const leavers = await firstUsers(30);
    for (const id of leavers) await fromDirectory('DELETE', `/users/${id}`);
    await run('syncNow');
    assert.equal(await usersInDropbox(), users, 'held back');
    await run('showStagedDeletes');
    const listed = await ourDocument('Staged Deletes');
    assert.match(listed, /\| User \| ⚠ .+ \| Disable, permanently \|/);

    await run('rejectAllDeletes');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('showStagedDeletes');
    await eventually('the decisions', async () => /Rejected by |Rejected \d/.test(await ourDocument('Staged Deletes')));
    await run('syncNow');
    assert.equal(await usersInDropbox(), users, 'rejected');
    await run('stagedDeletes.focus');
    // The sandbox is everybody's: who was deleted comes back.
    for (const id of leavers) await fromDirectory('POST', `/directory/deletedItems/${id}/restore`);
    await run('syncNow');
  });

  it('tests the connection without writing', async () => {
    const users = await usersInDropbox();
    await run('testConnection');
    assert.equal(await usersInDropbox(), users);
  });
});

/** Breaks the sandbox's target, or mends it. */
function faults(list: readonly object[]): Promise<Response> {
  return fetch(new URL('/_sandbox/faults', sandbox.target.baseAddress), {
    method: 'PUT',
    headers: { authorization: `Bearer ${sandbox.target.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(list),
  });
}

/** Renames a user of the sandbox's directory. */
async function rename(userPrincipalName: string, surname: string): Promise<void> {
  const response = await fetch(`${sandbox.source.baseAddress}/users/${encodeURIComponent(userPrincipalName)}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${sandbox.source.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ surname }),
  });
  assert.ok(response.ok, await response.text());
}

/** How many users of the sandbox's Dropbox have this surname. */
async function haveSurname(surname: string): Promise<number> {
  const address = new URL(`${sandbox.target.baseAddress}/Users`);
  address.searchParams.set('filter', `name.familyName eq "${surname}"`);
  const answer = await fetch(address, { headers: { authorization: `Bearer ${sandbox.target.token}` } });
  return ((await answer.json()) as { readonly totalResults: number }).totalResults;
}

describe('what the target refuses', () => {
  before(async () => {
    await run('selectJob', vscode.Uri.file(sandbox.job));
    await run('refresh');
    await run('syncNow');
  });

  afterEach(async () => {
    await faults([]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('waits for its next attempt, and Retry Now tries it at once', async () => {
    await faults([{ kind: 'forbidden', method: 'PATCH', path: '^/Users' }]);
    await rename('adele.vance@contoso.com', 'Retried');
    await run('syncNow');
    await run('syncNow');
    await faults([]);
    await run('syncNow');
    assert.equal(await haveSurname('Retried'), 0);
    await run('retryNow');
    assert.equal(await haveSurname('Retried'), 1);
  });

  it('is tried again by a restart, whose criteria are chosen from a list', async () => {
    await faults([{ kind: 'forbidden', method: 'PATCH', path: '^/Users' }]);
    await rename('adele.vance@contoso.com', 'Restarted');
    await run('syncNow');
    await run('syncNow');
    await faults([]);
    let ended = false;
    const restarted = run('restartProvisioning').then(() => (ended = true));
    await eventually('the end of the restart', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return ended;
    });
    await restarted;
    assert.equal(await haveSurname('Restarted'), 1);
  });
});

describe('a job whose target refuses the token', () => {
  before(async () => {
    await run('selectJob', vscode.Uri.file(sandbox.job));
    await run('refresh');
  });

  afterEach(async () => {
    await faults([]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is in quarantine, shows the request that caused it, and leaves with the next sync', async () => {
    await faults([{ kind: 'unauthorized' }]);
    await run('syncNow');
    await run('showRequest');
    const text = await ourDocument('Quarantine');
    assert.match(text, /EncounteredQuarantineException/);
    assert.match(text, /HTTP 401/);
    assert.match(text, /The next attempt is due at /);
    assert.ok(!text.includes(sandbox.target.token), 'no token in the document');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await faults([]);
    await run('syncNow');
    await run('showRequest');
    await eventually('the end of the quarantine', async () =>
      (await ourDocument('Quarantine')).includes('isn’t in quarantine'),
    );
  });
});

describe('the problems of a job file', () => {
  it('are said once, not again by the JSON editor', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, 'twice.provisioning.json');
    const valid = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(sandbox.job)));
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode(valid.replace('"status": "off"', '"status": "maybe"')),
    );
    await vscode.window.showTextDocument(uri);
    await eventually('the problem', () => ourProblems(uri)[0]);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(1, 4)); // the JSON editor is there
    assert.deepEqual(
      vscode.languages.getDiagnostics(uri).map(({ source }) => source),
      ['Dropbox Provisioning'],
    );
  });

  it('are listed with place, cause and what to write instead, as the file is typed', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, 'broken.provisioning.json');
    const valid = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(sandbox.job)));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(valid.replace('"PT40M"', '"PT1M"')));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.languageId, 'jsonc');
      const problem = await eventually('the problem', () => ourProblems(uri)[0]);
      assert.equal(document.getText(problem.range), '"PT1M"');
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
      assert.match(problem.message, /write at least "PT5M"/);

      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, problem.range, '"PT5M"');
      await vscode.workspace.applyEdit(edit);
      await eventually('no problems', () => ourProblems(uri).length === 0);
      await document.save();
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(uri);
    }
  });
});

function ourProblems(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Dropbox Provisioning');
}
