import type { TextEdit } from 'vscode-languageserver';
import { print } from '../../expressions/syntax/printer.ts';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import { rangeOf, type Span, touches } from './ranges.ts';

/**
 * Prints every expression, or those that a stretch touches, the way Microsoft Graph prints it and
 * leaves everything around them alone. Expressions that cannot be read stay as they are.
 */
export function formatExpressions(model: DocumentModel, within: Span | null = null): TextEdit[] {
  return model.expressions
    .filter(({ literal }) => within === null || touches(within, literal))
    .flatMap((expression) => formatExpression(model, expression) ?? []);
}

/** The edit that prints one expression; null when it is printed so already or cannot be read. */
export function formatExpression(model: DocumentModel, { literal, compiled }: LocatedExpression): TextEdit | null {
  const { tree, diagnostics } = compiled();
  if (diagnostics.some(({ severity }) => severity === 'error')) return null;
  const printed = print(tree);
  if (printed === literal.value) return null;
  return { range: rangeOf(model, literal), newText: jsonEscaped(printed) };
}
