import type { ScalarValue } from '../value.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Reading digits takes the square of their count, and no directory holds a number of so many. */
const longestNumber = 1000;

/**
 * The value of a number as written: hexadecimal as in VBA, long integers exact, and the text itself where a
 * number would print differently, since Graph keeps every constant as text.
 */
export function numberValue(text: string): ScalarValue {
  if (text.length > longestNumber) return text;
  if (text.startsWith('&')) return exact(BigInt(`0x${text.slice(2)}`));
  if (/^-?\d+$/u.test(text)) {
    const value = exact(BigInt(text));
    return value.toString() === text ? value : text;
  }
  const number = Number(text);
  return String(number) === text ? number : text;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** What a bare word does: steer the flow, or stand for itself as an argument. */
export type ConstantMeaning = 'ignoreAttribute' | 'ignoreObject' | 'word';

const constants: ReadonlyMap<string, ConstantMeaning> = new Map<string, ConstantMeaning>([
  ['IgnoreAttributeFlow', 'ignoreAttribute'],
  ['IgnoreObjectFlow', 'ignoreObject'],
  ['vbTextCompare', 'word'],
  ['vbBinaryCompare', 'word'],
  ['UTF8', 'word'],
  ['Unicode', 'word'],
  ['ASCII', 'word'],
]);

/** The bare words of the language, for completion. */
export const constantNames: readonly string[] = [...constants.keys()];

/** What to write instead of a bare word that the language does not have. */
export function unknownConstantMessage(name: string): Text {
  return name.toLowerCase() === 'null'
    ? text`There is no ${name}; write "" for an empty text, or leave an argument blank for null.`
    : text`The word ${name} means nothing here; write "${name}" for the text or [${name}] for the attribute.`;
}

/** What a bare word means; undefined for one that the language does not have. */
export function constantMeaning(name: string): ConstantMeaning | undefined {
  return constants.get(name);
}
