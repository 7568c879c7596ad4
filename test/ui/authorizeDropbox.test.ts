import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { businessJobText, controlBusiness, requestsTo } from '../support/businessJob.ts';
import { eventually } from '../support/eventually.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const id = 'business';

/** Chooses how to get to Dropbox's page, and gives the page that opens: VS Code asks first only where it isn't on this machine. */
async function openedPage(workbench: Workbench, way: string): Promise<Page> {
  const [page] = await Promise.all([workbench.page.context().waitForEvent('page'), workbench.pick(way)]);
  return page;
}

uiSuite('Authorize Dropbox', { viewport: { width: 1400, height: 900 } }, (test) => {
  test('asks whether members may be removed, and opens the page on which an admin allows it', async ({
    workbench,
    sandbox,
  }) => {
    await writeFile(sandbox.job, businessJobText(await readFile(sandbox.job, 'utf8'), sandbox, id));
    await workbench.openViewContainer('Dropbox Provisioning');
    await workbench.view('Provisioning Status').getByText('Dropbox (business)').waitFor();
    await workbench.runCommand('Dropbox Provisioning: Authorize Dropbox');
    await workbench.quickInput().getByText('Nobody can be removed, whatever goes wrong').waitFor();
    assert.deepEqual(await workbench.cutQuickPickDetails(), []);
    await workbench.screenshot('authorize-removal');
    await workbench.pick('Allow removing members');
    await workbench.quickInput().getByText('the browser comes back by itself').waitFor();
    assert.deepEqual(await workbench.cutQuickPickDetails(), []);
    await workbench.screenshot('authorize-way');
    const page = await openedPage(workbench, 'Open browser');
    await page.getByText('members.delete').waitFor();
    await workbench.notification('Waiting for Dropbox').waitFor();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('Dropbox has responded').waitFor();
    await page.close();
    await workbench.notification('Dropbox is authorized: Contoso, by dropbox.admin@contoso.com').waitFor();
    await workbench
      .treeItem('Removing members: Dropbox is authorized with members.delete', workbench.view('Provisioning Status'))
      .waitFor();
    await workbench.screenshot('authorize-done');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('lets a sync renew its token in the middle and finish', async ({ workbench, sandbox }) => {
    const before = await requestsTo(sandbox, '/oauth2/token');
    const fault = { kind: 'unauthorized', tag: 'expired_access_token', path: '/2/team/members/add', count: 1 };
    await controlBusiness(sandbox, 'PUT', '/faults', [fault]);
    await workbench.runCommand('Dropbox Provisioning: Sync Now');
    await workbench.outputChannel('Dropbox Provisioning', /cycle finished/);
    await workbench.treeItem('In Dropbox: users: ', workbench.view('Provisioning Status')).waitFor();
    assert.equal(await requestsTo(sandbox, '/oauth2/token'), before + 1);
    const { members } = (await controlBusiness(sandbox, 'GET', '/state')) as { members: unknown[] };
    assert.ok(members.length > 20, `${members.length} members`);
    await workbench.screenshot('authorize-synced');
  });

  test('takes a code, without removing members, and says that nothing is removed', async ({ workbench }) => {
    // The source's token is the sandbox's own, so that only the target is asked for.
    await workbench.runCommand('Dropbox Provisioning: Update Credentials');
    await workbench.quickInput().getByText('A team admin allows access').waitFor();
    await workbench.screenshot('authorize-update-credentials');
    await workbench.pick('Authorize Dropbox');
    await workbench.pick('Don’t allow removing members');
    const page = await openedPage(workbench, 'Paste code');
    await page.getByRole('button', { name: 'Allow' }).click();
    const code = (await page.locator('#code').textContent()) ?? '';
    await page.close();
    await workbench.answer(code);
    await workbench.notification('Members can’t be removed.').waitFor();
    await workbench
      .treeItem('Removing members: Dropbox is authorized without members.delete', workbench.view('Provisioning Status'))
      .waitFor();
    await workbench.screenshot('authorize-no-removal');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('says so when access is denied, and changes nothing', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Authorize Dropbox');
    await workbench.pick('Allow removing members');
    const page = await openedPage(workbench, 'Open browser');
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Access was not allowed').waitFor();
    await page.close();
    await workbench.notification('Access was denied on Dropbox’s page').waitFor();
    await workbench.screenshot('authorize-denied');
    await workbench
      .treeItem('Removing members: Dropbox is authorized without members.delete', workbench.view('Provisioning Status'))
      .waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('revokes it in Dropbox when the credentials are removed', async ({ workbench, sandbox }) => {
    await workbench.runCommand('Dropbox Provisioning: Remove Credentials');
    await workbench.pressInDialog('Remove');
    await eventually('the revocation', async () => (await requestsTo(sandbox, '/2/auth/token/revoke')) === 1);
    await workbench
      .treeItem('Removing members: Dropbox is authorized without members.delete', workbench.view('Provisioning Status'))
      .waitFor({
        state: 'detached',
      });
  });
});
