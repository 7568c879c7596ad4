import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import { uiSuite } from '../support/uiTest.ts';
import { jobWith } from '../unit/languageServer/jobText.ts';

const folder = temporaryDirectory('language');
const text = jobWith('');
writeFileSync(join(folder, 'language.provisioning.json'), text);

const lines = text.split('\n');
const line = lines.findIndex((each) => each.includes('"expression": ""'));
const column = (lines[line]?.indexOf('"expression": ""') ?? 0) + '"expression": "'.length;

uiSuite('The language features', { folder }, (test) => {
  test('underline a broken expression as it is typed, and mend it', async ({ workbench }) => {
    const { page } = workbench;
    await workbench.openFile('language.provisioning.json');
    await workbench.runCommand('Go to Line/Column...');
    await workbench.answer(`:${line + 1}:${column + 1}`);
    await page.keyboard.type('ToUper([mail])');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();

    await workbench.applyQuickFix('Change to ToUpper');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
    assert.match(await workbench.editorText(), /"ToUpper\(\[mail\]\)"/);
    await workbench.screenshot('language-features');
  });

  test('offer to evaluate each expression on a user', async ({ workbench }) => {
    const { page } = workbench;
    await workbench.pressLastCodeLens('Evaluate on user');
    await workbench.pick('Type attributes…');
    await workbench.answer('{ "mail": "adele@contoso.com" }');
    await workbench.notification('displayName for the typed sample: "ADELE@CONTOSO.COM"').waitFor();
    await page.locator('.monaco-editor').getByText('→ "ADELE@CONTOSO.COM"', { exact: true }).waitFor();
    await workbench.screenshot('sample-user');
  });
});
