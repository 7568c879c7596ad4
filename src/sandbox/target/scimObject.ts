/** A JSON object of which nothing else is known yet. */
export type ScimObject = Readonly<Record<string, unknown>>;

/** A member of a group as it is kept; `$ref` and `display` are derived when it is shown. */
export interface Member {
  readonly value: string;
  /** As the client labelled it, or else the kind of the resource; undefined when neither says. */
  readonly type?: string;
}

/** Whether `value` is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is ScimObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the attribute has no value: null and the empty array are the same as absent (RFC 7643 section 2.5). */
export function isUnassigned(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** The values of an attribute, single-valued or multi-valued, as a list. */
export function valuesOf(value: unknown): readonly unknown[] {
  if (isUnassigned(value)) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** A copy of `object` with `name` set to `value`, or without `name` when `value` is unassigned. */
export function withValue(object: ScimObject, name: string, value: unknown): ScimObject {
  if (!isUnassigned(value)) return { ...object, [name]: value };
  if (!(name in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** Structural equality of JSON values; the order of members does not matter. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && sameValue(left[name], right[name]))
  );
}
