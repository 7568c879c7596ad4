import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { root } from '../support/paths.ts';

export interface ServedPage {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the page as `npm run webview` does, on a port of its own. */
export async function servePreview(): Promise<ServedPage> {
  const server = spawn(process.execPath, [join(root, 'webview', 'serve.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  return {
    address,
    close: async () => {
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** The target attributes of the rows in sight, in the order of the rows. */
export async function targets(page: Page): Promise<readonly string[]> {
  const rows = await page.locator('.grid-mappings .grid-body .grid-row').all();
  const found = await Promise.all(
    rows.map(async (row) => ({
      index: Number(await row.getAttribute('aria-rowindex')),
      target: await row.locator('.cell-target').innerText(),
    })),
  );
  return found.toSorted((one, other) => one.index - other.index).map(({ target }) => target);
}

/** Presses Tab until an element of this role, or with this key, has the focus. */
export async function tabTo(page: Page, role: string, dataKey?: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (
      dataKey === undefined
        ? (await focusedAttribute(page, 'role')) === role
        : (await focusedAttribute(page, 'data-key')) === dataKey
    )
      return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${dataKey ?? role}`);
}

/** An attribute of the element that has the focus. */
export function focusedAttribute(page: Page, name: string): Promise<string | null> {
  return page.evaluate<string | null>(`document.activeElement.getAttribute(${JSON.stringify(name)})`);
}

/** The label, or else the name, of the control that has the focus. */
export function focusedName(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(
    'document.activeElement.labels?.[0]?.textContent ?? document.activeElement.getAttribute("aria-label")',
  );
}

/** The text of the element that has the focus. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent');
}

/** What tests do with the page on its mock host. */
export interface PageTools {
  /** Opens the page; the hash says how large its job is and in what theme it is shown. */
  readonly open: (hash?: string) => Promise<void>;
  /** The same, without waiting for its mappings. */
  readonly go: (hash: string) => Promise<void>;
  readonly page: () => Page;
  /** The control with this key. */
  readonly key: (name: string) => Locator;
  /** The cell of the mapping of a target attribute. */
  readonly targetCell: (target: string) => Locator;
  /** The text of the document. */
  readonly text: () => Promise<string>;
  /** Changes the text from outside. */
  readonly setText: (changed: string) => Promise<void>;
  /** Waits until the text has a part; the page has written no error until then. */
  readonly textHas: (part: string) => Promise<void>;
}

/** Serves the page for the tests of a suite, each of which gets a browser window of its own. */
export function onPage(viewport = { width: 1400, height: 900 }): PageTools {
  let served: ServedPage | undefined;
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  let current: Page | undefined;
  const errors: string[] = [];
  before(async () => {
    served = await servePreview();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await served?.close();
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser?.newContext({ viewport });
    current = await context?.newPage();
    errors.length = 0;
    current?.setDefaultTimeout(10_000);
    current?.on('pageerror', (error) => errors.push(error.message));
    current?.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
  });
  const page = (): Page => {
    assert.ok(current, 'the window is open');
    return current;
  };
  const text = (): Promise<string> => page().evaluate<string>('mock.text');
  const go = async (hash: string): Promise<void> => {
    await page().goto('about:blank');
    await page().goto(`${served?.address ?? ''}${hash}`);
  };
  return {
    page,
    text,
    go,
    open: async (hash = '') => {
      await go(hash);
      await page().locator('.grid-mappings .grid-body .grid-row').first().waitFor({ timeout: 60_000 });
    },
    key: (name) => page().locator(`[data-key="${name}"]`),
    targetCell: (target) =>
      page().getByRole('gridcell', { name: target, exact: true }).and(page().locator('.cell-target')),
    setText: async (changed) => {
      await page().evaluate(`mock.setText(${JSON.stringify(changed)})`);
    },
    textHas: async (part) => {
      await eventually(`${part} in the text`, async () => (await text()).includes(part) || null);
      assert.deepEqual(errors, []);
    },
  };
}
