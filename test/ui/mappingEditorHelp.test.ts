import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { onPage } from './mappingEditorPreview.ts';

/** What helps a person on the page: finding, keys, hints, and answers that can be told apart. On the mock host. */
describe('The help of the mapping editor’s page', () => {
  const { open, page, key, text, textHas, setText, targetCell } = onPage();

  it('finds mappings by anything that their rows show, and says so when there is none', async () => {
    await open();
    await page().keyboard.press('Control+f');
    await page().keyboard.type('expression always');
    await page().getByText('1 of 5 mappings').waitFor();
    await page().keyboard.type(' nowhere');
    await page().getByText('No mapping has these words').waitFor();
    await page().keyboard.press('Escape');
    await page().getByText('5 mappings', { exact: true }).waitFor();
  });

  it('does what a key says to the row with the focus, selected or not', async () => {
    await open();
    await targetCell('active').focus();
    await page().keyboard.press('Control+d');
    await page().getByText('6 mappings').waitFor();
    await targetCell('externalId').focus();
    await page().keyboard.press('Delete');
    await targetCell('externalId').waitFor({ state: 'detached' });
    await targetCell('active').first().waitFor();
  });

  it('closes the completions with Escape and keeps what is typed', async () => {
    await open();
    await targetCell('active').click();
    const expression = page().getByRole('textbox', { name: 'Expression', exact: true });
    await expression.fill('');
    await expression.pressSequentially('ToU');
    await page()
      .getByRole('option', { name: /^ToUpper/ })
      .waitFor();
    await page().keyboard.press('Escape');
    assert.equal(await page().locator('.completions').isVisible(), false);
    assert.equal(await expression.innerText(), 'ToU');
  });

  it('explains the word at the caret and the one under the mouse, and fixes with a key', async () => {
    await open();
    await targetCell('active').click();
    const expression = page().getByRole('textbox', { name: 'Expression', exact: true });
    await expression.fill('[mail]');
    await page().locator('.signature').getByText('mail: source attribute').waitFor();
    await expression.fill('ToLower([givenName])');
    await expression.hover({ position: { x: 30, y: 15 } });
    await page().getByRole('tooltip').getByText('Example: ToLower').waitFor();
    await page().keyboard.press('Escape');
    await page().getByRole('tooltip').waitFor({ state: 'hidden' });
    await expression.fill('Append([mail], "x');
    await expression.press('Control+.');
    assert.equal(await expression.innerText(), 'Append([mail], "x")');
  });

  it('shows values for five samples, also as they are chosen', async () => {
    await open();
    await targetCell('name.givenName').click();
    await eventually('five values', async () => (await page().locator('.sample-values dd').count()) === 5 || null);
    await page().getByText('Choose samples').click();
    await page().getByRole('checkbox', { name: 'Alex Wilber' }).uncheck();
    await page().getByRole('textbox', { name: 'Find a sample object' }).fill('Megan');
    await page().getByRole('checkbox', { name: 'Megan Bowen' }).check();
    await page().locator('.sample-values').getByText('Megan', { exact: true }).waitFor();
  });

  it('says once what is wrong when it is wrong for every sample', async () => {
    await open();
    await targetCell('active').click();
    await page().getByRole('textbox', { name: 'Expression', exact: true }).fill('Append([mail]');
    await page().locator('.sample-values').getByText('All samples').waitFor();
    assert.equal(await page().locator('.sample-values dd').count(), 1);
  });

  it('writes a constant when it is typed, and not the name of the attribute that was there', async () => {
    await open();
    await targetCell('name.givenName').click();
    const before = await text();
    await page().getByRole('combobox', { name: 'Mapping type' }).selectOption('constant');
    const constant = page().getByRole('textbox', { name: 'Constant value' });
    assert.equal(await constant.inputValue(), '');
    assert.equal(await text(), before);
    await constant.fill('Staff');
    await textHas('\\"Staff\\"');
  });

  it('tells an answer from a refusal, and both can be dismissed', async () => {
    await open();
    await page().getByRole('button', { name: 'Export Schema…' }).click();
    await page().getByRole('status').filter({ hasText: 'The schema has' }).waitFor();
    await targetCell('userName').click();
    await page().getByRole('button', { name: 'Remove', exact: true }).click();
    const refusal = page().getByRole('alert').filter({ hasText: 'last matching attribute' });
    await refusal.waitFor();
    await page().getByRole('button', { name: 'Dismiss' }).click();
    await refusal.waitFor({ state: 'hidden' });
  });

  it('says how far the consequence is until it is there', async () => {
    await open();
    await page().evaluate('void (mock.consequenceReady = new Promise((resolve) => { window.goOn = resolve; }))');
    await page().getByRole('checkbox', { name: 'Delete' }).click();
    const progress = page().getByText('Step 2 of 2, deciding: 12,000 of 100,000 objects');
    await progress.waitFor();
    await page().evaluate('goOn()');
    await page().getByText('This change disables 2 users').waitFor();
    await progress.waitFor({ state: 'hidden' });
  });

  it('keeps an address that is none out of the file', async () => {
    await open();
    await page().getByRole('tab', { name: 'Settings' }).click();
    await key('setting:email').fill('iam at contoso');
    await page().getByText('is not an email address').waitFor();
    await key('setting:email').fill('iam@contoso.example');
    await textHas('"email": "iam@contoso.example"');
  });

  it('shows the problems of an exported schema that are in no row', async () => {
    await open();
    const { schema } = JSON.parse((await text()).replaceAll(/^ *\/\/.*$/gm, '')) as { schema: object };
    await setText(JSON.stringify({ ...schema, directories: [] }, null, 2));
    await page()
      .locator('.file-problems')
      .getByText(/\d+ errors?/)
      .waitFor();
    await page()
      .getByRole('button', { name: /^Open line \d+/ })
      .first()
      .waitFor();
  });

  it('adds, walks and removes target attributes by keyboard', async () => {
    await open();
    await page().getByRole('tab', { name: 'Target Attributes' }).click();
    await page().getByRole('gridcell', { name: 'userName', exact: true }).click();
    await page().keyboard.press('Insert');
    const name = page().getByRole('textbox', { name: 'Attribute name' });
    await eventually('the new attribute in its form', async () => {
      return (await name.inputValue().catch(() => '')) === 'newAttribute1' || null;
    });
    await page().keyboard.press('Control+a');
    await page().keyboard.type('favouriteColour');
    await textHas('"favouriteColour"');
    await page().keyboard.press('Escape');
    await page().keyboard.press('Delete');
    await eventually('the attribute gone', async () => !(await text()).includes('favouriteColour') || null);
  });

  it('writes a new name to the attribute that it was typed for, when another is selected at once', async () => {
    await open();
    await page().getByRole('tab', { name: 'Target Attributes' }).click();
    await page().getByRole('gridcell', { name: 'title', exact: true }).click();
    await page().getByRole('textbox', { name: 'Attribute name' }).fill('jobTitle');
    await page().getByRole('gridcell', { name: 'nickName', exact: true }).click();
    await textHas('"jobTitle"');
    await page().getByRole('gridcell', { name: 'nickName', exact: true }).waitFor();
  });
});
