import type { AttributeJson, ScalarJson } from './provisioning.ts';

/** Whether an attribute's value is a list (`Array.isArray` does not narrow readonly arrays). */
export function isList(value: AttributeJson): value is readonly ScalarJson[] {
  return Array.isArray(value);
}

/** The single values of an attribute: none, one or many. */
export function scalarsOf(value: AttributeJson): readonly ScalarJson[] {
  if (value === null) return [];
  return isList(value) ? value : [value];
}

/**
 * The complex element that a text tells as JSON, as the functions on app roles tell theirs
 * (`{"id":"…","value":"Admin","displayName":"Admin"}`); null for a value that is no such text.
 */
export function elementIn(value: ScalarJson): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'string' || !value.startsWith('{')) return null;
  try {
    return JSON.parse(value) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

/** What an element stands for (RFC 7643 section 2.4). An app role without a value, as most are made, goes by its name. */
export function valueOfElement(element: Readonly<Record<string, unknown>>): ScalarJson | null {
  const value = element['value'] ?? element['displayName'];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
