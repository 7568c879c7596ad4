import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

/** The commands about the sandbox that the palette offers. */
async function offered(workbench: Workbench): Promise<readonly string[]> {
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('F1');
  await workbench.quickInput().locator('input.input').fill('>Dropbox Provisioning: Sandbox');
  const titles = await workbench.quickPickItems();
  await workbench.page.keyboard.press('Escape');
  return titles.filter((title) => title.endsWith('Sandbox'));
}

// As `npm start` opens it: its sandbox was started by another process.
uiSuite('The first window', { settings: { 'dropboxProvisioning.showOnStartup': true } }, (test) => {
  test('shows the first steps beside the filled tree, and no empty editor', async ({ workbench }) => {
    await workbench.treeItem('Users', workbench.view('Assigned Users')).waitFor();
    const steps = workbench.page.locator('.getting-started-step');
    const open = steps.and(workbench.page.locator('.expanded'));
    await open.getByRole('button', { name: 'Test Connection' }).waitFor();
    const titles = (await steps.allInnerTexts()).map((text) => text.trim().split('\n')[0]);
    assert.deepEqual(titles.slice(-3), ['Test the connection', 'Preview the sync', 'Sync and see what happened']);
    await workbench.screenshot('first-window');
  });

  test('offers to stop the sandbox that runs, and not to start another', async ({ workbench }) => {
    await eventually('Stop Sandbox', async () => {
      const titles = await offered(workbench);
      return titles.join() === 'Dropbox Provisioning: Stop Sandbox';
    });
  });

  test('says that the sandbox’s own tokens are used', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Update Credentials');
    await workbench.notification('uses the sandbox’s own tokens').waitFor();
  });

  test('stops the sandbox, and starts it again over what it kept', async ({ workbench, sandbox }) => {
    await workbench.runCommand('Dropbox Provisioning: Stop Sandbox');
    await sandbox.ended;
    await eventually('Start Sandbox', async () => {
      const titles = await offered(workbench);
      return titles.join() === 'Dropbox Provisioning: Start Sandbox';
    });
    await workbench.runCommand('Dropbox Provisioning: Test Connection');
    await workbench.notification('uses the sandbox, which is not running').waitFor();
    await workbench.pressInNotification('uses the sandbox, which is not running', 'Start Sandbox');
    await eventually('Stop Sandbox again', async () => {
      const titles = await offered(workbench);
      return titles.join() === 'Dropbox Provisioning: Stop Sandbox';
    });
    await workbench.runCommand('Dropbox Provisioning: Test Connection');
    await workbench.notification('The connection works').waitFor();
  });
});
