import { parameterAt } from '../functions/callProblems.ts';
import { findFunction, functionsOf } from '../functions/catalogue.ts';
import type { Dialect, FunctionDefinition, Parameter } from '../functions/definition.ts';
import { callAt } from '../syntax/callAt.ts';
import { type Token, tokenize } from '../syntax/lexer.ts';
import { constantNames } from '../syntax/literals.ts';
import { quoteString } from '../syntax/printer.ts';

/** What an expression may use where it stands. */
export interface Surroundings<Attribute extends { readonly name: string }> {
  readonly dialect: Dialect;
  /** The attributes of the source object. */
  readonly attributes: readonly Attribute[];
}

/** Something that may be written: its name, and the text that stands for it in an expression. */
export type Completion<Attribute> = {
  readonly label: string;
  readonly insert: string;
} & (
  | { readonly kind: 'choice'; readonly parameter: Parameter }
  | { readonly kind: 'attribute'; readonly attribute: Attribute }
  /** `isCalled`: parentheses follow already. */
  | { readonly kind: 'function'; readonly definition: FunctionDefinition; readonly isCalled: boolean }
  | { readonly kind: 'constant' }
);

/** What may be written at a place of an expression; offsets count UTF-16 units. */
export interface Completions<Attribute> {
  /** The part of the text that a completion replaces: the word that the place is in, or nothing. */
  readonly from: number;
  readonly to: number;
  /** What kind of word that is; null when there is none. */
  readonly word: Token['kind'] | null;
  /** Words of a parameter first, then attributes, functions and constants; not filtered by what is typed. */
  readonly items: readonly Completion<Attribute>[];
}

/**
 * What may be written at an offset of an expression, half-typed or not: the words that a parameter takes, attributes,
 * functions and constants. Inside brackets attributes only; inside a text nothing but the words of its parameter; after an
 * operand nothing.
 */
export function completionsAt<Attribute extends { readonly name: string }>(
  text: string,
  offset: number,
  { dialect, attributes }: Surroundings<Attribute>,
): Completions<Attribute> {
  const { tokens } = tokenize(text);
  const word = tokens.find(
    (token) => token.start < offset && (offset < token.end || (offset === token.end && isOpen(token, text))),
  );
  const [from, to] = [word?.start ?? offset, word?.end ?? offset];
  const offer = (items: readonly Completion<Attribute>[]) => ({ from, to, word: word?.kind ?? null, items });
  const choices = choicesOf(parameterBefore(tokens, from));
  if (word?.kind === 'attribute') return offer(attributes.map(attributeCompletion));
  if (word?.kind === 'string') return offer(choices);
  const before = tokens.findLast(({ end }) => end <= from);
  const isExpected = before === undefined || ['open', 'comma', 'operator'].includes(before.kind);
  if (!isExpected || (word !== undefined && word.kind !== 'name')) return offer([]);
  const isCalled = word !== undefined && tokens[tokens.indexOf(word) + 1]?.kind === 'open';
  return offer([
    ...choices,
    ...attributes.map(attributeCompletion),
    ...functionsOf(dialect).map((definition) => functionCompletion(definition, isCalled)),
    ...(callAt(tokens, from) === null ? [] : constantsBeside(choices)),
  ]);
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

/** The words that a parameter takes, as texts or as the bare words that they are. */
function choicesOf(parameter: Parameter | undefined) {
  if (parameter === undefined) return [];
  return (parameter.choices ?? []).map((choice) => ({
    kind: 'choice' as const,
    label: choice,
    insert: parameter.type === 'Enumeration' ? choice : quoteString(choice),
    parameter,
  }));
}

function attributeCompletion<Attribute extends { readonly name: string }>(attribute: Attribute) {
  return { kind: 'attribute' as const, label: attribute.name, insert: `[${attribute.name}]`, attribute };
}

function functionCompletion(definition: FunctionDefinition, isCalled: boolean) {
  const { name } = definition;
  return { kind: 'function' as const, label: name, insert: isCalled ? name : `${name}()`, definition, isCalled };
}

/** The bare words of the language, without those that the parameter has named already. */
function constantsBeside(choices: readonly { readonly label: string }[]) {
  const offered = new Set(choices.map(({ label }) => label));
  return constantNames
    .filter((name) => !offered.has(name))
    .map((name) => ({ kind: 'constant' as const, label: name, insert: name }));
}
