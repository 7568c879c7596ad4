import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { root, testResults } from './paths.ts';

/** The four kinds of theme that VS Code knows, each with the class that its workbench then carries. */
export const themes = [
  { kind: 'light', theme: 'Light Modern', className: 'vs' },
  { kind: 'dark', theme: 'Dark Modern', className: 'vs-dark' },
  { kind: 'high contrast', theme: 'Dark High Contrast', className: 'hc-black' },
  { kind: 'high contrast light', theme: 'Light High Contrast', className: 'hc-light' },
] as const;

/** One of {@link themes}. */
export type ThemeKind = (typeof themes)[number]['kind'];

/**
 * The window of VS Code as a person uses it: what can be seen and what can be done, in the words of its user interface.
 * Every action waits for what it needs; nothing sleeps.
 */
export class Workbench {
  readonly page: Page;
  readonly #dataDirectory: string;

  /** @param dataDirectory the folder with the logs of the server that the page shows. */
  constructor(page: Page, dataDirectory: string) {
    this.page = page;
    this.#dataDirectory = dataDirectory;
  }

  /** Waits until the window shows its folder. */
  async opened(): Promise<void> {
    await this.page.locator('.monaco-workbench .explorer-folders-view').waitFor();
  }

  /**
   * Runs a command from the command palette by its whole title, category included: `Dropbox Provisioning: Sync Now`.
   * Opens the palette again while VS Code does not know the command yet.
   */
  async runCommand(title: string): Promise<void> {
    await this.#openAndChoose('F1', `>${title}`, title);
  }

  /**
   * Opens the palette by a key, types and clicks the row; all of it again while the row is not there or a click was missed,
   * for a palette that opens while another closes may take neither. Returns when the palette has made way.
   */
  async #openAndChoose(key: string, text: string, label: string): Promise<void> {
    const input = this.quickInput().locator('input.input');
    const row = this.quickInput()
      .getByRole('option', { name: startingWith(label) })
      .first();
    await eventually(`"${label}" in the palette`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      return (await succeeds(input.fill(text, quickly))) && (await succeeds(row.click(quickly)));
    });
    await eventually(`the palette to make way after "${label}"`, async () => {
      const now = await input.inputValue({ timeout: 200 }).catch(() => null);
      return now !== text;
    });
  }

  /** The quick pick or input box that is open. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** The labels that the open quick pick shows (the visible part of a long list). */
  async quickPickItems(): Promise<string[]> {
    // Rows of the list before stay in the page, hidden.
    const labels = this.quickInput().locator('.quick-input-list-label .label-name:visible');
    await labels.first().waitFor();
    return labels.allInnerTexts();
  }

  /** The details below the labels of the open quick pick that are longer than their line, so that nobody can read their end. */
  async cutQuickPickDetails(): Promise<string[]> {
    await this.quickInput().locator('.quick-input-list-label-meta').first().waitFor();
    return this.page.evaluate<
      string[]
    >(`[...document.querySelectorAll('.quick-input-list-label-meta')].filter((detail) => {
      const text = document.createRange();
      text.selectNodeContents(detail);
      return Math.max(...Array.from(text.getClientRects(), ({ right }) => right)) > detail.getBoundingClientRect().right + 1;
    }).map(({ textContent }) => textContent)`);
  }

  /** Chooses an item of the open quick pick by the beginning of its label; returns when the list has made way. */
  async pick(label: string): Promise<void> {
    const row = this.quickInput()
      .getByRole('option', { name: startingWith(label) })
      .first();
    await row.click();
    await row.waitFor({ state: 'hidden' });
  }

  /** Types an answer into the open input box and confirms it. */
  async answer(text: string): Promise<void> {
    await this.quickInput().locator('input.input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The notification that contains this text; wait for it, read it, or press one of its buttons. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text });
  }

  /** Presses a button of the notification that contains this text; also of one that has left for the list of notifications. */
  async pressInNotification(text: string | RegExp, button: string): Promise<void> {
    await eventually(`the button "${button}" of a notification`, async () => {
      const pressed = this.notification(text).getByRole('button', { name: button }).click(quickly);
      if (await succeeds(pressed)) return true;
      await this.runCommand('Notifications: Show Notifications');
      const listed = this.page.locator('.notifications-center .notification-list-item').filter({ hasText: text });
      return succeeds(listed.getByRole('button', { name: button }).click(quickly));
    });
  }

  /** The modal dialog that is open. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog that is open. */
  async pressInDialog(button: string): Promise<void> {
    await this.dialog().getByRole('button', { name: button }).click();
  }

  /** Opens a view container by its name in the activity bar. */
  async openViewContainer(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: startingWith(name) });
    await tab.waitFor();
    await eventually(`the view container "${name}"`, async () => {
      if ((await tab.getAttribute('aria-expanded')) === 'true') return true;
      await tab.click();
      return false;
    });
  }

  /** One view of the side bar, by its title. */
  view(title: string): Locator {
    return this.page.locator('.sidebar .pane').filter({
      has: this.page.locator('.pane-header').filter({ hasText: startingWith(title) }),
    });
  }

  /** A tree item by the beginning of its accessible name, in any view or in the one given. */
  treeItem(label: string, view: Page | Locator = this.page): Locator {
    return view.getByRole('treeitem', { name: startingWith(label) }).first();
  }

  /** The accessible names of the tree items of a view (those scrolled into sight). */
  async treeItems(view: string): Promise<string[]> {
    const items = await this.view(view).getByRole('treeitem').all();
    return Promise.all(items.map(async (item) => (await item.getAttribute('aria-label')) ?? (await item.innerText())));
  }

  /** Opens the context menu of a tree item and chooses an entry. */
  async chooseInContextMenu(item: Locator, entry: string): Promise<void> {
    const choice = this.page.getByRole('menuitem', { name: startingWith(entry) }).first();
    await eventually(`"${entry}" in a context menu`, async () => {
      await item.click({ button: 'right' });
      return succeeds(choice.waitFor(quickly));
    });
    await eventually(`the context menu to take "${entry}"`, async () => {
      await succeeds(choice.click(quickly)); // a menu that has just opened ignores the mouse
      return (await choice.count()) === 0;
    });
  }

  /** One file of the multi-diff editor that is open, from the top. */
  multiDiffEntry(index: number): Locator {
    return this.page.locator('.multiDiffEntry').nth(index);
  }

  /** The item of the status bar that contains this text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.#openAndChoose('Control+P', name, name);
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
  }

  /**
   * Presses the last code lens of this title. While VS Code asks the extensions for lenses anew, because one of them has just
   * come, it shows the old ones as mere text that does nothing: only a lens that is a button can be pressed.
   */
  async pressLastCodeLens(title: string): Promise<void> {
    await this.page.locator('.codelens-decoration').getByRole('button', { name: title }).last().click();
  }

  /** Applies a quick fix at the cursor; asks again where problems that have just come made VS Code close the list of fixes. */
  async applyQuickFix(title: string): Promise<void> {
    const fix = this.page.locator('.action-widget').getByText(title);
    await eventually(`the quick fix "${title}"`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('ControlOrMeta+.');
      return fix.click({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** The names of the files (or other resources) that are open in editors. */
  async openEditors(): Promise<string[]> {
    const tabs = await this.page.locator('.tabs-container .tab').all();
    return Promise.all(tabs.map(async (tab) => (await tab.getAttribute('data-resource-name')) ?? ''));
  }

  /** The text in sight in the active editor. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
    return (await lines.innerText()).replaceAll('\u00a0', ' ');
  }

  /**
   * The whole text of a log output channel, from the file behind it.
   *
   * @throws Error when there is no such channel, or `until` does not appear in it.
   */
  async outputChannel(name: string, until: string | RegExp = ''): Promise<string> {
    return eventually(`${String(until)} in the output channel "${name}"`, async () => {
      for await (const file of glob(`data/logs/**/${name}.log`, { cwd: this.#dataDirectory })) {
        const text = await readFile(join(this.#dataDirectory, file), 'utf8');
        if (typeof until === 'string' ? text.includes(until) : until.test(text)) return text;
      }
      return null;
    });
  }

  /** The frame of a webview that has something matching the selector: the page of our own inside VS Code's two frames. */
  webviewFrame(selector: string): Promise<Frame> {
    return eventually(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames().slice(1)) {
        const found = await frame
          .locator(selector)
          .count()
          .catch(() => 0); // a frame that went away has none
        if (found > 0) return frame;
      }
      return null;
    });
  }

  /** Switches to the theme of this kind. */
  async useTheme(kind: ThemeKind): Promise<void> {
    const chosen = themes.find((theme) => theme.kind === kind);
    if (!chosen) throw new Error(`There is no theme of kind ${kind}.`);
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput().locator('input.input').fill(chosen.theme);
    await this.pick(chosen.theme);
    await this.page.locator(`.monaco-workbench.${chosen.className}`).waitFor();
  }

  /**
   * Takes a picture of the window into test-results/, and into media/screenshots/ too when it is one of the README's and the
   * run was started with `--update-screenshots`.
   */
  async screenshot(name: string): Promise<void> {
    const picture = await this.page.screenshot({ animations: 'disabled', caret: 'hide' });
    const folders = [testResults];
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    if (process.env['UPDATE_SCREENSHOTS'] && readme.includes(`media/screenshots/${name}.png`)) {
      folders.push(join(root, 'media', 'screenshots'));
    }
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${name}.png`), picture);
    }
  }
}

/** How long one attempt may take that is made again when it fails. */
const quickly = { timeout: 3000 };

/** Whether an attempt came to its end; what went wrong does not matter to one who tries again. */
function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}

/** Matches names that begin with this text: VS Code adds descriptions, states and key bindings to what it names. */
function startingWith(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`);
}
