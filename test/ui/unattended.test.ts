import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after } from 'node:test';
import { basename } from 'node:path';
import type { Locator } from 'playwright-core';
import { applyTextEdits, setJobValue } from '../../src/job/editJob.ts';
import { eventually } from '../support/eventually.ts';
import { letTimePass } from '../support/jobState.ts';
import { startMailServer } from '../support/mailServer.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { type UiTestContext, uiSuite } from '../support/uiTest.ts';
import { themes, type Workbench } from '../support/workbench.ts';

const mails = await startMailServer({ tls: 'none' });
after(() => mails.close());

const options = {
  viewport: { width: 1400, height: 900 },
  machineSettings: { 'dropboxProvisioning.notification.smtpServer': `smtp://127.0.0.1:${mails.port}` },
};

/** Whom the directory's administrator deletes. */
const leaving = ['adele.vance', 'alex.wilber', 'debra.berger'];

const status = (workbench: Workbench): Locator => workbench.view('Provisioning Status');
const staged = (workbench: Workbench): Locator => workbench.view('Staged Deletes');
const tree = (workbench: Workbench): Locator => workbench.view('Assigned Users and Groups');

/** Sends a request to the sandbox's directory, as an administrator of the tenant. */
async function inDirectory({ source }: SandboxProcess, method: string, path: string): Promise<unknown> {
  const response = await fetch(source.baseAddress + path, {
    method,
    headers: { authorization: `Bearer ${source.token}` },
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** Takes so many members out of a group of the directory. */
async function removeMembers(sandbox: SandboxProcess, group: string, count: number): Promise<void> {
  const filter = encodeURIComponent(`displayName eq '${group}'`);
  const groups = (await inDirectory(sandbox, 'GET', `/groups?$filter=${filter}`)) as { value: { id: string }[] };
  const id = groups.value[0]?.id ?? '';
  const members = (await inDirectory(sandbox, 'GET', `/groups/${id}/members?$top=${count}`)) as {
    value: { id: string }[];
  };
  for (const member of members.value) await inDirectory(sandbox, 'DELETE', `/groups/${id}/members/${member.id}/$ref`);
}

async function inTeam({ target }: SandboxProcess, method: string, path: string): Promise<unknown> {
  const response = await fetch(new URL(path, `${target.baseAddress}/`), {
    method,
    headers: { authorization: `Bearer ${target.token}` },
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

/** Whether the team has an account of this name that can be used. */
async function hasAccess(sandbox: SandboxProcess, name: string): Promise<boolean> {
  const filter = encodeURIComponent(`userName eq "${name}@contoso.com"`);
  const { Resources } = (await inTeam(sandbox, 'GET', `Users?filter=${filter}`)) as {
    Resources: readonly { readonly active: boolean }[];
  };
  return Resources.some(({ active }) => active);
}

/** The ways in which the job file of the sandbox differs from one that is left alone. */
async function prepareJob({ job }: SandboxProcess): Promise<void> {
  let text = await readFile(job, 'utf8');
  text = applyTextEdits(text, setJobValue(text, ['provisioning', 'notification'], { email: 'it@contoso.com' }));
  await writeFile(job, text);
}

/** Lets an hour pass; writing the job file makes the window look at the clock. */
async function anHourPasses({ sandbox, dataDirectory }: UiTestContext): Promise<void> {
  const text = await readFile(sandbox.job, 'utf8');
  const [, id = ''] = /"id": "([^"]+)"/.exec(text) ?? [];
  await letTimePass(dataDirectory, id, 3_600_000);
  await writeFile(sandbox.job, `${text}\n`);
}

/** Waits until the log tells of the end of so many cycles. */
function cyclesEnded(workbench: Workbench, count: number): Promise<string> {
  return workbench.outputChannel(
    'Dropbox Provisioning',
    new RegExp(`(cycle (finished|ended in quarantine)[^]*){${count}}`),
  );
}

/** Decides about one staged delete. While VS Code fills its tree anew, a menu passes no item, and the command asks which. */
async function decideInMenu(workbench: Workbench, name: string, entry: string, outcome: Locator): Promise<void> {
  await eventually(`"${entry}" for ${name} alone`, async () => {
    await workbench.chooseInContextMenu(workbench.treeItem(name, staged(workbench)), entry);
    await outcome.or(workbench.quickInput()).filter({ visible: true }).first().waitFor();
    if (await outcome.isVisible()) return true;
    await workbench.page.keyboard.press('Escape');
    return false;
  });
}

uiSuite('A job that runs by itself', options, (test) => {
  test('is started from the palette, after a question', async ({ workbench, sandbox }) => {
    await prepareJob(sandbox);
    await workbench.openViewContainer('Dropbox Provisioning');
    await workbench.treeItem('Next cycle: Provisioning is off', status(workbench)).waitFor();
    await workbench.runCommand('Dropbox Provisioning: Start Provisioning');
    await workbench.dialog().getByText('The first cycle runs now, and another one every 40 minutes').waitFor();
    await workbench.screenshot('unattended-start');
    await workbench.pressInDialog('Cancel');
    assert.match(await readFile(sandbox.job, 'utf8'), /"status": "off"/);
    await workbench.runCommand('Dropbox Provisioning: Start Provisioning');
    await workbench.pressInDialog('Start Provisioning');
    await eventually('the job file', async () => (await readFile(sandbox.job, 'utf8')).includes('"status": "on"'));
  });

  test('has its first cycle by itself, and shows when the next one is due', async ({ workbench, sandbox }) => {
    await cyclesEnded(workbench, 1);
    await workbench.statusBarItem(/Dropbox \(sandbox\): synced .*, next /).waitFor();
    await status(workbench)
      .getByRole('treeitem')
      .filter({ hasText: /Next cycle\s*\d/ })
      .waitFor();
    await workbench.treeItem('Adele Vance, user, provisioned', tree(workbench)).waitFor();
    assert.ok(await hasAccess(sandbox, 'adele.vance'));
    assert.deepEqual(mails.received, []);
  });

  test('has its second when that is due, which holds back what would take many accounts', async (context) => {
    const { workbench, sandbox } = context;
    await inTeam(sandbox, 'POST', '/_sandbox/accept');
    for (const name of leaving) await inDirectory(sandbox, 'DELETE', `/users/${name}@contoso.com`);
    await removeMembers(sandbox, 'Retail Stores', 35);
    await anHourPasses(context);
    await cyclesEnded(workbench, 2);
    for (const name of leaving) assert.ok(await hasAccess(sandbox, name), name);
    const log = await workbench.outputChannel('Dropbox Provisioning');
    assert.equal(log.split('scheduled cycle started').length - 1, 2);
    assert.match(log, /Held back user Adele Vance: Left the scope: The object was deleted/);
  });

  test('shows the quarantine wherever one looks, and sends a mail', async ({ workbench }) => {
    await workbench.notification('Accidental-deletion prevention holds this back').waitFor();
    await workbench.treeItem('Adele Vance, user, held back, Left the scope', tree(workbench)).waitFor();
    await workbench.statusBarItem('Dropbox (sandbox): in quarantine').waitFor();
    await workbench.treeItem('Quarantine: 38 objects would be disabled', status(workbench)).waitFor();
    await workbench.screenshot('unattended-quarantine');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.treeItem('Next cycle', status(workbench)).waitFor();
    assert.equal(await status(workbench).getByText('Remaining').count(), 0, 'what is held back waits for nobody else');
    await tree(workbench).getByText('In quarantine: 38 objects').waitFor();
    await workbench.treeItem('Adele Vance, user, Disable', staged(workbench)).waitFor();
    await workbench.treeItem('Retail Stores, group, Remove 35 of 60 members', staged(workbench)).waitFor();
    await workbench.page.locator('.activitybar .badge-content').getByText('39', { exact: true }).waitFor();
    await eventually('the mail', () => mails.received.length > 0);
    assert.deepEqual(mails.received[0]?.to, ['it@contoso.com']);
    assert.match(mails.received[0].mail.subject ?? '', /Dropbox \(sandbox\) is in quarantine$/);
    assert.match(mails.received[0].mail.text ?? '', /38 accounts would be disabled; 1 group would lose 35 members/);
  });

  test('shows a staged delete as a diff, in every kind of theme', async ({ workbench }) => {
    await workbench.treeItem('Adele Vance', staged(workbench)).click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'Staged Delete: Adele Vance' }).waitFor();
    await workbench.page.locator('.monaco-diff-editor').getByText('recycle bin').first().waitFor();
    for (const { kind } of themes) {
      await workbench.useTheme(kind);
      await workbench.screenshot(`unattended-staged-${kind.replaceAll(' ', '-')}`);
    }
    await workbench.useTheme('light');
    await workbench.runCommand('View: Close All Editors');
  });

  test('says what a restart would reset', async ({ workbench }) => {
    await workbench.runCommand('Dropbox Provisioning: Restart Provisioning');
    await workbench.quickInput().getByText('Carries out 39 staged deletes.').waitFor();
    assert.deepEqual(await workbench.cutQuickPickDetails(), []);
    await workbench.screenshot('unattended-restart');
    await workbench.page.keyboard.press('Escape');
  });

  test('releases a delete by name after a question, of which Enter shows the list', async ({ workbench, sandbox }) => {
    const adele = workbench.treeItem('Adele Vance', staged(workbench));
    const question = workbench.dialog().getByText('The next sync carries it out: 1 to disable');
    await decideInMenu(workbench, 'Adele Vance', 'Release', question);
    await workbench.screenshot('unattended-release');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active').filter({ hasText: 'Staged Deletes.md' }).waitFor();
    await workbench.treeItem('Adele Vance, user, Disable', staged(workbench)).waitFor();
    await workbench.runCommand('View: Close All Editors');
    await adele.hover();
    await adele.getByRole('button', { name: 'Release' }).click();
    await workbench.pressInDialog('Release');
    await workbench.treeItem('Adele Vance, user, released', staged(workbench)).waitFor();
    assert.ok(await hasAccess(sandbox, 'adele.vance'), 'until the next sync');
  });

  test('rejects another, and the next sync carries out the one and keeps the other', async ({ workbench, sandbox }) => {
    const rejected = workbench.treeItem('Alex Wilber, user, rejected', staged(workbench));
    await decideInMenu(workbench, 'Alex Wilber', 'Reject', rejected);
    await status(workbench).getByText('37 to decide, 1 released, 1 rejected').waitFor();
    await workbench.pressInNotification('Released 1. The next sync carries that out.', 'Sync Now');
    await cyclesEnded(workbench, 3);
    await workbench.treeItem('Adele Vance', staged(workbench)).waitFor({ state: 'detached' });
    await workbench.treeItem('Alex Wilber, user, rejected', staged(workbench)).waitFor();
    assert.deepEqual(await Promise.all(leaving.map((name) => hasAccess(sandbox, name))), [false, true, true]);
  });

  test('leaves quarantine when the rest is rejected, and says so by mail', async (context) => {
    const { workbench, sandbox } = context;
    await workbench.runCommand('Dropbox Provisioning: Reject All');
    await status(workbench).getByText('38 rejected').waitFor();
    await anHourPasses(context);
    await cyclesEnded(workbench, 4);
    await workbench.statusBarItem(/Dropbox \(sandbox\): synced .*, next /).waitFor();
    await eventually('the second mail', () => mails.received.length > 1);
    assert.match(mails.received[1]?.mail.subject ?? '', /has left quarantine$/);
    assert.ok(await hasAccess(sandbox, 'alex.wilber'));
  });

  test('has its switches in the mapping editor', async ({ workbench, sandbox }) => {
    await workbench.openFile(basename(sandbox.job));
    await workbench.runCommand('Dropbox Provisioning: Open Mapping Editor');
    const page = await workbench.webviewFrame('[data-key="add-mapping"]');
    await page.getByRole('tab', { name: 'Settings' }).click();
    assert.equal(await page.getByRole('combobox', { name: 'Provisioning status' }).inputValue(), 'on');
    assert.equal(await page.getByRole('textbox', { name: 'Notification email' }).inputValue(), 'it@contoso.com');
    await workbench.screenshot('unattended-settings');
    await workbench.runCommand('View: Close All Editors');
  });

  test('is stopped from the palette', async ({ workbench, sandbox }) => {
    await workbench.runCommand('Dropbox Provisioning: Stop Provisioning');
    await eventually('the job file', async () => (await readFile(sandbox.job, 'utf8')).includes('"status": "off"'));
    await workbench.treeItem('Next cycle: Provisioning is off', status(workbench)).waitFor();
  });
});
