import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'jsonc-parser';
import type { Frame, Locator } from 'playwright-core';
import { defaultSchema } from '../../src/job/defaultJob.ts';
import { scopingOperators } from '../../src/job/scopingOperators.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { englishIn, inPseudoLanguage, readableOn, stringsIn } from '../support/texts/pseudoLanguage.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

/** What the practice tenant has, and is called: nobody translates it. */
async function namesIn({ source }: SandboxProcess): Promise<string[]> {
  const headers = { authorization: `Bearer ${source.token}` };
  const lists = [
    'users?$top=999&$select=displayName,userPrincipalName',
    'groups?$top=999&$select=displayName',
    'directory/deletedItems/microsoft.graph.user?$select=displayName,userPrincipalName', // the editor knows them, too
  ];
  const pages = await Promise.all(lists.map((list) => fetch(`${source.baseAddress}/${list}`, { headers })));
  const found = await Promise.all(
    pages.map((page) => page.json() as Promise<{ value: { displayName: string; userPrincipalName?: string }[] }>),
  );
  return found.flatMap(({ value }) =>
    value.flatMap((one) => [one.displayName, one.userPrincipalName ?? one.displayName]),
  );
}

/** What isn’t a text: the product’s own name and that of the practice job. */
const names = ['Dropbox Provisioning', 'Dropbox (sandbox)'];

const run = (workbench: Workbench, title: string): Promise<void> =>
  workbench.runCommand(`Dropbox Provisioning: ${inPseudoLanguage(title)}`);

uiSuite('A window in another language', { viewport: { width: 1400, height: 900 }, pseudoLanguage: true }, (test) => {
  test('leaves no English in the views before anything was read', async ({ workbench }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    const welcome = workbench.page.locator('.sidebar .welcome-view-content').first();
    await welcome.waitFor();
    assert.deepEqual(englishIn([await welcome.innerText()], names), []);
  });

  test('leaves none in tree, status and status bar', async ({ workbench, sandbox }) => {
    const data = [...names, ...(await namesIn(sandbox))];
    await run(workbench, 'Refresh');
    await workbench.treeItem('Adele Vance').waitFor();
    assert.deepEqual(englishIn(await ours(workbench), data), []);
  });

  test('leaves none in notifications', async ({ workbench }) => {
    await run(workbench, 'Send Test Notification');
    const toast = workbench.notification(inPseudoLanguage('tells nobody.'));
    await toast.waitFor();
    const message = await toast.locator('.notification-list-item-message').innerText();
    const buttons = await toast.getByRole('button').allInnerTexts();
    assert.deepEqual(englishIn([message, ...buttons], names), []);
  });

  test('leaves none where the engine says why, after a sync', async ({ workbench, sandbox }) => {
    const data = [...names, ...(await namesIn(sandbox))];
    await run(workbench, 'Sync Now');
    await workbench.treeItem(`Adele Vance, ${inPseudoLanguage('user')}, ${inPseudoLanguage('provisioned')}`).waitFor();
    await workbench.statusBarItem(inPseudoLanguage('Sync finished')).waitFor();
    assert.deepEqual(englishIn(await ours(workbench), data), []);
    await workbench.screenshot('pseudo-language');
  });

  test('leaves none in the mapping editor', async ({ workbench, sandbox }) => {
    await workbench.openFile(basename(sandbox.job));
    await run(workbench, 'Open Mapping Editor');
    const page = await workbench.webviewFrame('[data-key="add-mapping"]');
    await page.locator('.cell-sample .sample-value').first().waitFor();
    await page.locator('.cell-target').filter({ hasText: 'name.givenName' }).click();
    await page.locator('.sample-values .sample-value').first().waitFor();
    await page.locator('[data-key="tab:scope"]').click();
    await page.locator('[data-key="add-group"]').click();
    await page.locator('[data-key="read-directory"]').click();
    await page.locator('.outcomes summary').first().waitFor();
    await page.locator('[data-key="group:0:0:operator"]').selectOption('IS NULL');
    await page.locator('.consequence-list tbody tr').first().waitFor({ state: 'attached' });
    const data = [...names, ...(await namesIn(sandbox)), ...(await dataOf(sandbox)), ...(await valuesOn(page))];
    assert.deepEqual(englishIn(await readableOn(page), data), []);
    await workbench.screenshot('pseudo-language-mapping-editor');
  });
});

/** What a schema has, and the names of keys. */
async function dataOf({ job }: SandboxProcess): Promise<string[]> {
  const schema = [...stringsIn(parse(await readFile(job, 'utf8'))), ...stringsIn(defaultSchema())];
  return [
    ...schema.filter((text) => text !== 'Always'),
    ...scopingOperators.map(({ name }) => name),
    'Microsoft Entra ID', // the name of a product
    ...['Binary', 'DateTime', 'Integer', '(Insert)', '(Delete)', '(Control+D)', '(Alt+ArrowUp)', '(Alt+ArrowDown)'],
  ];
}

/** What the practice tenant's users have, as far as the editor shows it. */
const valuesOn = (page: Frame): Promise<string[]> =>
  page.locator('.sample-value, .sample-choice label, .changes del, .changes ins').allTextContents();

/** What the extension shows in the side bar and in the status bar, as a screen reader reads it. */
async function ours({ page }: Workbench): Promise<string[]> {
  const labels = await labelsOf(page.locator('.sidebar [role="treeitem"]'));
  const texts = await labelsOf(page.locator('.statusbar-item[id*="entra-dropbox-provisioning"]'));
  assert.ok(labels.length > 3 && texts.length > 0, 'the tree and the status bar show something');
  return [...labels, ...texts];
}

const labelsOf = async (items: Locator): Promise<string[]> =>
  Promise.all((await items.all()).map(async (item) => (await item.getAttribute('aria-label')) ?? ''));
