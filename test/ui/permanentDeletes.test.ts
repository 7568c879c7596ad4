import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

/** Sends a request to the sandbox's directory, as an administrator of the tenant. */
async function inDirectory({ source }: SandboxProcess, method: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${source.token}` };
  const response = await fetch(source.baseAddress + path, { method, headers });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** How many users the practice team has. */
async function usersInTeam({ target }: SandboxProcess): Promise<number> {
  const headers = { authorization: `Bearer ${target.token}` };
  const response = await fetch(`${target.baseAddress}/Users?count=0`, { headers });
  return ((await response.json()) as { readonly totalResults: number }).totalResults;
}

const finished = (workbench: Workbench, count: number): Promise<string> =>
  workbench.outputChannel('Dropbox Provisioning', new RegExp(`(cycle (finished|ended)[^]*){${count}}`));

const summaryTab = (workbench: Workbench) =>
  workbench.page.locator('.tab.active').filter({ hasText: 'Preview Summary' });

const because = "permanently: their invitations haven't been accepted";

uiSuite('Accounts that would go permanently', { viewport: { width: 1400, height: 900 } }, (test) => {
  let users = 0;

  test('are asked about with number and name before anything is written; Enter shows the preview', async (context) => {
    const { workbench, sandbox } = context;
    await workbench.openViewContainer('Dropbox Provisioning');
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await finished(workbench, 1);
    users = await usersInTeam(sandbox);
    await inDirectory(sandbox, 'DELETE', '/users/adele.vance@contoso.com');
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.dialog().getByText("1 to disable, permanently: the invitation hasn't been accepted").waitFor();
    await workbench.dialog().getByText('Adele Vance').waitFor();
    await workbench.screenshot('permanent-question');
    await workbench.page.keyboard.press('Enter');
    await summaryTab(workbench).waitFor();
    assert.equal(await usersInTeam(sandbox), users);
  });

  test('go when that is chosen', async ({ workbench, sandbox }) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.pressInDialog('Remove 1 Account Permanently');
    await workbench.outputChannel('Dropbox Provisioning', /Disabled user Adele Vance[^]*cycle finished/);
    assert.equal(await usersInTeam(sandbox), --users);
  });

  test('are held back where they are many, and the preview says so in one voice', async ({ workbench, sandbox }) => {
    const { value } = (await inDirectory(sandbox, 'GET', '/users?$top=70&$orderby=displayName')) as {
      readonly value: readonly { readonly id: string }[];
    };
    for (const { id } of value) await inDirectory(sandbox, 'DELETE', `/users/${id}`);
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.notification(`would be disabled, all of them ${because}`).waitFor();
    await workbench.screenshot('permanent-held');
    await workbench.runCommand('Notifications: Clear All Notifications');
    assert.equal(await usersInTeam(sandbox), users);
    await workbench.runCommand('Dropbox Provisioning: Preview Sync');
    await workbench.notification(new RegExp(`Held back: \\d+ to disable, all of them ${because}`)).waitFor();
    await summaryTab(workbench).waitFor();
    // The tab may show the preview before this one for a moment.
    const text = await eventually('the preview', async () => {
      const frame = await workbench.webviewFrame('.markdown-body h1');
      const shown = await frame.locator('body').innerText();
      return /\d+ objects would be disabled, all of them permanently/.test(shown) && shown;
    });
    assert.match(text, /^Held back: \d+$/m);
    assert.doesNotMatch(text, /^Disable: \d+$/m);
    await workbench.screenshot('permanent-preview');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Show Preview Differences' }).click();
    await workbench.multiDiffEntry(0).getByText('Held back: Disable').first().waitFor();
    await workbench.screenshot('permanent-differences');
    await workbench.runCommand('View: Close All Editors');
  });

  test('are named, ten at most, before they are allowed, and Enter shows the list', async ({ workbench, sandbox }) => {
    await workbench.runCommand('Dropbox Provisioning: Allow Deletes');
    await workbench.dialog().getByText(`all of them ${because}`).waitFor();
    await workbench.dialog().getByText('more: Show Staged Deletes shows all.').waitFor();
    await workbench.screenshot('permanent-allow');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active').filter({ hasText: 'Staged Deletes.md' }).waitFor();
    assert.equal(await usersInTeam(sandbox), users);
  });
});
