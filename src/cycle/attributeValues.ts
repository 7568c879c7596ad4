import { toText } from '../expressions/valueText.ts';
import type { ScalarValue, Value } from '../expressions/value.ts';
import type { AttributeDefinition } from '../job/schema.ts';
import { isList, scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeJson, ScalarJson } from '../protocol/provisioning.ts';

export type Conversion =
  { readonly ok: true; readonly value: AttributeJson } | { readonly ok: false; readonly expected: string };

/**
 * Turns what an expression yields into what the target attribute holds: a JSON boolean for a Boolean, a number for an
 * Integer, text otherwise, an array for a multi-valued one.
 */
export function convertValue(value: Value, definition: AttributeDefinition): Conversion {
  const multivalued = definition.multivalued === true;
  if (!isMultiple(value)) {
    const single = convertScalar(value, definition);
    return single.ok && multivalued ? { ok: true, value: scalarsOf(single.value) } : single;
  }
  const items: ScalarJson[] = [];
  for (const item of value) {
    const converted = convertScalar(item, definition);
    if (!converted.ok) return converted;
    items.push(...scalarsOf(converted.value));
  }
  if (multivalued) return { ok: true, value: items };
  return items.length > 1 ? { ok: false, expected: 'a single value' } : { ok: true, value: items[0] ?? null };
}

function isMultiple(value: Value): value is readonly ScalarValue[] {
  return Array.isArray(value);
}

function convertScalar(value: Exclude<Value, readonly ScalarValue[]>, definition: AttributeDefinition): Conversion {
  if (value === null) return { ok: true, value: null };
  if (typeof value === 'string' && (definition.type ?? 'String') === 'String') return { ok: true, value };
  const text = toText(value);
  if (text === null) return { ok: true, value: null };
  switch (definition.type) {
    case 'Boolean':
      return booleanOf(text);
    case 'Integer':
      return integerOf(text);
    default:
      return { ok: true, value: text };
  }
}

function booleanOf(text: string): Conversion {
  const lower = text.trim().toLowerCase();
  if (lower === 'true' || lower === '1') return { ok: true, value: true };
  if (lower === 'false' || lower === '0') return { ok: true, value: false };
  return { ok: false, expected: 'True or False' };
}

function integerOf(text: string): Conversion {
  const number = Number(text);
  return /^\s*-?\d+\s*$/.test(text) && Number.isSafeInteger(number)
    ? { ok: true, value: number }
    : { ok: false, expected: 'a whole number' };
}

/**
 * Whether the target already holds a value. Letter case counts only where the attribute is declared case-exact, and the
 * order of a multi-valued attribute never does (entra-docs, "customize-application-attributes").
 */
export function sameValue(left: AttributeJson, right: AttributeJson, definition: AttributeDefinition): boolean {
  if (left === right) return true;
  const keys = (value: AttributeJson): readonly string[] =>
    scalarsOf(value)
      .filter((item) => item !== '')
      .map((item) => comparable(item, definition))
      .sort();
  const leftKeys = keys(left);
  const rightKeys = keys(right);
  return leftKeys.length === rightKeys.length && leftKeys.every((key, index) => key === rightKeys[index]);
}

export function isEmptyValue(value: AttributeJson): boolean {
  return value === null || value === '' || (isList(value) && value.length === 0);
}

function comparable(value: ScalarJson, definition: AttributeDefinition): string {
  const text = String(value);
  if (definition.type === 'Boolean' || typeof value === 'boolean') return text.toLowerCase();
  return definition.caseExact === true ? text : text.toLowerCase();
}
