import ts from 'typescript';
import { isLocalized } from './textsOf.ts';

/** Two words beside each other, the second in lower case: code, ids and names have none. */
const twoWords = /\p{L}{2,}[,.:;]? \p{Ll}{2,}/u;

/**
 * Sentences of a program that no translation reaches, as `FILE:LINE: SENTENCE`. Left out is what an `Error` is made with:
 * faults of the program itself, which nobody is meant to read.
 *
 * @param known what looks like a sentence and is none.
 */
export function sentencesOutside(file: string, program: string, known: readonly RegExp[]): string[] {
  const source = ts.createSourceFile(file, program, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isPlainError(node)) return;
    if (ts.isPropertyAssignment(node)) {
      if (node.name.getText() !== 'class') visit(node.initializer); // neither names nor classes of elements are said
      return;
    }
    if (isLocalized(node)) {
      valuesOf(node).forEach(visit);
      return;
    }
    const words = wordsOf(node);
    if (twoWords.test(words) && !known.some((pattern) => pattern.test(words))) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${words}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is put into a text: it may bring sentences of its own. */
function valuesOf(node: ts.CallExpression | ts.TaggedTemplateExpression): readonly ts.Node[] {
  if (ts.isCallExpression(node)) return node.arguments.slice(1);
  return ts.isTemplateExpression(node.template) ? node.template.templateSpans.map(({ expression }) => expression) : [];
}

function isPlainError(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^(Type|Range|Response)?Error$/.test(node.expression.text)
  );
}

/** The words of a literal; of a template those outside its expressions. */
function wordsOf(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return '';
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}
