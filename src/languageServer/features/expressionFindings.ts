import type { TextEdit } from 'vscode-languageserver';
import { check } from '../../expressions/checker.ts';
import type { CheckEnvironment } from '../../expressions/check/environment.ts';
import type { Finding, TextEdit as ExpressionEdit } from '../../expressions/finding.ts';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import { textOf } from '../documents/jsonNodes.ts';
import { rangeOf, type Span } from './ranges.ts';

/** What the expression checker finds in an expression at its place in the schema; offsets count in the expression's text. */
export function findingsIn(model: DocumentModel, expression: LocatedExpression): readonly Finding[] {
  const { objectMapping, target, matching } = expression.mapping;
  const { sourceObject, targetObject } = objectMapping;
  const targetAttribute = targetObject?.attributes.get(textOf(target ?? undefined) ?? '');
  const environment: CheckEnvironment = {
    ...(sourceObject && { sourceAttributes: sourceObject.attributeList }),
    ...(targetAttribute && { targetAttribute }),
    ...(model.scope && { scope: model.scope }),
    matching,
  };
  return check(expression.compiled(), environment);
}

/** Where a stretch of an expression stands in the document, past the escapes of its JSON string. */
export function spanInDocument({ literal }: LocatedExpression, start: number, end: number): Span {
  return { start: literal.toDocument(start), end: literal.toDocument(end) };
}

/** An edit of an expression's text as an edit of the document: what is inserted is escaped for the JSON string. */
export function editInDocument(
  model: DocumentModel,
  expression: LocatedExpression,
  { offset, length, newText }: ExpressionEdit,
): TextEdit {
  return {
    range: rangeOf(model, spanInDocument(expression, offset, offset + length)),
    newText: jsonEscaped(newText),
  };
}
