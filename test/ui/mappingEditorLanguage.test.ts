import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { getL10nPseudoLocalized, type l10nJsonFormat } from '@vscode/l10n-dev';
import { parse } from 'jsonc-parser';
import { scopingOperators } from '../../src/job/scopingOperators.ts';
import { root } from '../support/paths.ts';
import { exportedTexts } from '../support/texts/bundle.ts';
import { englishIn, inPseudoLanguage, language, readableOn, stringsIn } from '../support/texts/pseudoLanguage.ts';
import { attributeTypeChoices } from '../../webview/mappingEditor/mappingWords.ts';
import { mockObjects } from '../../webview/mockObjects.ts';
import { livedInJob } from '../unit/mappingEditor/documents.ts';
import { onPage } from './mappingEditorPreview.ts';

/** What the page shows and nobody translates: what stands in schemas and objects, and the names of keys. */
const data = [
  ...stringsIn(mockObjects),
  ...scopingOperators.map(({ name }) => name),
  ...attributeTypeChoices.map(({ value }) => value),
  ...['(Insert)', '(Delete)', '(Control+D)', '(Alt+ArrowUp)', '(Alt+ArrowDown)', 'inputFilterGroups'],
  // The name of a product.
  'Microsoft Entra ID',
  // What the mock host makes up.
  ...mockObjects.map(({ displayName }) => displayName.toUpperCase()),
  ...['true', 'false', 'Staff', 'The user is out of scope: the scoping filter is not met.', 'An attribute changes.'],
];

/** The page on its mock host, with texts in the pseudo-language as the extension host would give them. */
describe('The mapping editor’s page in another language', () => {
  const { go, open, page, key, targetCell, text, setText } = onPage();
  const texts = JSON.stringify(getL10nPseudoLocalized(JSON.parse(exportedTexts().bundle) as l10nJsonFormat));
  beforeEach(async () => {
    page().setDefaultTimeout(60_000);
    await page().route(
      ({ pathname }) => pathname === '/',
      async (route) => {
        const html = readFileSync(join(root, 'webview', 'index.html'), 'utf8')
          .replace('<html lang="en">', `<html lang="${language}">`)
          .replace('<head>', () => `<head><script type="application/json" id="texts">${texts}</script>`);
        await route.fulfill({ contentType: 'text/html', body: html });
      },
    );
  });
  /** @param documents what the page has shown. */
  const english = async (...documents: readonly string[]): Promise<readonly string[]> => {
    const strings = documents.flatMap((document) => stringsIn(parse(document)));
    return englishIn(await readableOn(page()), [...data, ...strings.filter((each) => each !== 'Always')]);
  };
  const says = (template: string): Promise<void> => page().getByText(inPseudoLanguage(template)).first().waitFor();

  it('has no English in any of its parts, nor in the form of a mapping', async () => {
    await open();
    await targetCell('active').click();
    await says('Value for the sample objects');
    await key('tab:scope').click();
    await key('add-group').click();
    await key('group:0:add').click();
    await key('group:0:1:operator').selectOption('EQUALS');
    await page().locator('.outcomes summary').first().waitFor();
    await key('tab:attributes').click();
    await page().getByRole('gridcell', { name: 'emails', exact: false }).first().click();
    await says('Mappings that use the attribute follow its new name.');
    await page().locator('.consequence-list tbody tr').first().waitFor({ state: 'attached' });
    assert.deepEqual(await english(await text()), []);
  });

  it('has none where it refuses, finds nothing or only shows', async () => {
    await open();
    await targetCell('userName').click();
    await key('remove-mapping').click();
    await page()
      .getByRole('alert')
      .filter({ hasText: inPseudoLanguage('This is the last matching attribute.') })
      .waitFor();
    await key('search:mappings').fill('nowhere');
    await says('No mapping has these words. Escape in the filter shows all again.');
    const newJob = await text();
    assert.deepEqual(await english(newJob), []);
    await setText(livedInJob);
    await key('search:mappings').fill('');
    await targetCell('title').waitFor();
    await key('restore-defaults').click();
    await says('There are no default mappings for');
    assert.deepEqual(await english(newJob, livedInJob), []);
    await open('#readonly');
    await says('This file is read-only: it is shown, and cannot be changed here.');
    assert.deepEqual(await english(newJob), []);
  });

  it('has none where there is no editor', async () => {
    await open();
    const newJob = await text();
    await setText('[]');
    await says('A job file is a JSON object');
    assert.deepEqual(await english(newJob), []);
    await go('#fails=view');
    await says('The mapping editor could not be opened');
    const said = await readableOn(page());
    assert.deepEqual(
      englishIn(said, ['Request mappingEditor/ready failed with message: The document could not be read.']),
      [],
    );
  });

  it('finds mappings by the words that it shows', async () => {
    await open();
    await key('search:mappings').fill(inPseudoLanguage('Expression'));
    await says('{0} of {1} mappings'.replace('{0}', '1').replace('{1}', '5'));
  });
});
