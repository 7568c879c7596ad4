import { acceptSingle, acceptValue } from '../accept.ts';
import { badRequest } from '../errors.ts';
import { isObject, valuesOf, withValue } from '../scimObject.ts';
import type { ScimObject } from '../scimObject.ts';
import type { Attribute } from '../schemas/resourceType.ts';
import type { PatchRules } from './applyPatch.ts';
import { elementForFilter } from './patchPath.ts';
import type { ValueSelection } from './patchPath.ts';
import type { PatchOperation } from './patchRequest.ts';

/** A multi-valued attribute, perhaps with a selection of its values and one of their sub-attributes. */
export interface MultiValuedTarget {
  readonly attribute: Attribute;
  readonly selection: ValueSelection | undefined;
  readonly sub: Attribute | undefined;
}

/** The values of `current` and those of `added` that are not among them yet (RFC 7644 section 3.5.2.1). */
export function addValues(current: unknown, added: unknown, keepDuplicates = false): unknown {
  const values = valuesOf(current);
  if (keepDuplicates) return [...values, ...valuesOf(added)];
  const byKey = new Map(values.map((value) => [identity(value), value] as const));
  for (const value of valuesOf(added)) {
    const known = byKey.get(identity(value));
    byKey.set(identity(value), isObject(known) && isObject(value) ? { ...known, ...value } : value);
  }
  return [...byKey.values()];
}

/** The values of `current` without those that `removed` names; by `value` alone when it names nothing else. */
export function removeValues(current: unknown, removed: unknown): unknown {
  const all = valuesOf(removed);
  const bare = new Set(all.filter(isBare).map((element) => (isObject(element) ? element['value'] : element)));
  const whole = new Set(all.filter((element) => !isBare(element)).map(identity));
  return valuesOf(current).filter((element) => {
    const value = isObject(element) ? element['value'] : element;
    return !(value !== undefined && bare.has(value)) && !whole.has(identity(element));
  });
}

/**
 * Applies an operation to the values that a value path selects, or to one sub-attribute of all values when the path
 * has no filter (RFC 7644 sections 3.5.2.1 to 3.5.2.3). Removing what is not there is no error.
 */
export function changeSelected(
  current: unknown,
  target: MultiValuedTarget,
  operation: PatchOperation & { readonly path: string },
  rules: PatchRules,
): unknown {
  const { attribute, selection, sub } = target;
  const values = valuesOf(current);
  const selected = (element: unknown): boolean => selection === undefined || selection.matches(element);
  if (operation.op === 'remove') {
    if (sub === undefined) return values.filter((element) => !selected(element));
    return mapSelected(values, selected, (element) => withValue(asObject(element), sub.name, undefined));
  }
  const accepted =
    sub === undefined
      ? acceptSingle(attribute, unwrapOne(operation.value), operation.path, rules.tolerance)
      : acceptValue(sub, operation.value, operation.path, rules.tolerance);
  const change = (element: unknown): unknown => {
    if (sub !== undefined) return withValue(asObject(element), sub.name, accepted);
    return operation.op === 'add' && isObject(element) && isObject(accepted) ? { ...element, ...accepted } : accepted;
  };
  if (values.some(selected)) return mapSelected(values, selected, change);
  return [...values, change(missingElement(target, operation, rules))];
}

/** The value to be made when the path selects none. Throws 400 `noTarget` when none may be made. */
function missingElement(
  { attribute, selection }: MultiValuedTarget,
  { op, path }: PatchOperation & { readonly path: string },
  rules: PatchRules,
): unknown {
  if (selection === undefined) return {};
  const wanted = rules.createSelected.includes(op) ? elementForFilter(selection.filter) : undefined;
  if (wanted === undefined) {
    throw badRequest('noTarget', `No value of '${attribute.name}' matches '${path}', so ${op} has no target.`);
  }
  return acceptSingle(attribute, wanted, path, rules.tolerance);
}

/** When an operation made another value primary, the former one no longer is (RFC 7643 section 2.4). */
export function settlePrimary(before: unknown, after: unknown): unknown {
  const elements = valuesOf(after);
  if (elements.filter(isPrimary).length < 2) return after;
  const former = new Set(valuesOf(before).filter(isPrimary));
  const formerKeys = new Set([...former].map(identity));
  const fresh = elements.filter((element) => isPrimary(element) && !formerKeys.has(identity(element)));
  if (fresh.length === 0) return after;
  return elements.map((element) =>
    isPrimary(element) && formerKeys.has(identity(element)) ? { ...asObject(element), primary: false } : element,
  );
}

/** Whether this value of a multi-valued attribute is the primary one. */
export function isPrimary(element: unknown): boolean {
  return isObject(element) && element['primary'] === true;
}

/** Values with the same `value` and `type` are the same value (RFC 7643 section 2.4); others are compared whole. */
function identity(element: unknown): string {
  if (!isObject(element)) return JSON.stringify(element);
  const { value, type } = element;
  return value === undefined ? JSON.stringify(element) : JSON.stringify([value, type]);
}

function isBare(element: unknown): boolean {
  return !isObject(element) || (element['value'] !== undefined && element['type'] === undefined);
}

function mapSelected(
  values: readonly unknown[],
  selected: (element: unknown) => boolean,
  change: (element: unknown) => unknown,
): unknown[] {
  return values
    .map((element) => (selected(element) ? change(element) : element))
    .filter((element) => element !== undefined && !(isObject(element) && Object.keys(element).length === 0));
}

function asObject(element: unknown): ScimObject {
  return isObject(element) ? element : { value: element };
}

function unwrapOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
}
