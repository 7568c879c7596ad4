import { dateTimeText } from './dates/dateTimes.ts';
import type { Attributes, RoleAssignment, ScalarValue, Value } from './value.ts';

/**
 * A value as text: `True` and `False`, numbers in plain digits, dates as `M/d/yyyy h:mm:ss tt` in
 * UTC, several values separated by `;`, null for null and for no values at all.
 */
export function toText(value: Value): string | null {
  if (typeof value === 'string' || value === null) return value;
  if (typeof value === 'object') {
    if ('kind' in value && value.kind === 'dateTime') return dateTimeText(value);
    const texts = scalarsOf(value).flatMap((scalar) => toText(scalar) ?? []);
    return texts.length === 0 ? null : texts.join(';');
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? numberText(value) : value.toString();
}

/** A value's elements: none for null, one for a scalar, the JSON texts of role assignments. */
export function scalarsOf(value: Value): readonly ScalarValue[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [value];
  if (!('kind' in value)) return value;
  return value.kind === 'dateTime' ? [dateTimeText(value)] : value.roles.map(roleText);
}

/** Whether a value counts as "null or empty": null, `""`, or no elements. */
export function isEmpty(value: Value): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  if (!('kind' in value)) return value.length === 0;
  return value.kind === 'roleAssignments' && value.roles.length === 0;
}

/** A value for JSON: booleans and numbers as such, arrays for several values, integers beyond 2^53 and dates as text. */
export function toJsonValue(value: Value): unknown {
  if (typeof value === 'bigint') return exactInteger(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'dateTime') return dateTimeText(value);
  return scalarsOf(value).map(toJsonValue);
}

/**
 * Attributes from plain JSON: scalars as they are, arrays as several values, `null` as absent, arrays of
 * `{ id, value, displayName }` as role assignments, any other object as its JSON text.
 */
export function attributesFromJson(record: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, valueFromJson(value)]));
}

function valueFromJson(value: unknown): Value {
  if (!Array.isArray(value)) return scalarFromJson(value);
  const elements: readonly unknown[] = value;
  const roles = elements.flatMap((element) => roleFromJson(element) ?? []);
  if (elements.length > 0 && roles.length === elements.length) return { kind: 'roleAssignments', roles };
  return elements.map(scalarFromJson);
}

function scalarFromJson(value: unknown): ScalarValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : JSON.stringify(value);
    default:
      return null;
  }
}

function roleFromJson(value: unknown): RoleAssignment | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, value: role, displayName } = value as Readonly<Record<string, unknown>>;
  if (typeof displayName !== 'string') return null;
  return { id: typeof id === 'string' ? id : '', value: typeof role === 'string' ? role : null, displayName };
}

/** One role assignment as the JSON text that a PATCH carries. */
export function roleText(role: RoleAssignment): string {
  return JSON.stringify({ id: role.id, value: role.value, displayName: role.displayName });
}

function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Digits without an exponent, as `1000000000000000000000` rather than `1e+21`. */
function numberText(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/u, '');
}
