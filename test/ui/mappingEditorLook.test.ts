import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ServedPage, servePreview } from './mappingEditorPreview.ts';

const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;
const tabs = ['Attribute Mappings', 'Scoping Filter', 'Settings', 'Target Attributes'] as const;
const longName = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:aVeryLongAttributeNameThatNobodyCanBreak';

/** The page on its mock host, in the colours of VS Code's four kinds of theme and at the widths of its editor groups. */
describe('The look of the mapping editor’s page', () => {
  let served: ServedPage;
  let browser: Browser;
  before(async () => {
    served = await servePreview();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await served.close();
  });

  /** Opens the page, lets a test look at it, and sees that it wrote no error: a breach of its security policy is one. */
  async function looking(
    { width = 1200, height = 800, theme = 'light' },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    try {
      await page.goto(`${served.address}#theme=${theme}`);
      await page.locator('.grid-mappings .grid-body .grid-row').first().waitFor();
      await look(page);
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
    }
  }

  for (const theme of themes) {
    it(`is accessible in ${theme}, with everything open that opens`, async () => {
      await looking({ theme }, async (page) => {
        for (const tab of tabs) {
          await showAll(page, tab);
          assert.deepEqual(await accessibilityViolations(page, 'body'), [], tab);
        }
      });
    });
  }

  for (const width of [360, 700, 1200, 1800]) {
    it(`has room for everything at ${width} pixels, with names that are long`, async () => {
      await looking({ width }, async (page) => {
        await page.evaluate(
          `mock.setText(mock.text.replaceAll('"externalId"', '"${longName}"').replace('Dropbox (mock)', '${longName}'))`,
        );
        for (const tab of tabs) {
          await showAll(page, tab);
          assert.deepEqual(await cutControls(page), [], `${tab}: controls that are cut off`);
          assert.ok(await page.evaluate('document.scrollingElement.scrollWidth <= innerWidth'), `${tab} fits in width`);
        }
      });
    });
  }

  it('gives the table the width of an empty panel, and opens the details with the selection', async () => {
    await looking({ width: 1400 }, async (page) => {
      for (const [tab, rows, name] of [
        ['Attribute Mappings', '.grid-mappings', 'active'],
        ['Target Attributes', '.grid-attributes', 'userName'],
      ] as const) {
        await page.getByRole('tab', { name: tab }).click();
        const frame = page.locator(rows);
        const wide = await frame.boundingBox();
        assert.ok(wide && wide.width > 1340, `${tab}: ${wide?.width ?? 0} pixels`);
        assert.deepEqual(await cutColumns(page, rows), []);
        await frame.getByRole('gridcell', { name, exact: true }).click();
        await page.locator('.details').filter({ visible: true }).getByRole('heading', { name }).waitFor();
        assert.deepEqual(await cutColumns(page, rows), []);
      }
    });
  });

  it('lets columns make way by importance, and walks those that are there', async () => {
    await looking({ width: 1400 }, async (page) => {
      const headings = page.locator('.grid-mappings').getByRole('columnheader');
      assert.equal(await headings.count(), 8);
      await page.getByRole('gridcell', { name: 'active', exact: true }).click();
      const beside = ['Target attribute', 'Source or expression', 'Type', 'Matching', 'For Adele Vance', 'Problems'];
      assert.deepEqual(await headings.allInnerTexts(), beside);
      await page.keyboard.press('End');
      assert.match(await focusedClass(page), /cell-problems/);
      await page.setViewportSize({ width: 360, height: 800 });
      await page.locator('.grid-mappings .cell-problems').first().waitFor({ state: 'detached' });
      assert.deepEqual(await headings.allInnerTexts(), beside.slice(0, 2));
      assert.match(await focusedClass(page), /cell-target/);
      await page.keyboard.press('ArrowRight');
      assert.match(await focusedClass(page), /cell-source/);
    });
  });

  it('has the fields of a scoping filter in line, and their edges where those of the tables are', async () => {
    await looking({ width: 1400 }, async (page) => {
      const table = await page.locator('.grid-mappings').boundingBox();
      await showAll(page, 'Scoping Filter');
      const group = await page.locator('.group').boundingBox();
      assert.deepEqual([group?.x, group?.width], [table?.x, table?.width]);
      const edges = await page.evaluate<
        number[]
      >(`[...document.querySelectorAll('.group-head .field, .clause .field:nth-child(2), .group .toolbar')]
        .map((field) => Math.round(field.getBoundingClientRect().left + parseFloat(getComputedStyle(field).paddingLeft)))`);
      assert.equal(new Set(edges).size, 1, edges.join());
    });
  });

  it('can be used when it is enlarged to 200 percent', async () => {
    await looking({ width: 600, height: 400 }, async (page) => {
      await page.getByRole('gridcell', { name: 'active', exact: true }).click();
      const last = page.getByRole('checkbox', { name: 'Clear the target when the source has no value' });
      await last.scrollIntoViewIfNeeded();
      await last.click(); // nothing lies above it
      await page.getByText('This change disables 2 users').waitFor();
    });
  });

  it('shows an expression where the system forces its colours', async () => {
    await looking({}, async (page) => {
      await page.emulateMedia({ forcedColors: 'active' });
      await page.getByRole('gridcell', { name: 'active', exact: true }).click();
      const colour = `getComputedStyle(document.querySelector('.expression-text')).color`;
      assert.notEqual(await page.evaluate(colour), 'rgba(0, 0, 0, 0)');
    });
  });

  it('gives every control a name of its own', async () => {
    await looking({}, async (page) => {
      for (const tab of tabs) {
        await showAll(page, tab);
        // All at once: a button that cancels a computation is gone the next moment.
        const said = (await page.locator('body').ariaSnapshot()).split('\n');
        const controls = said.filter((line) => /^\s*- '?(textbox|combobox|checkbox|button)\b/.test(line));
        assert.ok(controls.length > 5, `${tab}: ${controls.length} controls`);
        for (const control of controls)
          assert.match(control, /^\s*- '?\w+ "(?!Text field|Icon Button|Checkbox")[^"]+/, `${tab}: ${control}`);
      }
    });
  });
});

/** Shows a tab with a selection, a group of clauses and lists opened. */
async function showAll(page: Page, tab: (typeof tabs)[number]): Promise<void> {
  await page.getByRole('tab', { name: tab }).click();
  if (tab === 'Attribute Mappings') {
    await page.getByRole('gridcell', { name: 'active', exact: true }).click();
    await page.locator('.sample-values dd').first().waitFor();
  }
  if (tab === 'Target Attributes') await page.getByRole('gridcell', { name: 'userName', exact: true }).click();
  if (tab === 'Scoping Filter' && (await page.locator('.group').count()) === 0) {
    await page.locator('[data-key="add-group"]').click();
    await page.getByRole('combobox', { name: 'Operator of clause 1 of group 1' }).selectOption('EQUALS');
    await page.getByText(/^Of 12 known users/).waitFor();
    await page.getByText('This change disables 2 users').waitFor();
  }
  for (const summary of await page.locator('details:not([open]) > summary').all()) {
    if (await summary.isVisible()) await summary.click();
  }
}

/** The columns of a grid whose heading, or whose words of one length, are cut. */
function cutColumns(page: Page, rows: string): Promise<readonly string[]> {
  return page.evaluate<
    readonly string[]
  >(`[...document.querySelectorAll('${rows} .grid-head .cell-text, ${rows} :is(.cell-target, .cell-kind, .cell-matching, .cell-apply) .cell-text')]
    .filter((each) => each.checkVisibility() && (each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > innerWidth))
    .map((each) => each.textContent)`);
}

function focusedClass(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.className');
}

/** Controls outside of grids whose right edge is outside of the window, where nobody can press them. */
function cutControls(page: Page): Promise<readonly string[]> {
  return page.evaluate<
    readonly string[]
  >(`[...document.querySelectorAll('vscode-button, vscode-checkbox, vscode-panel-tab, select, input, textarea, summary')]
    .filter((each) => each.checkVisibility() && !each.closest('.grid, .scrolling'))
    .filter((each) => { const box = each.getBoundingClientRect(); return box.right > innerWidth + 0.5 || box.left < -0.5; })
    .map((each) => each.outerHTML.slice(0, 120))`);
}
