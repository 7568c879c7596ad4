import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.ts';
import { eventually } from '../support/eventually.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';
import { themes, type Workbench } from '../support/workbench.ts';

/** What a webview calls each kind of theme. */
const themesInFrames = themes.map(({ kind, className }) => ({
  kind,
  frameKind: {
    vs: 'vscode-light',
    'vs-dark': 'vscode-dark',
    'hc-black': 'vscode-high-contrast',
    'hc-light': 'vscode-high-contrast-light',
  }[className],
}));

const tree = (workbench: Workbench): Locator => workbench.view('Assigned Users');

/** What `ask` gets from a webview that has something matching the selector; asked again when VS Code renders it anew meanwhile. */
function inWebview<T>(workbench: Workbench, selector: string, ask: (frame: Frame) => Promise<T>): Promise<T> {
  return eventually(`an answer from a webview with ${selector}`, async () => {
    const frame = await workbench.webviewFrame(selector);
    return ask(frame).catch((error: unknown) => {
      if (frame.isDetached()) return null;
      throw error;
    });
  });
}

/** The document in the one Markdown preview that is open, once it says this. */
async function readDocument(workbench: Workbench, title: string, until: RegExp): Promise<string> {
  await workbench.page.locator('.tab.active').filter({ hasText: title }).waitFor();
  const text = await inWebview(workbench, '.markdown-body h1', async (frame) => {
    await frame.locator('body').filter({ hasText: until }).waitFor();
    return frame.locator('body').innerText();
  });
  return text.replaceAll('\u00a0', ' ');
}

/** Changes a user of the sandbox's directory as an administrator of the tenant would. */
async function changeUser({ source }: SandboxProcess, name: string, changes: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${source.baseAddress}/users/${name}@contoso.com`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${source.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  });
  assert.equal(answer.status, 204);
}

uiSuite('The main job', { viewport: { width: 1400, height: 900 } }, (test) => {
  test('begins with nothing read, and says so', async ({ workbench }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    await tree(workbench).getByText('have not been read yet').waitFor();
    await tree(workbench).getByRole('button', { name: 'Refresh' }).last().click();
    await workbench.treeItem('Users', tree(workbench)).waitFor();
    await workbench.treeItem('Adele Vance, user, not decided yet', tree(workbench)).waitFor();
  });

  test('tests the connection and shows the steps', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Test Connection');
    await workbench.pressInNotification('The connection works', 'Show Details');
    const text = await readDocument(workbench, 'Test Connection', /Both servers respond/);
    for (const step of ['Address', 'TLS', 'Authentication', 'Permission']) assert.ok(text.includes(`✓ ${step}`), step);
    await workbench.screenshot('test-connection');
    await workbench.runCommand('View: Close All Editors');
  });

  test('previews who will be created, and why: a summary, from which the diffs open', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Preview Sync');
    await workbench.notification(/88 to create, 4 skipped. Nothing was written/).waitFor();
    const text = await readDocument(workbench, 'Preview Summary', /what the next sync will do/);
    assert.match(text, /Skip: 4[^]*Cameron White[^]*Default Access/);
    await workbench.screenshot('preview-summary');
    await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Show Preview Differences' }).click();
    await workbench.page.locator('.multiDiffEntry').getByText('Create Adele Vance.jsonc').waitFor();
    await workbench.page.getByText('"adele.vance@contoso.com"').first().waitFor();
    await workbench.screenshot('preview-initial');
    await workbench.runCommand('View: Close All Editors');
  });

  test('provisions one user on demand from the tree and shows the steps', async ({ workbench }) => {
    await workbench.chooseInContextMenu(workbench.treeItem('Adele Vance', tree(workbench)), 'Provision on Demand');
    const text = await readDocument(workbench, 'Adele Vance created', /Modified properties/);
    assert.match(text, /Modified properties[^]*Steps[^]*Export/);
    await workbench.treeItem('Adele Vance, user, provisioned', tree(workbench)).waitFor();
    await workbench.screenshot('provision-on-demand');
    await workbench.runCommand('View: Close All Editors');
  });

  test('syncs everyone, and tree, status bar and log tell', async ({ workbench, sandbox }) => {
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    const log = await workbench.outputChannel('Dropbox Provisioning', /cycle finished/);
    assert.match(log, /\[info\] Created user Alex Wilber/);
    assert.match(log, /\[warning\] Skipped user Cameron White: .*Default Access/);
    for (const { token } of [sandbox.source, sandbox.target]) assert.ok(!log.includes(token), 'no token in the log');
    await workbench.statusBarItem(/Dropbox \(sandbox\): synced/).waitFor();
    await workbench.treeItem('Alex Wilber, user, provisioned', tree(workbench)).waitFor();
    await workbench.treeItem('Cameron White, user, skipped', tree(workbench)).waitFor();
  });

  test('previews before and after of what has changed since, what is lost first', async ({ workbench, sandbox }) => {
    await changeUser(sandbox, 'alex.wilber', { surname: 'Wilber-Reyes' });
    await changeUser(sandbox, 'debra.berger', { accountEnabled: false });
    await workbench.runCommand('Dropbox Provisioning: Preview Sync');
    await workbench.notification(/1 to update; 1 to disable, permanently: .*Nothing was written/).waitFor();
    await readDocument(workbench, 'Preview Summary', /1 to disable, permanently/);
    await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Show Preview Differences' }).click();
    const [disabled, updated] = [workbench.multiDiffEntry(0), workbench.multiDiffEntry(1)];
    await disabled.getByText('Disable Debra Berger.jsonc').waitFor();
    await disabled.getByText('The account is deleted permanently.').waitFor();
    await updated.getByText('Update Alex Wilber.jsonc').waitFor();
    await updated.getByText('"Wilber-Reyes"').waitFor();
    await workbench.screenshot('preview');
    await workbench.runCommand('View: Close All Editors');
  });

  test('explains a skipped user from the tree, with what to do', async ({ workbench }) => {
    await workbench.chooseInContextMenu(workbench.treeItem('Cameron White', tree(workbench)), 'Explain');
    const text = await readDocument(workbench, 'Explain Cameron White', /Recommended action/);
    assert.match(text, /Default Access/);
    await workbench.runCommand('Dropbox Provisioning: Open Provisioning Log');
    await workbench.page.locator('.output-view .detected-link').first().waitFor();
    await workbench.screenshot('main');
    await workbench.runCommand('View: Close All Editors');
  });

  test('opens a group to its members, and filters by name', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Filter');
    await workbench.answer('engineering');
    const group = workbench.treeItem('Engineering, group, provisioned', tree(workbench));
    await group.waitFor();
    // A click opens the explanation; the arrow beside the name opens the group.
    await group.locator('.monaco-tl-twistie').click();
    await workbench.treeItem('Diego Siciliani, user', tree(workbench)).waitFor();
    const members = await workbench.treeItems('Assigned Users');
    assert.equal(new Set(members).size, members.length, 'each member is there once');
    await workbench.runCommand('Dropbox Provisioning: Filter');
    await workbench.answer('nobody of this name');
    await tree(workbench).getByText('No assigned user or group matches').waitFor();
    await tree(workbench).getByRole('button', { name: 'Clear Filter' }).last().click();
    await workbench.treeItem('Users', tree(workbench)).waitFor();
  });

  test('can be read in every kind of theme', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Show Event');
    await workbench.quickInput().locator('input.input').fill('Adele');
    await workbench.pick('Adele Vance');
    await readDocument(workbench, 'Adele Vance', /Modified properties/);
    for (const { kind, frameKind } of themesInFrames) {
      await workbench.useTheme(kind);
      const heading = `[data-vscode-theme-kind="${frameKind}"] .markdown-body h1`;
      const violations = await inWebview(workbench, heading, async (frame) => {
        // A webview lets the editor's background shine through, which axe would take for white.
        await frame.evaluate("document.body.style.background = 'var(--vscode-editor-background)'");
        return accessibilityViolations(frame, '.markdown-body');
      });
      assert.deepEqual(violations, []);
      await workbench.screenshot(`main-job-${kind.replaceAll(' ', '-')}`);
    }
  });

  test('says that the sandbox has gone, instead of asking for a token of it', async ({ workbench, sandbox }) => {
    await sandbox.stop();
    await workbench.runCommand('Dropbox Provisioning: Test Connection');
    await workbench.notification('uses the sandbox, which is not running').waitFor();
  });
});
