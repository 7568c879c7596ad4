import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { root } from '../support/paths.ts';

interface Text {
  readonly place: string;
  readonly text: string;
}

/** What texts do not say, in lower case: the second column of the table in docs/style.md. */
function unwanted(): readonly string[] {
  const rows = readFileSync(join(root, 'docs', 'style.md'), 'utf8').matchAll(/^\| [^|]+ \| (`[^|]+`) \|$/gm);
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words));
}

/** The texts in a program: its string and template literals, without comments. */
function literals(file: string): Text[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ place: `${file}:${line + 1}`, text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function lines(file: string): Text[] {
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((text, index) => ({ place: `${file}:${index + 1}`, text }));
}

const programs = globSync('{src,webview}/**/*.ts', { cwd: root });
const documents = globSync('{README.md,package.nls.json,docs/*.md}', { cwd: root }).filter(
  (file) => !file.endsWith('style.md'),
);

describe('the texts of the product', () => {
  it('say nothing that docs/style.md rules out', () => {
    const phrases = unwanted();
    assert.ok(phrases.length > 10, 'the table of docs/style.md is read');
    const texts = [...programs.flatMap(literals), ...documents.flatMap(lines)];
    const hits = texts.flatMap(({ place, text }) =>
      phrases.filter((phrase) => text.toLowerCase().includes(phrase)).map((phrase) => `${place}: ${phrase}`),
    );
    assert.deepEqual(hits, []);
  });

  it('cite nothing that an outsider cannot open', () => {
    const cites = /design\.md|expressions\.md|decision 6\.|\(design\b/;
    const hits = programs.filter((file) => cites.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(hits, []);
  });
});
