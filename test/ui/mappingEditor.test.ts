import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { exportedSchemaText } from '../../src/mappingEditor/schemaText.ts';
import { accessibilityViolations } from '../support/accessibility.ts';
import { eventually } from '../support/eventually.ts';
import { type UiTestContext, uiSuite } from '../support/uiTest.ts';
import { themes, type Workbench } from '../support/workbench.ts';

const editor = '[data-key="add-mapping"]';

const options = { viewport: { width: 1500, height: 950 }, settings: { 'files.autoSave': 'off' } };

uiSuite('The mapping editor', options, (test) => {
  test('opens a job file from the palette, in words and numbers', async ({ workbench, sandbox }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    await workbench.runCommand('Dropbox Provisioning: Refresh');
    await workbench.treeItem('Users', workbench.view('Assigned Users and Groups')).waitFor();
    await workbench.openFile(basename(sandbox.job));
    await workbench.runCommand('Dropbox Provisioning: Open Mapping Editor');
    const page = await workbench.webviewFrame(editor);
    await page.getByRole('gridcell', { name: 'userName', exact: true }).waitFor();
    await page.locator('.cell-sample .sample-value').first().waitFor();
    await workbench.screenshot('mapping-editor');
  });

  test('writes an expression into the text, shows its values, and undoes it with VS Code', async (context) => {
    const page = await openRow(context, 'name.givenName');
    await page.getByRole('combobox', { name: 'Mapping type' }).selectOption('expression');
    const expression = page.getByRole('textbox', { name: 'Expression', exact: true });
    await expression.fill('ToUpper([givenName])');
    await page
      .locator('.sample-values dd')
      .filter({ hasText: /^[A-Z]+$/ })
      .first()
      .waitFor();
    await isUnsaved(context, true);
    await page
      .locator('.cell-sample')
      .getByText(/^[A-Z]+$/)
      .waitFor();
    await page.getByText(/^This change \w+ \d+/).waitFor({ timeout: 60_000 });
    await context.workbench.screenshot('mapping-editor-expression');
    await expression.press('Control+z');
    await isUnsaved(context, false);
    assert.equal(await page.getByRole('combobox', { name: 'Source attribute' }).inputValue(), 'givenName');
  });

  test('replaces everything with what is typed after Ctrl+A', async (context) => {
    const page = await openRow(context, 'active');
    const expression = page.getByRole('textbox', { name: 'Expression', exact: true });
    await expression.click();
    await context.workbench.page.keyboard.press('Control+a');
    await context.workbench.page.keyboard.type('Not([IsSoftDeleted])', { delay: 40 });
    assert.equal(await expression.innerText(), 'Not([IsSoftDeleted])');
    await isUnsaved(context, true);
    // On a slow machine what is typed comes to the file in more than one piece.
    await eventually('the file as it was', async () => {
      await expression.press('Control+z');
      return (await dirtyMark(context)) ? null : true;
    });
  });

  test('counts who passes a scoping filter and tells the consequence, saved or not', async (context) => {
    const page = await context.workbench.webviewFrame(editor);
    await page.getByRole('tab', { name: 'Scoping Filter' }).click();
    await page.locator('[data-key="add-group"]').click();
    await page.getByText(/^Of \d+ known users, \d+ pass, \d+ fail and \d+ fail because of a null/).waitFor();
    await page.getByText('Not known who passes: department not read yet.').waitFor();
    await page.getByRole('button', { name: 'Read the Directory' }).click();
    await page.getByText(/^Of \d+ known users, [1-9]\d* pass/).waitFor();
    await page.getByRole('combobox', { name: 'Operator of clause 1 of group 1' }).selectOption('IS NULL');
    await page.getByText(/^Of \d+ known users, \d pass, [1-9]\d* fail/).waitFor();
    await page.getByText(/^This change .*leaves \d+ users out/).waitFor({ timeout: 60_000 });
    await context.workbench.screenshot('mapping-editor-consequence');
    await page.getByText('Who and why').click();
    await page.locator('.consequence-list tbody tr').first().waitFor();
    await page.getByText('Who and why').press('Control+s');
    await isUnsaved(context, false);
    await page.getByText(/^This change .*leaves \d+ users out/).waitFor();
  });

  test('saves with Ctrl+S what is being typed, also while a choice has the focus', async (context) => {
    const page = await context.workbench.webviewFrame(editor);
    await page.getByRole('tab', { name: 'Settings' }).click();
    const threshold = page.locator('[data-key="setting:threshold"]');
    await threshold.fill('42');
    await threshold.press('Control+s');
    await eventually(
      'the threshold in the file',
      async () => (await readFile(context.sandbox.job, 'utf8')).includes('"threshold": 42') || null,
    );
    await isUnsaved(context, false);
    const scope = page.getByRole('combobox', { name: 'Scope' });
    await scope.selectOption('all');
    await isUnsaved(context, true);
    await scope.press('Control+s');
    await isUnsaved(context, false);
    assert.equal(await scope.inputValue(), 'all');
    assert.match(await readFile(context.sandbox.job, 'utf8'), /"scope": "all"/);
  });

  test('is in step with the text beside it in both directions, and shares its undo', async (context) => {
    const { workbench } = context;
    const page = await workbench.webviewFrame(editor);
    await page.getByRole('tab', { name: 'Settings' }).click();
    const name = page.getByRole('textbox', { name: 'Name of the job' });
    const before = await name.inputValue();
    await page.getByRole('button', { name: 'Text Beside' }).click();
    const text = workbench.page.locator('.editor-group-container').last().locator('.view-lines');
    await text.waitFor();
    await name.fill('Renamed in the page');
    await text.getByText('Renamed in the page').waitFor();
    await text.click();
    await workbench.page.keyboard.press('Control+z');
    await page.getByRole('heading', { name: before, level: 1 }).waitFor();
    assert.equal(await name.inputValue(), before);
    await workbench.runCommand('View: Close Editor');
    await isUnsaved(context, false);
  });

  test('keeps its place and what is unsaved when the window is reloaded', async (context) => {
    const { workbench } = context;
    const page = await workbench.webviewFrame(editor);
    await page.getByRole('tab', { name: 'Attribute Mappings' }).click();
    await page.getByRole('gridcell', { name: 'externalId', exact: true }).click();
    await page.getByRole('textbox', { name: 'Filter mappings' }).fill('ext');
    await page.getByRole('textbox', { name: 'Default value if null' }).fill('kept over the reload');
    await isUnsaved(context, true);
    await reloadWindow(workbench);
    const again = await workbench.webviewFrame(editor);
    await again.getByRole('heading', { name: 'externalId' }).waitFor();
    assert.equal(await again.getByRole('textbox', { name: 'Filter mappings' }).inputValue(), 'ext');
    const restored = again.getByRole('textbox', { name: 'Default value if null' });
    await eventually('what was unsaved', async () => (await restored.inputValue()) === 'kept over the reload' || null);
    await isUnsaved(context, true);
    await again.getByRole('textbox', { name: 'Filter mappings' }).fill('');
    await workbench.runCommand('File: Revert File');
    await isUnsaved(context, false);
  });

  test('opens a schema as the portal exports it, and saves nothing but what was changed', async (context) => {
    const { workbench, sandbox } = context;
    const exported = exportedSchemaText(await readFile(sandbox.job, 'utf8')).replaceAll('\n', '\r\n');
    const file = join(dirname(sandbox.job), 'portal.schema.json');
    await writeFile(file, utf16(exported));
    await workbench.openFile(basename(file));
    await workbench.runCommand('Dropbox Provisioning: Open Mapping Editor');
    const page = await workbench.webviewFrame('[data-key="add-mapping"]:visible');
    await page.getByRole('heading', { name: 'portal.schema.json', level: 1 }).waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Settings' }).isVisible(), false);
    const enabled = page.getByRole('checkbox', { name: 'Enabled' });
    await enabled.click();
    await enabled.press('Control+s');
    const expected = utf16(exported.replace('"enabled": true', '"enabled": false'));
    await eventually(
      'the change in the file, and no other',
      async () => (await readFile(file)).equals(expected) || null,
    );
    await workbench.runCommand('View: Close Editor');
    await workbench.runCommand('View: Close Editor');
  });

  test('is accessible in every kind of theme', async ({ workbench }) => {
    for (const { kind } of themes) {
      await workbench.useTheme(kind);
      const page = await workbench.webviewFrame(editor);
      for (const tab of ['Attribute Mappings', 'Scoping Filter', 'Settings', 'Target Attributes']) {
        await page.getByRole('tab', { name: tab }).click();
        assert.deepEqual(await accessibilityViolations(page, 'body'), [], `${tab} in ${kind}`);
        await workbench.screenshot(
          `mapping-editor-${tab.toLowerCase().replaceAll(' ', '-')}-${kind.replaceAll(' ', '-')}`,
        );
      }
    }
    await workbench.useTheme('light');
  });
});

/** Reloads the window. While VS Code has not backed up the last change it asks whether to leave; a person stays then, and tries again. */
async function reloadWindow(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await eventually('the window reloaded', async () => {
    const loaded = page.waitForEvent('load').then(() => true as const);
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss();
      return null;
    });
    const answer = Promise.race([loaded, asked]);
    void Promise.allSettled([loaded, asked]); // the one that does not come in time is none of ours
    await workbench.runCommand('Developer: Reload Window');
    return answer;
  });
}

async function openRow({ workbench }: UiTestContext, target: string): Promise<Frame> {
  const page = await workbench.webviewFrame(editor);
  await page.getByRole('tab', { name: 'Attribute Mappings' }).click();
  await page.getByRole('gridcell', { name: target, exact: true }).click();
  await page.getByRole('heading', { name: target }).waitFor();
  return page;
}

async function isUnsaved(context: UiTestContext, expected: boolean): Promise<void> {
  await eventually(`the tab ${expected ? 'with' : 'without'} a dirty mark`, async () => {
    return (await dirtyMark(context)) === expected || null;
  });
}

async function dirtyMark({ workbench, sandbox }: UiTestContext): Promise<boolean> {
  const tab = workbench.page.locator(`.tab[data-resource-name="${basename(sandbox.job)}"]`).first();
  return ((await tab.getAttribute('class')) ?? '').includes('dirty');
}

/** A text in UTF-16, little-endian, with its byte order mark: the portal's schema editor downloads it so. */
function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
