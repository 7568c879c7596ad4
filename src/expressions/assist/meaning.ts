import { findFunction } from '../functions/catalogue.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import { tokenAt } from '../syntax/callAt.ts';
import { tokenize } from '../syntax/lexer.ts';
import { callIn } from './signature.ts';
import { type Text, text } from '../../protocol/text.ts';

/** What there is to say about a word of an expression. */
export type Meaning =
  | { readonly kind: 'function'; readonly definition: FunctionDefinition }
  /** An attribute of the source object, whether or not it has one of that name. */
  | { readonly kind: 'attribute'; readonly name: string }
  /** A comparison's operator; `meaning` is a sentence. */
  | { readonly kind: 'operator'; readonly operator: string; readonly meaning: Text }
  /** A constant of the language, with a sentence that begins after its name; an argument; or both. */
  | {
      readonly kind: 'word';
      readonly name: string;
      readonly constant: Text | null;
      readonly parameter: Parameter | null;
    };

/** What a word means, and where it stands in the expression; offsets count UTF-16 units. */
export interface WordAt {
  readonly from: number;
  readonly to: number;
  readonly meaning: Meaning;
}

/** The word at an offset of an expression; null where nothing stands, or nothing that there is something to say about. */
export function wordAt(text: string, offset: number): WordAt | null {
  const { tokens } = tokenize(text);
  const token = tokenAt(tokens, offset);
  if (token === null) return null;
  const { kind, value, start: from, end: to } = token;
  const parameter = callIn(tokens, from)?.parameter ?? null;
  const meaning = meaningOf(kind, value, parameter);
  return meaning && { from, to, meaning };
}

function meaningOf(kind: string, value: string, parameter: Parameter | null): Meaning | null {
  switch (kind) {
    case 'attribute':
      return { kind: 'attribute', name: value };
    case 'operator': {
      const meaning = comparisonMeaning(value);
      return meaning === null ? null : { kind: 'operator', operator: value, meaning };
    }
    case 'name': {
      const definition = findFunction(value);
      if (definition !== undefined) return { kind: 'function', definition };
      const constant = constantMeanings.get(value) ?? null;
      return constant === null && parameter === null ? null : { kind: 'word', name: value, constant, parameter };
    }
    case 'string':
    case 'number':
      return parameter === null ? null : { kind: 'word', name: value, constant: null, parameter };
    default:
      return null;
  }
}

const constantMeanings: ReadonlyMap<string, Text> = new Map([
  ['IgnoreAttributeFlow', text`leaves the target attribute alone for this object, as if nothing were mapped to it.`],
  ['IgnoreObjectFlow', text`leaves the whole object alone in this cycle.`],
  ['vbTextCompare', text`makes InStr ignore letter case.`],
  ['vbBinaryCompare', text`makes InStr tell capital from small letters.`],
  ['UTF8', text`names the encoding UTF-8.`],
  ['Unicode', text`names the encoding UTF-16LE, which .NET calls Unicode.`],
  ['ASCII', text`names the encoding ASCII.`],
]);

const comparisons: ReadonlyMap<string, Text> = new Map([
  ['=', text`both sides are equal`],
  ['<>', text`the sides differ`],
  ['>', text`the left side is greater`],
  ['>=', text`the left side is greater or equal`],
  ['<', text`the left side is less`],
  ['<=', text`the left side is less or equal`],
]);

/** When a comparison is true, as the rest of a sentence that begins with its operator; null for one that the language does not have. */
function comparisonMeaning(operator: string): Text | null {
  const meaning = comparisons.get(operator);
  if (meaning === undefined) return null;
  const empty =
    operator === '=' || operator === '<>' ? text`Nothing equals the empty text.` : text`False when a side is empty.`;
  return text`is true when ${meaning}: as numbers when both look like numbers, as instants when both are dates, else as texts with their letter case. ${empty}`;
}
