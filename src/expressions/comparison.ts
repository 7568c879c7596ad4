import type { Budget } from './budget.ts';
import type { ComparisonOperator } from './syntax/syntaxTree.ts';
import type { Value } from './value.ts';
import { isEmpty, toText } from './valueText.ts';

const integer = /^\s*[-+]?\d{1,15}\s*$/u;
const decimal = /^\s*([-+]?)(\d+)(?:\.(\d+))?\s*$/u;

/**
 * Compares two values: by number when both look like numbers, quoted or not, by instant when both
 * are dates, otherwise by the ordinal of their text. Null equals the empty text; greater and less are false with either.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data
 */
export function compare(left: Value, operator: ComparisonOperator, right: Value, budget: Budget): boolean {
  const ordered = operator !== '=' && operator !== '<>';
  if (ordered && (isEmpty(left) || isEmpty(right))) return false;
  const order = orderOf(left, right, budget);
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

function orderOf(left: Value, right: Value, budget: Budget): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (isDateTime(left) && isDateTime(right)) {
    return (
      left.epochMilliseconds - right.epochMilliseconds ||
      (left.subMillisecondTicks ?? 0) - (right.subMillisecondTicks ?? 0)
    );
  }
  const one = toText(left) ?? '';
  const other = toText(right) ?? '';
  if (one === other) return 0;
  return numericOrder(one, other, budget) ?? (one < other ? -1 : 1);
}

/** The order of two texts that look like numbers, exact at any length; null when one does not. */
function numericOrder(left: string, right: string, budget: Budget): number | null {
  if (integer.test(left) && integer.test(right)) return Number(left) - Number(right);
  const one = decimal.exec(left);
  const other = decimal.exec(right);
  if (one === null || other === null) return null;
  budget.readDigits(left.length + right.length);
  const scale = Math.max(one[3]?.length ?? 0, other[3]?.length ?? 0);
  const difference = scaled(one, scale) - scaled(other, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function scaled([, sign = '', whole = '', fraction = '']: RegExpExecArray, scale: number): bigint {
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

function isDateTime(value: Value): value is Extract<Value, { kind: 'dateTime' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dateTime';
}
