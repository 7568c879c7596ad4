import { parameterAt, parameterLabel, signatureOf } from '../../src/expressions/functions/callProblems.ts';
import { findFunction, functionsOf } from '../../src/expressions/functions/catalogue.ts';
import type { Dialect, FunctionDefinition, Parameter } from '../../src/expressions/functions/definition.ts';
import { type Token, tokenize } from '../../src/expressions/syntax/lexer.ts';
import { constantNames } from '../../src/expressions/syntax/literals.ts';
import { quoteString } from '../../src/expressions/syntax/printer.ts';
import { callAt } from '../../src/expressions/syntax/callAt.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';

/** What an expression may use where it stands. */
export interface Surroundings {
  readonly dialect: Dialect;
  readonly attributes: readonly AttributeView[];
}

export interface Completion {
  readonly label: string;
  readonly detail: string;
  readonly insert: string;
  /** Where the caret goes, counted from the beginning of what is inserted. */
  readonly caret: number;
}

export interface Completions {
  /** The part of the text that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly text: string; readonly active: boolean }[];
  readonly returns: string;
  /** What the parameter at the caret means, else what the function does. */
  readonly meaning: string;
}

const mostOffered = 50;

/**
 * What may stand at the caret, as in the language server: the words that a parameter takes, attributes, functions and
 * constants; only attributes inside brackets; nothing inside a text but the words of its parameter.
 */
export function completionsAt(text: string, caret: number, around: Surroundings): Completions {
  const { tokens } = tokenize(text);
  const word = tokens.find(
    (token) => token.start < caret && (caret < token.end || (caret === token.end && isOpen(token, text))),
  );
  const [from, to] = [word?.start ?? caret, word?.end ?? caret];
  const parameter = parameterBefore(tokens, from);
  const typed = text.slice(from, caret).replace(/^["[]/, '').toLowerCase();
  const offer = (items: readonly Completion[]): Completions => ({ from, to, items: best(items, typed) });
  const attributes = around.attributes.map(attributeCompletion);
  if (word?.kind === 'attribute') return offer(attributes);
  if (word?.kind === 'string') return offer(choices(parameter));
  const before = tokens.findLast(({ end }) => end <= from);
  const isExpected = before === undefined || ['open', 'comma', 'operator'].includes(before.kind);
  if (!isExpected || (word !== undefined && word.kind !== 'name')) return offer([]);
  const isCalled = word !== undefined && tokens[tokens.indexOf(word) + 1]?.kind === 'open';
  const functions = functionsOf(around.dialect).map((definition) => functionCompletion(definition, isCalled));
  const constants =
    callAt(tokens, from) === null ? [] : constantNames.map((name) => completion(name, 'constant', name));
  return offer([...choices(parameter), ...attributes, ...functions, ...constants]);
}

/** The function call that the caret is in, with the parameter that it is at; null outside of calls. */
export function signatureAt(text: string, caret: number): Signature | null {
  const call = callAt(tokenize(text).tokens, caret);
  const definition = call && findFunction(call.name.value);
  if (!call || !definition) return null;
  const active = parameterAt(definition, call.argument);
  return {
    name: definition.name,
    parameters: definition.parameters.map((each) => ({ text: parameterLabel(each), active: each === active })),
    returns: definition.returns === 'Argument' ? 'what it is given' : definition.returns,
    meaning: active ? `${active.name}: ${active.meaning}` : definition.meaning,
  };
}

/** What stands at an offset, in a few lines; null where there is nothing to say. */
export function hoverAt(text: string, offset: number, around: Surroundings): string | null {
  const token = tokenize(text).tokens.find(({ start, end }) => start <= offset && offset < end);
  if (token?.kind === 'name') {
    const definition = findFunction(token.value);
    if (!definition) return null;
    const example = `Example: ${definition.example.expression} gives ${definition.example.result}`;
    return [signatureOf(definition), definition.meaning, example, ...(definition.restrictions ?? [])].join('\n');
  }
  if (token?.kind !== 'attribute') return null;
  const attribute = around.attributes.find(({ name }) => name === token.value);
  return attribute === undefined
    ? `${token.value}: the source object has no such attribute.`
    : `${attribute.name}: source attribute, ${attributeType(attribute)}`;
}

function parameterBefore(tokens: readonly Token[], offset: number): Parameter | undefined {
  const call = callAt(tokens, offset);
  const definition = call && findFunction(call.name.value);
  return call && definition ? parameterAt(definition, call.argument) : undefined;
}

/** Whether typing on at a token's end makes it longer. */
function isOpen({ kind, start, end }: Token, text: string): boolean {
  if (kind === 'name' || kind === 'number') return true;
  if (kind === 'attribute') return text.charAt(end - 1) !== ']';
  return kind === 'string' && (end - start === 1 || text.charAt(end - 1) !== '"');
}

function choices(parameter: Parameter | undefined): readonly Completion[] {
  return (parameter?.choices ?? []).map((choice) =>
    completion(choice, parameter?.name ?? '', parameter?.type === 'Enumeration' ? choice : quoteString(choice)),
  );
}

function functionCompletion(definition: FunctionDefinition, isCalled: boolean): Completion {
  const { name, parameters } = definition;
  const insert = isCalled ? name : `${name}()`;
  const caret = isCalled || parameters.length === 0 ? insert.length : name.length + 1;
  return { label: name, detail: signatureOf(definition), insert, caret };
}

function attributeCompletion(attribute: AttributeView): Completion {
  return completion(attribute.name, attributeType(attribute), `[${attribute.name}]`);
}

function completion(label: string, detail: string, insert: string): Completion {
  return { label, detail, insert, caret: insert.length };
}

function attributeType({ type, multivalued }: AttributeView): string {
  return multivalued ? `${type}, multi-valued` : type;
}

/** What contains the typed text; what begins with it comes first. */
function best(items: readonly Completion[], typed: string): readonly Completion[] {
  const hits = items.filter(({ label }) => label.toLowerCase().includes(typed));
  const begins = ({ label }: Completion): boolean => label.toLowerCase().startsWith(typed);
  return [...hits.filter(begins), ...hits.filter((hit) => !begins(hit))].slice(0, mostOffered);
}
