import { globSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../paths.ts';
import { textsOf } from './textsOf.ts';

/** What translators translate; VS Code looks for `bundle.l10n.LANGUAGE.json` beside it. */
export const bundleFile = join(root, 'l10n', 'bundle.l10n.json');

/** The texts of all programs, as `bundle.l10n.json` has them, and where one can't be exported. */
export function exportedTexts(): { readonly bundle: string; readonly unreadable: readonly string[] } {
  const files = globSync('{src,webview}/**/*.ts', { cwd: root }).sort();
  const found = files.map((file) => textsOf(file, readFileSync(join(root, file), 'utf8')));
  const templates = [...new Set(found.flatMap((file) => file.templates))].sort();
  const bundle = `${JSON.stringify(Object.fromEntries(templates.map((text) => [text, text])), null, 2)}\n`;
  return { bundle, unreadable: found.flatMap((file) => file.unreadable) };
}

/** `npm run l10n`: writes the bundle. */
export async function exportTexts(): Promise<boolean> {
  const { bundle, unreadable } = exportedTexts();
  await mkdir(dirname(bundleFile), { recursive: true });
  await writeFile(bundleFile, bundle);
  console.log(`${Object.keys(JSON.parse(bundle) as object).length} texts are in ${bundleFile}.`);
  if (unreadable.length > 0)
    console.error(`Not exported, since it isn't written where it's said: ${unreadable.join(', ')}`);
  return unreadable.length === 0;
}
