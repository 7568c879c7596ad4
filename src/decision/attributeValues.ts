import { toText } from '../expressions/valueText.ts';
import type { ScalarValue, Value } from '../expressions/value.ts';
import type { AttributeDefinition } from '../job/schema.ts';
import { elementIn, isList, scalarsOf, valueOfElement } from '../protocol/attributeJson.ts';
import type { AttributeJson, ScalarJson } from '../protocol/provisioning.ts';
import { type Text, text } from '../protocol/text.ts';

export type Conversion =
  { readonly ok: true; readonly value: AttributeJson } | { readonly ok: false; readonly expected: Text };

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
  return items.length > 1 ? { ok: false, expected: text`a single value` } : { ok: true, value: items[0] ?? null };
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

function booleanOf(written: string): Conversion {
  const lower = written.trim().toLowerCase();
  if (lower === 'true' || lower === '1') return { ok: true, value: true };
  if (lower === 'false' || lower === '0') return { ok: true, value: false };
  return { ok: false, expected: text`True or False` };
}

function integerOf(written: string): Conversion {
  const number = Number(written);
  return /^\s*-?\d+\s*$/.test(written) && Number.isSafeInteger(number)
    ? { ok: true, value: number }
    : { ok: false, expected: text`a whole number` };
}

/**
 * Whether the target already holds a value. Letter case counts only where the attribute is declared case-exact; the order of
 * a multi-valued attribute never does (entra-docs, "customize-application-attributes"), nor that a value is told twice.
 */
export function sameValue(left: AttributeJson, right: AttributeJson, definition: AttributeDefinition): boolean {
  if (left === right) return true;
  const [leftItems, rightItems] = comparableItems(left, right);
  const keys = (items: readonly ScalarJson[]): ReadonlySet<string> =>
    new Set(items.filter((item) => item !== '').map((item) => comparable(item, definition)));
  const leftKeys = keys(leftItems);
  const rightKeys = keys(rightItems);
  return leftKeys.size === rightKeys.size && [...leftKeys].every((key) => rightKeys.has(key));
}

/**
 * The items of two values in a form that both have. A mapping may tell a complex element as a JSON text (an app role),
 * where the target tells no more than the element's value: then the value alone is compared.
 */
function comparableItems(
  left: AttributeJson,
  right: AttributeJson,
): readonly [readonly ScalarJson[], readonly ScalarJson[]] {
  const [leftItems, rightItems] = [scalarsOf(left), scalarsOf(right)];
  if (!isList(left) && !isList(right)) return [leftItems, rightItems];
  const whole = [...leftItems, ...rightItems].every((item) => elementIn(item) !== null);
  return whole ? [leftItems, rightItems] : [leftItems.map(plainItem), rightItems.map(plainItem)];
}

function plainItem(item: ScalarJson): ScalarJson {
  const element = elementIn(item);
  return element === null ? item : (valueOfElement(element) ?? item);
}

export function isEmptyValue(value: AttributeJson): boolean {
  return value === null || value === '' || (isList(value) && value.length === 0);
}

function comparable(value: ScalarJson, definition: AttributeDefinition): string {
  const text = String(value);
  if (definition.type === 'Boolean' || typeof value === 'boolean') return text.toLowerCase();
  return definition.caseExact === true ? text : text.toLowerCase();
}
