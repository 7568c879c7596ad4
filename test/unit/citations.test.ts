import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../support/paths.ts';

const code = globSync(['src/**/*.{ts,cjs}', 'webview/**/*.{ts,css,mjs}', '*.mjs'], { cwd: root });
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).filter((file) => file !== 'CHANGELOG.md');
const records = globSync('docs/decisions/*.md', { cwd: root }).map((file) => basename(file).slice(0, 4));

/** Everything that matches in the files, with its place. */
function found(
  files: readonly string[],
  pattern: RegExp,
): readonly { readonly at: string; readonly words: string[] }[] {
  return files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        Array.from(line.matchAll(pattern), (match) => ({ at: `${file}:${index + 1}`, words: [...match] })),
      ),
  );
}

describe('What comments and documents cite', () => {
  it('are decision records that exist', () => {
    const cited = found([...code, ...documents], /\b(?:decision|record)s? (\d[\d.]*\d)/g);
    assert.ok(cited.length > 0);
    assert.deepEqual(
      cited.filter(({ words }) => !records.includes(words[1] ?? '')),
      [],
    );
  });

  it('are documents and tests that exist', () => {
    const named = found(code, /(?<![\w/])((?:docs|src|webview|test)\/[\w./-]*\w\.(?:md|ts|mjs|json|css))\b/g);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(({ words }) => !existsSync(join(root, words[1] ?? ''))),
      [],
    );
    const linked = found(documents, /\]\((?!\w+:)([^)#]+)/g);
    assert.ok(linked.length > 0);
    assert.deepEqual(
      linked.filter(({ at, words }) => !existsSync(join(root, dirname(at.split(':')[0] ?? ''), words[1] ?? ''))),
      [],
    );
  });

  it('are nothing that only its authors have', () => {
    const hidden = /\b(?:design\.md|the design\b|[a-z-]+-(?:api|anchors)\.md|(?<!\/)expressions\.md|peers\.md)/gi;
    assert.deepEqual(found([...code, ...documents], hidden), []);
  });
});
