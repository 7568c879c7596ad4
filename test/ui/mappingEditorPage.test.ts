import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { livedInJob } from '../unit/mappingEditor/documents.ts';
import { focusedAttribute, focusedName, focusedText, onPage, tabTo, targets } from './mappingEditorPreview.ts';

/** The page on its mock host: the same view, edits and counts as in VS Code, over a text in memory. */
describe('The mapping editor’s page', () => {
  const { open, go, page, key, text, textHas, setText, targetCell } = onPage();
  beforeEach(() => open());

  describe('when the host fails', () => {
    it('says why it cannot be opened, instead of nothing', async () => {
      await go('#fails=view');
      const alert = page().getByRole('alert');
      await alert.waitFor();
      assert.match(await alert.innerText(), /The document could not be read/);
      await page().getByRole('heading', { name: 'The mapping editor could not be opened' }).waitFor();
    });

    it('says that an edit that nobody waits for failed', async () => {
      await open('#fails=edit');
      await page().getByRole('button', { name: 'Add Mapping' }).click();
      await page().getByRole('alert').filter({ hasText: 'The extension host went away.' }).waitFor();
    });
  });

  describe('by mouse', () => {
    it('chooses an object mapping and what it may do', async () => {
      const source = page().getByRole('combobox', { name: 'Source object' }).locator('option:checked');
      assert.equal(await source.textContent(), 'Microsoft Entra ID: User', 'the directory has its new name');
      await page().getByRole('checkbox', { name: 'Delete' }).click();
      await textHas('"flowTypes": "Add,Update"');
      await page()
        .getByRole('combobox', { name: 'Object mapping' })
        .selectOption({ label: 'Provision Microsoft Entra ID Groups' });
      await targetCell('members').waitFor();
      await page().getByRole('checkbox', { name: 'Enabled' }).click();
      await textHas('"enabled": false');
    });

    it('filters and sorts the mappings', async () => {
      await key('search:mappings').fill('name.');
      await page().getByText('2 of 5 mappings').waitFor();
      await key('search:mappings').fill('');
      await page().getByRole('columnheader', { name: 'Target attribute' }).click();
      assert.deepEqual(await targets(page()), [
        'active',
        'externalId',
        'name.familyName',
        'name.givenName',
        'userName',
      ]);
      await page().getByRole('columnheader', { name: 'Target attribute' }).click();
      assert.equal((await targets(page()))[0], 'userName');
    });

    it('adds, changes, duplicates, moves and removes a mapping', async () => {
      await page().getByRole('button', { name: 'Add Mapping' }).click();
      await choose('Target attribute', 'displayName');
      await page().getByRole('combobox', { name: 'Mapping type' }).selectOption('direct');
      await choose('Source attribute', 'displayName');
      await textHas('"expression": "[displayName]"');
      await page().getByRole('button', { name: 'Duplicate' }).click();
      await page().getByText('is mapped twice').first().waitFor();
      await page().getByRole('button', { name: 'Move Up' }).click();
      await page().getByRole('button', { name: 'Remove', exact: true }).click();
      await page().getByText('6 mappings').waitFor();
      await targetCell('displayName').click();
      await page().getByRole('combobox', { name: 'Apply this mapping' }).selectOption('ObjectAddOnly');
      await page().getByRole('combobox', { name: 'Send the value' }).selectOption('FlowAlways');
      await page().getByRole('checkbox', { name: 'Clear the target' }).click();
      await textHas('"flowNullValues": true');
      await page().getByRole('combobox', { name: 'Match objects using this attribute' }).selectOption('2');
      await page().getByText('Matching properties: userName, then displayName').waitFor();
    });

    it('refuses to remove the last matching attribute, and says why', async () => {
      const before = await text();
      await targetCell('userName').click();
      await page().getByRole('button', { name: 'Remove', exact: true }).click();
      await page().getByRole('alert').filter({ hasText: 'last matching attribute' }).waitFor();
      const matching = page().getByRole('combobox', { name: 'Match objects using this attribute' });
      await matching.selectOption('0');
      await eventually(
        'the choice back at what the file says',
        async () => (await matching.inputValue()) === '1' || null,
      );
      assert.equal(await text(), before);
    });

    it('writes an expression with completion, signature, problems, fix and values', async () => {
      await targetCell('active').click();
      const expression = page().getByRole('textbox', { name: 'Expression', exact: true });
      await expression.fill('');
      await expression.pressSequentially('ToU');
      await page()
        .getByRole('option', { name: /^ToUpper/ })
        .click();
      await page().locator('.signature').getByText('ToUpper(').waitFor();
      await expression.pressSequentially('[giv');
      await page()
        .getByRole('option', { name: /^givenName/ })
        .click();
      await page().locator('.sample-values').getByText('ADELE', { exact: true }).waitFor();
      await textHas('ToUpper([givenName])');
      await expression.fill('Append([mail], "x');
      await page().getByRole('button', { name: 'Add the closing quotation mark' }).click();
      assert.equal(await expression.innerText(), 'Append([mail], "x")');
    });

    it('edits a scoping filter, reads it back and names who fails because of a null', async () => {
      await page().getByRole('tab', { name: 'Scoping Filter' }).click();
      await page().getByRole('button', { name: 'Add Group' }).click();
      await page().getByRole('combobox', { name: 'Operator of clause 1 of group 1' }).selectOption('EQUALS');
      await key('group:0:0:value').fill('Marketing');
      await page().getByText('Only users are provisioned for which department is “Marketing”.').waitFor();
      await page().getByText('Of 12 known users, 2 pass, 8 fail and 2 fail because of a null.').waitFor();
      await page().getByText('2 fail only because').click();
      await page().getByText('Henrietta Mueller').waitFor();
      await page().getByRole('button', { name: 'Add Clause' }).click();
      await page().getByRole('button', { name: 'Add Group' }).click();
      await page()
        .getByText(/\(department is “Marketing” and department has a value\) or \(department has a value\)/)
        .waitFor();
      await page().getByRole('button', { name: 'Remove Group 1' }).click();
      await page().getByRole('button', { name: 'Remove Group 1' }).click();
      await page().getByText('there is no filter').waitFor();
    });

    it('edits settings, and keeps what is wrong out of the file', async () => {
      await page().getByRole('tab', { name: 'Settings' }).click();
      await page().getByRole('combobox', { name: 'Provisioning status' }).selectOption('on');
      await page().getByRole('combobox', { name: 'Scope' }).selectOption('all');
      await key('setting:email').fill('iam@contoso.example');
      const interval = key('setting:interval');
      await interval.fill('P1M');
      await page().getByText('counts years, months or weeks').waitFor();
      await textHas('"email": "iam@contoso.example"');
      await textHas('"interval": "PT40M"');
      await interval.press('Escape');
      await eventually('the interval of the file', async () => (await interval.inputValue()) === 'PT40M' || null);
    });

    it('tells the consequence, with the list', async () => {
      await page().getByRole('checkbox', { name: 'Delete' }).click();
      await page()
        .getByText(
          "This change disables 2 users, 1 of them permanently: the invitation hasn't been accepted; updates 37 users.",
        )
        .waitFor();
      await page().getByText('Who and why').click();
      await page().getByRole('cell', { name: 'Alex Wilber', exact: true }).waitFor();
    });

    it('restores the defaults', async () => {
      await targetCell('externalId').click();
      await page().getByRole('button', { name: 'Remove', exact: true }).click();
      await page().getByText('4 mappings').waitFor();
      await page().getByRole('button', { name: 'Restore Defaults' }).click();
      await page().getByText('5 mappings').waitFor();
    });

    it('edits the list of target attributes', async () => {
      await page().getByRole('tab', { name: 'Target Attributes' }).click();
      await page().getByRole('button', { name: 'Add Attribute' }).click();
      await page().getByRole('textbox', { name: 'Attribute name' }).fill('costCenter');
      await page().getByRole('gridcell', { name: 'costCenter', exact: true }).waitFor();
      await page().getByRole('combobox', { name: 'Attribute type' }).selectOption('Integer');
      await page().getByRole('checkbox', { name: 'Multi-valued' }).click();
      await eventually(
        'the definition in the text',
        async () => /"costCenter",\s*"type": "Integer",\s*"multivalued": true/.test(await text()) || null,
      );
      await page().getByRole('button', { name: 'Remove Attribute' }).click();
      await page().getByRole('gridcell', { name: 'costCenter', exact: true }).waitFor({ state: 'detached' });
    });
  });

  describe('by keyboard alone', () => {
    it('walks, sorts and opens the mappings', async () => {
      await tabTo(page(), 'gridcell');
      await page().keyboard.press('ArrowDown');
      await page().keyboard.press('ArrowRight');
      assert.equal(await focusedText(page()), 'Switch([IsSoftDeleted], , "False", "True", "True", "False")');
      await page().keyboard.press('Control+Home');
      await page().keyboard.press('ArrowUp');
      assert.equal(await focusedText(page()), 'Target attribute');
      await page().keyboard.press('Enter');
      await page().locator('[aria-sort="ascending"]').waitFor();
      await page().keyboard.press('ArrowDown');
      assert.equal(await focusedText(page()), 'active');
      await page().keyboard.press('Enter');
      await page().getByRole('textbox', { name: 'Expression', exact: true }).waitFor();
      assert.equal(await focusedName(page()), 'Expression');
      await page().keyboard.press('Escape');
      assert.equal(await focusedText(page()), 'active');
    });

    it('adds, moves and removes a mapping', async () => {
      await tabTo(page(), 'gridcell');
      await page().keyboard.press('Insert');
      await page().getByText('6 mappings').waitFor();
      await eventually(
        'the focus in the target attribute',
        async () => (await focusedName(page())) === 'Target attribute' || null,
      );
      await page().keyboard.type('title');
      await page().keyboard.press('Enter');
      await targetCell('title').waitFor();
      await page().keyboard.press('Tab');
      await page().keyboard.press('C');
      await page().keyboard.press('Tab');
      await page().keyboard.type('Staff');
      await textHas('\\"Staff\\"');
      await page().keyboard.press('Escape');
      await eventually(
        'the focus in the table',
        async () => (await focusedAttribute(page(), 'role')) === 'gridcell' || null,
      );
      await page().keyboard.press('Alt+ArrowUp');
      await eventually('the mapping one higher', async () => (await targets(page()))[4] === 'title' || null);
      await page().keyboard.press('Delete');
      await page().getByText('5 mappings').waitFor();
    });

    it('writes an expression with completion', async () => {
      await tabTo(page(), 'gridcell');
      await page().keyboard.press('ArrowDown');
      await page().keyboard.press('Enter');
      await page().keyboard.press('Control+a');
      await page().keyboard.type('ToLow');
      await page()
        .getByRole('option', { name: /^ToLower/ })
        .waitFor();
      await page().keyboard.press('Enter');
      await page().keyboard.type('[mai');
      await page().getByRole('option', { name: /^mail/ }).first().waitFor();
      await page().keyboard.press('Tab');
      await textHas('ToLower([mail])');
    });

    it('edits a scoping filter', async () => {
      await tabTo(page(), 'tab');
      await page().keyboard.press('ArrowRight');
      await page().locator('[data-key="add-group"]').waitFor();
      await tabTo(page(), '', 'add-group');
      await page().keyboard.press('Enter');
      await eventually(
        'the focus in the new clause',
        async () => (await focusedAttribute(page(), 'data-key')) === 'group:0:0:attribute' || null,
      );
      await page().keyboard.press('Control+a');
      await page().keyboard.type('count');
      await page().keyboard.press('Enter');
      await page().keyboard.press('Tab');
      await page().keyboard.press('E');
      await textHas('"operatorName": "ENDS_WITH"');
      await key('group:0:0:value').waitFor();
      await page().keyboard.press('Tab');
      await page().keyboard.type('DE');
      await page().getByText('country ends with “DE”').waitFor();
    });
  });

  describe('in step with the file', () => {
    it('keeps what is being typed when the file changes elsewhere', async () => {
      await targetCell('active').click();
      const expression = page().getByRole('textbox', { name: 'Expression', exact: true });
      await expression.fill('Not([IsSoftDeleted])');
      await setText((await text()).replace('"displayName": "Dropbox (mock)"', '"displayName": "Renamed"'));
      await page().getByRole('heading', { name: 'Renamed' }).waitFor();
      assert.equal(await expression.innerText(), 'Not([IsSoftDeleted])');
      await textHas('"expression": "Not([IsSoftDeleted])"');
      await textHas('"displayName": "Renamed"');
    });

    it('shows what is wrong with broken JSON, and comes back by itself', async () => {
      await targetCell('active').click();
      await setText('{ "schema": ');
      await page().getByRole('heading', { name: 'This file cannot be shown as mappings' }).waitFor();
      await page().getByRole('button', { name: 'Open as Text' }).waitFor();
      await page().evaluate('mock.undo()');
      await page().getByRole('heading', { name: 'active' }).waitFor();
    });

    it('finds its place again after it was made anew', async () => {
      await targetCell('externalId').click();
      await page().getByRole('tab', { name: 'Target Attributes' }).click();
      await key('search:attributes').fill('emails');
      await page().reload();
      await page().getByRole('gridcell', { name: 'emails[type eq "work"].value', exact: true }).waitFor();
      await page().getByRole('tab', { name: 'Attribute Mappings' }).click();
      await page().getByRole('heading', { name: 'externalId' }).waitFor();
    });

    it('takes over any file, comments, CR LF and all', async () => {
      await setText(livedInJob);
      await targetCell('title').click();
      await key('0:3:default').fill('Staff');
      await eventually(
        'the default in the text',
        async () => (await text()) === livedInJob.replace('"defaultValue": "none"', '"defaultValue": "Staff"') || null,
      );
    });
  });

  describe('with a hostile file', () => {
    it('shows markup and half characters as text', async () => {
      const bad = '<img src=x onerror=alert(1)>';
      const job = livedInJob.replaceAll('"title"', JSON.stringify(bad)).replace('"Dropbox 🗄"', '"\\ud83d <b>x</b>"');
      await setText(job);
      await targetCell(bad).waitFor();
      assert.equal(await page().locator('main img, main b').count(), 0);
    });

    it('refuses prototype keys with a plain state', async () => {
      await setText('{ "__proto__": { "polluted": 1 }, "schema": {} }');
      await page().getByText('"__proto__" must not be the name of a member').waitFor();
      assert.equal(await page().evaluate(`'polluted' in {}`), false);
    });

    it('renders a few of 50,000 mappings', async () => {
      await open('#mappings=50000&attributes=10');
      await page().getByText('50,005 mappings').waitFor({ timeout: 60_000 });
      assert.ok((await page().locator('.grid-mappings .grid-body .grid-row').count()) < 100);
      await tabTo(page(), 'gridcell');
      await page().keyboard.press('Control+End');
      await page().locator('.grid-row[aria-rowindex="50006"]').waitFor();
    });
  });

  async function choose(label: string, name: string): Promise<void> {
    const picker = page().getByRole('combobox', { name: label });
    await picker.fill(name);
    await page()
      .getByRole('option', { name: new RegExp(`^${name}`) })
      .first()
      .click();
    await eventually(`${name} in ${label}`, async () => (await picker.inputValue()) === name || null);
  }
});
