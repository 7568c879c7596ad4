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
