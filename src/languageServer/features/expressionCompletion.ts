import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { findFunction, functionsOf } from '../../expressions/functions/catalogue.ts';
import { parameterAt, signatureOf } from '../../expressions/functions/callProblems.ts';
import type { FunctionDefinition, Parameter } from '../../expressions/functions/definition.ts';
import { type Token, tokenize } from '../../expressions/syntax/lexer.ts';
import { constantNames } from '../../expressions/syntax/literals.ts';
import { quoteString } from '../../expressions/syntax/printer.ts';
import { sourceAttributesOf } from '../documents/catalogue.ts';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import { callAt } from '../../expressions/syntax/callAt.ts';
import { attributeCandidates } from './candidates.ts';
import { describeFunction } from './describe.ts';
import { spanInDocument } from './expressionFindings.ts';
import { rangeOf } from './ranges.ts';

/** Where something is to be completed: the word that is there, if any, and the expression's text around it. */
interface Place {
  readonly model: DocumentModel;
  readonly expression: LocatedExpression;
  readonly snippets: boolean;
  /** What is replaced, in the expression's text. */
  readonly start: number;
  readonly end: number;
  /** The parameter that the word is an argument for. */
  readonly parameter: Parameter | null;
  /** Whether parentheses follow already. */
  readonly called: boolean;
}

/** What may be written at a document offset inside an expression: functions, attributes, constants, a parameter's words. */
export function completeExpression(
  model: DocumentModel,
  expression: LocatedExpression,
  offset: number,
  { snippets }: { readonly snippets: boolean },
): CompletionItem[] {
  const { value } = expression.literal;
  const at = expression.literal.toValue(offset);
  const { tokens } = tokenize(value);
  const word = tokens.find(
    (token) => token.start < at && (at < token.end || (at === token.end && isOpen(token, value))),
  );
  const start = word?.start ?? at;
  const call = callAt(tokens, start);
  const definition = call === null ? undefined : findFunction(call.name.value);
  const place: Place = {
    ...{ model, expression, snippets, start, end: word?.end ?? at },
    parameter: (definition && call && parameterAt(definition, call.argument)) ?? null,
    called: word !== undefined && tokens[tokens.indexOf(word) + 1]?.kind === 'open',
  };
  if (word?.kind === 'attribute') return attributeItems(place, true);
  if (word?.kind === 'string') return choiceItems(place);
  const before = tokens.findLast(({ end }) => end <= start);
  const expected = before === undefined || ['open', 'comma', 'operator'].includes(before.kind);
  if (!expected || (word !== undefined && word.kind !== 'name')) return [];
  const constants = call === null ? [] : constantItems(place);
  return [...choiceItems(place), ...attributeItems(place, false), ...functionItems(place), ...constants];
}

/** Whether typing on at a token's end makes it longer. */
function isOpen({ kind, start, end }: Token, text: string): boolean {
  if (kind === 'name' || kind === 'number') return true;
  if (kind === 'attribute') return text.charAt(end - 1) !== ']';
  return kind === 'string' && (end - start === 1 || text.charAt(end - 1) !== '"');
}

function functionItems(place: Place): CompletionItem[] {
  return functionsOf(place.expression.mapping.objectMapping.dialect).map((definition) => {
    const snippet = place.snippets && !place.called;
    return {
      ...item(place, definition.name, snippet ? callSnippet(definition) : definition.name, '2'),
      kind: CompletionItemKind.Function,
      filterText: definition.name,
      insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      detail: signatureOf(definition),
      documentation: describeFunction(definition),
    };
  });
}

/** A call with a stop for each required parameter; blanks keep the positions of optional ones before them. */
function callSnippet({ name, parameters }: FunctionDefinition): string {
  const last = parameters.findLastIndex(({ required }) => required);
  if (parameters.length === 0) return `${name}()$0`;
  if (last < 0) return `${name}($1)$0`;
  const stops = parameters
    .slice(0, last + 1)
    .map((parameter, index) => (parameter.required ? `\${${index + 1}:${parameter.name}}` : ''));
  return `${name}(${stops.join(', ')})$0`;
}

function attributeItems(place: Place, bracketed: boolean): CompletionItem[] {
  const attributes = sourceAttributesOf(place.expression.mapping.objectMapping);
  return attributeCandidates(attributes).map(({ text, kind, detail }) => ({
    ...item(place, text, `[${text}]`, '1'),
    kind,
    detail,
    filterText: jsonEscaped(bracketed ? `[${text}]` : text),
  }));
}

/** The words that the parameter takes, as texts or as the bare words that they are. */
function choiceItems(place: Place): CompletionItem[] {
  const { parameter } = place;
  return (parameter?.choices ?? []).map((choice) => {
    const written = parameter?.type === 'Enumeration' ? choice : quoteString(choice);
    return { ...item(place, choice, written, '0'), kind: CompletionItemKind.EnumMember };
  });
}

function constantItems(place: Place): CompletionItem[] {
  const offered = new Set(place.parameter?.choices);
  return constantNames
    .filter((name) => !offered.has(name))
    .map((name) => ({ ...item(place, name, name, '3'), kind: CompletionItemKind.Constant }));
}

function item({ model, expression, start, end }: Place, label: string, text: string, rank: string): CompletionItem {
  const newText = jsonEscaped(text);
  const range = rangeOf(model, spanInDocument(expression, start, end));
  return { label, sortText: `${rank} ${label}`, filterText: newText, textEdit: { range, newText } };
}
