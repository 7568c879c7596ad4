import { findNodeAtOffset, getNodePath } from 'jsonc-parser';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { findFunction } from '../../expressions/functions/catalogue.ts';
import { parameterAt } from '../../expressions/functions/callProblems.ts';
import { tokenize } from '../../expressions/lexer.ts';
import { attributesFromJson, toJsonValue } from '../../expressions/valueText.ts';
import { scopingOperatorOf } from '../../job/scopingOperators.ts';
import { type DocumentModel, expressionAt, type LocatedExpression } from '../documents/documentModel.ts';
import { textOf } from '../documents/jsonNodes.ts';
import type { Sample } from '../sampleProtocol.ts';
import { type AttributeSite, attributeSiteAt } from './attributeSites.ts';
import { callAt, tokenAt } from './callAt.ts';
import {
  code,
  describeAttribute,
  describeFunction,
  describeOperator,
  describeParameter,
  markdown,
} from './describe.ts';
import { spanInDocument } from './expressionFindings.ts';
import { insideQuotes, rangeOf, type Span } from './ranges.ts';

/** What there is to know about the function, attribute, argument or operator at an offset; null about anything else. */
export function hoverAt(model: DocumentModel, offset: number, sample: Sample | null): Hover | null {
  const site = attributeSiteAt(model, offset);
  if (site !== null) return hover(model, site, describeSite(site, sample));
  const expression = expressionAt(model, offset);
  return expression === null ? hoverOperator(model, offset) : hoverWord(model, expression, offset);
}

function hover(model: DocumentModel, span: Span, contents: MarkupContent): Hover {
  return { contents, range: rangeOf(model, span) };
}

function describeSite({ object, name, role }: AttributeSite, sample: Sample | null): MarkupContent {
  const attribute = object.attributes.get(name);
  if (attribute === undefined)
    return markdown(
      `${code(object.name)} in ${code(object.directory.name)} defines no attribute ${code(name)}. Letter case counts.`,
    );
  const reads = role === 'source' || role === 'clause';
  const isSampled = reads && sample?.type.toLowerCase() === object.name.toLowerCase();
  return markdown(describeAttribute(attribute, object), isSampled ? sampleValue(sample, name) : '');
}

function sampleValue({ displayName, attributes }: Sample, name: string): string {
  const value = attributesFromJson(attributes)[name] ?? null;
  return `${code(displayName)} has ${value === null ? 'no value' : code(JSON.stringify(toJsonValue(value)))}`;
}

/** A function by its name, an argument by the parameter that it is given for. */
function hoverWord(model: DocumentModel, expression: LocatedExpression, offset: number): Hover | null {
  const at = expression.literal.toValue(offset);
  const { tokens } = tokenize(expression.literal.value);
  const token = tokenAt(tokens, at);
  if (token === null) return null;
  const span = spanInDocument(expression, token.start, token.end);
  const definition = token.kind === 'name' ? findFunction(token.value) : undefined;
  if (definition !== undefined) return hover(model, span, describeFunction(definition));
  if (!['string', 'number', 'name'].includes(token.kind)) return null;
  const call = callAt(tokens, token.start);
  const called = call === null ? undefined : findFunction(call.name.value);
  const parameter = called && call ? parameterAt(called, call.argument) : undefined;
  return parameter === undefined ? null : hover(model, span, markdown(describeParameter(parameter)));
}

function hoverOperator(model: DocumentModel, offset: number): Hover | null {
  const node = model.root === null ? undefined : findNodeAtOffset(model.root, offset, true);
  if (node?.type !== 'string' || getNodePath(node).at(-1) !== 'operatorName') return null;
  const operator = scopingOperatorOf(textOf(node) ?? '');
  return operator && hover(model, insideQuotes(node), markdown(describeOperator(operator)));
}
