import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.ts';
import { eventually } from '../support/eventually.ts';
import { focusedAttribute, onPage } from './mappingEditorPreview.ts';

/** The field for expressions on the page, over its mock host, which plays VS Code's part with the keys that the page lets through. */
describe('The field for expressions', () => {
  const { open, page, key, text, textHas, setText, targetCell } = onPage();
  const field = (): Locator => page().getByRole('textbox', { name: 'Expression', exact: true });
  const shows = (wanted: string): Promise<unknown> =>
    eventually(`${wanted} in the field`, async () => (await field().innerText()) === wanted || null);
  beforeEach(async () => {
    await open();
    await targetCell('active').click();
    await field().click();
  });

  it('replaces everything with what is typed after Ctrl+A, as every field of the page', async () => {
    await page().keyboard.press('Control+a');
    await page().keyboard.type('ToUpper([mail], ', { delay: 15 });
    assert.equal(await field().innerText(), 'ToUpper([mail], ');
    await page().keyboard.press('Control+a');
    await page().keyboard.type('[mail]', { delay: 15 });
    await textHas('"expression": "[mail]"');
    const fallback = key('0:1:default');
    await fallback.fill('none');
    await fallback.press('Control+a');
    await page().keyboard.type('some', { delay: 15 });
    assert.equal(await fallback.inputValue(), 'some');
  });

  it('undoes what is not in the file yet by itself, and leaves the rest to the host', async () => {
    const before = await field().innerText();
    await field().fill('Not([IsSoftDeleted])');
    await textHas('"expression": "Not([IsSoftDeleted])"');
    await page().keyboard.press('End');
    await page().keyboard.type(' x');
    await page().keyboard.press('Control+z');
    assert.equal(await field().innerText(), 'Not([IsSoftDeleted])');
    await page().keyboard.press('Control+Shift+z');
    assert.equal(await field().innerText(), 'Not([IsSoftDeleted]) x');
    await page().keyboard.press('Control+z');
    await page().keyboard.press('Control+z');
    await shows(before);
  });

  it('takes Escape for the list, then for the hover, then for what is typed', async () => {
    const before = await field().innerText();
    await page().keyboard.press('Control+a');
    await page().keyboard.type('ToLower');
    await page().locator('.completions [role=option]').first().waitFor();
    await field().hover({ position: { x: 30, y: 15 } });
    await page().keyboard.press('Escape');
    await page().locator('.completions').waitFor({ state: 'detached' });
    assert.equal(await field().innerText(), 'ToLower');
    await field().hover({ position: { x: 32, y: 15 } });
    await page().getByRole('tooltip').waitFor();
    await page().keyboard.press('Escape');
    await page().getByRole('tooltip').waitFor({ state: 'detached' });
    assert.equal(await field().innerText(), 'ToLower');
    await page().mouse.move(0, 0);
    await textHas('"expression": "ToLower"');
    await page().keyboard.type(' "x'); // within a text no list opens
    await page().keyboard.press('Escape');
    await shows('ToLower');
    assert.notEqual(before, 'ToLower');
  });

  it('leads on with Tab, and grows with its lines', async () => {
    const height = async (): Promise<number> => (await field().boundingBox())?.height ?? 0;
    const before = await height();
    await field().fill('');
    await page().keyboard.type('Append(');
    for (let line = 0; line < 8; line += 1) await page().keyboard.press('Enter');
    assert.ok((await height()) > before);
    assert.equal(await field().locator('.cm-line').count(), 9);
    await page().keyboard.press('Tab');
    assert.notEqual(await focusedAttribute(page(), 'data-key'), '0:1:expression');
  });

  it('keeps the line ends of the file, whatever they are', async () => {
    const changed = (await text()).replace(/"expression": "Switch\([^\n]*\)"/, '"expression": "Trim(\\r\\n[mail])"');
    await setText(changed);
    await eventually('the changed text', async () => (await field().innerText()).startsWith('Trim(') || null);
    await field().click();
    await targetCell('userName').click();
    await page().getByRole('heading', { name: 'userName' }).waitFor();
    assert.equal(await text(), changed);
  });

  it('writes what an input method has finished, and not what it is at', async () => {
    await page().clock.install();
    await open();
    await targetCell('active').click();
    await field().fill('');
    const before = await text();
    const devTools = await page().context().newCDPSession(page());
    await devTools.send('Input.imeSetComposition', { text: '"に', selectionStart: 2, selectionEnd: 2 });
    await devTools.send('Input.imeSetComposition', { text: '"にほ', selectionStart: 3, selectionEnd: 3 });
    await shows('"にほ');
    await page().clock.fastForward(1000);
    assert.equal(await text(), before);
    await devTools.send('Input.insertText', { text: '"日本"' });
    await shows('"日本"');
    await textHas('"expression": "\\"日本\\""');
  });

  it('can be read and not changed where the file is read-only', async () => {
    await open('#readonly');
    await targetCell('active').click();
    const before = await field().innerText();
    await field().click();
    await page().keyboard.type('x');
    assert.equal(await field().innerText(), before);
    assert.equal(await field().getAttribute('aria-readonly'), 'true');
  });

  it('says that a text is wrong, and has nothing that axe objects to while its list is open', async () => {
    await field().fill('Append([mai');
    assert.equal(await field().getAttribute('aria-invalid'), 'true');
    await page().locator('.completions [role=option]').first().waitFor();
    assert.match((await field().getAttribute('aria-activedescendant')) ?? '', /./);
    assert.deepEqual(await accessibilityViolations(page(), 'body'), []);
  });
});
