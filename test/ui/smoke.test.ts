import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { uiSuite } from '../support/uiTest.ts';
import { themes } from '../support/workbench.ts';

uiSuite('A window on the sandbox', {}, (test) => {
  test('shows its job file', async ({ workbench, sandbox }) => {
    await workbench.treeItem(basename(sandbox.job)).waitFor();
    await workbench.openFile(basename(sandbox.job));
    assert.deepEqual(await workbench.openEditors(), [basename(sandbox.job)]);
  });

  test('offers our commands in the palette', async ({ workbench }) => {
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().locator('input.input').fill('>Dropbox Provisioning: ');
    const titles = await workbench.quickPickItems();
    assert.ok(
      titles.every((title) => title.startsWith('Dropbox Provisioning: ')),
      titles.join(', '),
    );
    await workbench.page.keyboard.press('Escape');
  });

  test('changes to each of the four kinds of theme', async ({ workbench }) => {
    for (const { kind, className } of themes) {
      await workbench.useTheme(kind);
      assert.equal(await workbench.page.locator(`.monaco-workbench.${className}`).count(), 1);
    }
  });
});
