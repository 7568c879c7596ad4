import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getL10nPseudoLocalized, type l10nJsonFormat } from '@vscode/l10n-dev';
import type { BrowserContext, Page } from 'playwright-core';
import { installedExtension } from '../installedExtension.ts';

/** English with an accent on every letter: what has none of them was not translated. The name is Microsoft's. */
export const language = 'qps-ploc';

/** Translates a text as the window does that speaks the pseudo-language. */
export function inPseudoLanguage(text: string): string {
  const { text: translated = '' } = getL10nPseudoLocalized({ text });
  return typeof translated === 'string' ? translated : translated.message;
}

/**
 * Makes the extension speak the pseudo-language in windows of the context: translates what it exports, beside which VS Code
 * looks for `package.nls.LANGUAGE.json` and `bundle.l10n.LANGUAGE.json`, and tells the workbench that this is its language.
 */
export async function speakPseudoLanguage(dataDirectory: string, context: BrowserContext): Promise<void> {
  const extension = installedExtension(dataDirectory);
  for (const name of ['package.nls', join('l10n', 'bundle.l10n')]) {
    const texts = JSON.parse(await readFile(join(extension, `${name}.json`), 'utf8')) as l10nJsonFormat;
    await writeFile(join(extension, `${name}.${language}.json`), JSON.stringify(getL10nPseudoLocalized(texts)));
  }
  await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
}

/**
 * The English that is left in what a window shows.
 *
 * @param data what isn't translated: names, addresses. Longer ones first where one contains another.
 */
export function englishIn(shown: readonly string[], data: readonly string[]): readonly string[] {
  const longestFirst = [...data].sort((one, other) => other.length - one.length);
  return shown.filter((text) =>
    /[A-Za-z]{3}/.test(longestFirst.reduce((rest, name) => rest.replaceAll(name, ''), text)),
  );
}

/** What there is to read on a page: its texts, and what names, describes or stands in its elements, hidden ones included. */
export function readableOn(page: Pick<Page, 'evaluate'>): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) found.push(texts.currentNode.data);
    for (const element of document.querySelectorAll('body *'))
      for (const name of ['aria-label', 'aria-description', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    return [...new Set(found)];
  })()`);
}

/** The strings in a value, at any depth: what a document has in it is no text of ours. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
