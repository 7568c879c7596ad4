import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const tree = (workbench: Workbench): Locator => workbench.view('Assigned Users');

/** Goes down the tree with the keyboard until an item comes into sight. */
async function scrollTo(workbench: Workbench, label: string): Promise<Locator> {
  const item = workbench.treeItem(label, tree(workbench));
  await eventually(`the tree item "${label}"`, async () => {
    if ((await item.count()) > 0) return true;
    await tree(workbench).getByRole('tree').press('ArrowDown');
    return false;
  });
  return item;
}

const folder = temporaryDirectory('empty-folder');
const settings = {
  'dropboxProvisioning.assignments.pageSize': 20,
  'dropboxProvisioning.sandbox.users': 6000,
  'files.simpleDialog.enable': true,
};

uiSuite('First steps in an empty folder', { folder, settings }, (test) => {
  test('offer to create a job or to start the sandbox', async ({ workbench }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    await tree(workbench).getByRole('button', { name: 'Create Job' }).waitFor();
    await workbench.screenshot('welcome-no-job');
  });

  test('create a job for a real tenant, with a way back', async ({ workbench }) => {
    const id = '8f2a7c1e-1111-4222-8333-444455556666';
    await workbench.runCommand('Dropbox Provisioning: Create Job');
    await workbench.answer('Dropbox (production)');
    await workbench.pick('Microsoft Entra tenant');
    await workbench.pick('Global');
    await workbench.pick('Enter IDs instead');
    await workbench.answer('contoso.com');
    await workbench.quickInput().getByText('Paste the ID as the Entra admin center shows it').waitFor();
    await workbench.quickInput().getByRole('button', { name: 'Back' }).click();
    await workbench.quickInput().getByPlaceholder('Select how to access the tenant').waitFor();
    // Whoever closes the questions goes on where they stopped.
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Dropbox Provisioning: Create Job');
    await workbench.pick('Continue with Dropbox (production)');
    await workbench.quickInput().getByText('Tenant ID (Entra admin center: Overview)').waitFor();
    await workbench.answer(id);
    await workbench.quickInput().getByText('Object ID of the Dropbox application').waitFor();
    await workbench.answer(id);
    await workbench.pick('This extension and the command line');
    await workbench.pick('Dropbox');
    await workbench.screenshot('create-job');
    await workbench.pick('Only assigned users and groups');
    await workbench.quickInput().getByText('Email address to notify when provisioning fails').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput().getByText('Save the Job').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab').filter({ hasText: 'dropbox-production.provisioning.json' }).waitFor();
    const text = await readFile(join(folder, 'dropbox-production.provisioning.json'), 'utf8');
    assert.match(text, /"baseAddress": "https:\/\/www.dropbox.com\/scim\/v2"/);
    await workbench.quickInput().getByText('is created. What’s next?').waitFor();
    await workbench.screenshot('create-job-next');
    await workbench.page.keyboard.press('Escape');
  });

  test('ask for each token with the one server that it is sent to, and refuse what is no token', async ({
    workbench,
  }) => {
    await tree(workbench).getByRole('button', { name: 'Update Credentials' }).last().click();
    await workbench.pick('Paste a token');
    await workbench.quickInput().getByText('sent to https://graph.microsoft.com only').waitFor();
    await workbench.answer('two words');
    await workbench.quickInput().getByText('A token can’t contain spaces').waitFor();
    await workbench.screenshot('update-credentials');
    await workbench.page.keyboard.press('Escape');
    const files = await readdir(folder);
    for (const file of files) assert.ok(!(await readFile(join(folder, file), 'utf8')).includes('two words'), file);
  });

  test('name the missing token instead of sending a request', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.notification('There is no token for https://graph.microsoft.com').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('show what is wrong with a job file in the Problems panel, and read nothing', async ({ workbench }) => {
    const path = join(folder, 'dropbox-production.provisioning.json');
    const valid = await readFile(path, 'utf8');
    await writeFile(path, valid.replace('"https://www.dropbox.com/scim/v2"', '"http://www.dropbox.com/scim/v2"'));
    await tree(workbench).getByText('The job file has errors').waitFor();
    await tree(workbench).getByRole('button', { name: 'Show Problems' }).click();
    await workbench.page.locator('.markers-panel').getByText('would send the token').waitFor();
    await workbench.screenshot('problems');
    await workbench.runCommand('View: Toggle Panel Visibility');
    await writeFile(path, valid);
    await tree(workbench).getByText('The job needs a token').waitFor();
  });

  test('start the sandbox, put its job into the folder and fill the tree', async ({ workbench }) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Dropbox Provisioning: Start Sandbox');
    await workbench.treeItem('Users, 6,000', tree(workbench)).waitFor();
    assert.ok((await readdir(folder)).includes('sandbox.provisioning.json'));
    await workbench.page.locator('.tab').filter({ hasText: 'sandbox.provisioning.json' }).waitFor();
  });

  test('load more, page by page', async ({ workbench }) => {
    const more = await scrollTo(workbench, 'Load more: 20 of 6000 shown');
    await more.click();
    await more.waitFor({ state: 'detached' });
    await scrollTo(workbench, 'Load more: 40 of 6000 shown');
  });

  test('cancel a sync and go on with the next', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.notification(/Syncing .* created/).waitFor();
    await workbench.screenshot('sync-progress');
    await workbench.pressInNotification('Syncing', 'Cancel');
    const cancelled = await workbench.outputChannel('Dropbox Provisioning', /cycle cancelled[^:]*: (\d+) created/);
    const first = Number(/cycle cancelled[^:]*: (\d+) created/.exec(cancelled)?.[1]);
    assert.ok(first > 0 && first < 6000, `${first} were created before the sync was cancelled`);
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    const log = await workbench.outputChannel('Dropbox Provisioning', /cycle finished/);
    const created = Array.from(log.matchAll(/Created user ([^:]+):/g), ([, name]) => name);
    assert.equal(new Set(created).size, created.length, 'nobody is created twice');
    await workbench.treeItem('In Dropbox: users: 6000', workbench.view('Provisioning Status')).waitFor();
  });

  test('stop the sandbox and say that it is missing', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Stop Sandbox');
    await workbench.runCommand('Dropbox Provisioning: Test Connection');
    await workbench.notification('uses the sandbox, which is not running').waitFor();
  });
});
