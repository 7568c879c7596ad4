import { type Evaluator, failure, type Frame, quoted } from '../evaluation.ts';
import type { ScalarValue, Value } from '../value.ts';
import { scalarsOf, toText } from '../valueText.ts';
import type { BoundCall } from './definition.ts';
import { text } from '../../protocol/text.ts';

const nothing: Evaluator = () => null;

/** The compiled argument at a position; one that yields null when it is not given. */
export function argument(call: BoundCall, index: number): Evaluator {
  return call.arguments[index] ?? nothing;
}

/** The text of a single value; fails when there are several. */
export function singleText(value: Value, call: BoundCall): string | null {
  if (typeof value === 'string' || value === null) return value;
  if (typeof value === 'object' && (!('kind' in value) || value.kind === 'roleAssignments')) {
    const scalars = scalarsOf(value);
    if (scalars.length > 1) {
      const name = call.node.name;
      throw failure(
        call.node.start,
        'multipleValues',
        text`${name} takes one value here but got ${scalars.length}; pick one with Item(…, 1) or join them with Join(",", …).`,
      );
    }
    return toText(scalars[0] ?? null);
  }
  return toText(value);
}

/** A whole number from a number or its text, quoted or not; fails for anything else. */
export function wholeNumber(value: Value, name: string, call: BoundCall, frame: Frame): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const integer = Number(longInteger(value, name, call, frame));
  if (Number.isSafeInteger(integer)) return integer;
  throw failure(
    call.node.start,
    'numberExpected',
    text`${call.node.name} needs a smaller number for ${name} than ${quoted(value, frame)}.`,
  );
}

/** An integer of any length from a number or its text, decimal or as `&HF7`; fails for anything else. */
export function longInteger(value: Value, name: string, call: BoundCall, frame: Frame): bigint {
  if (typeof value === 'bigint') return value;
  const digits = (singleText(value, call) ?? '').trim();
  if (/^[-+]?\d+$/u.test(digits)) {
    frame.budget.readDigits(digits.length);
    return BigInt(digits.replace(/^\+/u, ''));
  }
  if (/^&h[\da-f]+$/iu.test(digits)) return BigInt(`0x${digits.slice(2)}`);
  throw failure(
    call.node.start,
    'numberExpected',
    text`${call.node.name} needs a whole number for ${name}, not ${quoted(value, frame)}.`,
  );
}

/**
 * Compiles a function of one text: null stays null, and each of several values is taken by itself, as the documents say of Trim.
 */
export function ofEachText(call: BoundCall, change: (text: string, frame: Frame) => string | null): Evaluator {
  const source = argument(call, 0);
  return (frame) => mapText(source(frame), (text) => change(text, frame));
}

/** Changes a text, or each of several; null stays null. */
export function mapText(value: Value, change: (text: string) => string | null): Value {
  if (typeof value === 'string') return change(value);
  if (value === null) return null;
  if (typeof value === 'object' && (!('kind' in value) || value.kind === 'roleAssignments'))
    return scalarsOf(value).map((scalar) => changeScalar(scalar, change));
  return changeScalar(toText(value), change);
}

function changeScalar(scalar: ScalarValue, change: (text: string) => string | null): string | null {
  const text = toText(scalar);
  return text === null ? null : change(text);
}
