import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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
