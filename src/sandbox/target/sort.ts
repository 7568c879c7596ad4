import { resolveAttributePath } from './attributePath.ts';
import { badRequest } from './errors.ts';
import type { AttributeReader } from './filter/compileFilter.ts';
import { isPrimary } from './patch/multiValued.ts';
import { isObject, valuesOf } from './scimObject.ts';
import type { ResourceType } from './schemas/resourceType.ts';
import type { StoredResource } from './store.ts';

type SortKey = string | number | undefined;

/**
 * Compares resources by an attribute (RFC 7644 section 3.4.2.3): strings by the attribute's `caseExact`, dates by time;
 * of several values the primary one counts, or else the first; resources without a value come last, or first when
 * descending. Types that lack the attribute count as without value. Throws 400 `invalidValue` when all lack it, or
 * when it is complex and no sub-attribute is named.
 */
export function compareBy(
  types: readonly ResourceType[],
  sortBy: string,
  descending: boolean,
  read: AttributeReader<StoredResource>,
): (left: StoredResource, right: StoredResource) => number {
  const keyOf = new Map(types.map((type) => [type.kind, keyReader(type, sortBy, read)]));
  if ([...keyOf.values()].every((reader) => reader === undefined)) {
    throw badRequest('invalidValue', `sortBy names no attribute that can be sorted by: '${sortBy}'.`);
  }
  const keys = new Map<string, SortKey>();
  const key = (resource: StoredResource): SortKey => {
    if (!keys.has(resource.id)) keys.set(resource.id, keyOf.get(resource.kind)?.(resource));
    return keys.get(resource.id);
  };
  const direction = descending ? -1 : 1;
  return (left, right) => direction * compareKeys(key(left), key(right));
}

function keyReader(
  type: ResourceType,
  sortBy: string,
  read: AttributeReader<StoredResource>,
): ((resource: StoredResource) => SortKey) | undefined {
  const path = resolveAttributePath(type, sortBy);
  if (path?.attribute === undefined) return undefined;
  const named = path.sub ?? path.attribute;
  const simple = named.type === 'complex' ? named.subs.get('value') : named;
  if (simple === undefined) return undefined;
  // The whole values are read even for a sub-attribute, to see which of them is primary.
  const whole = { ...path, sub: undefined };
  return (resource) => {
    const values = valuesOf(read(resource, whole));
    const chosen = values.find(isPrimary) ?? values[0];
    const value = isObject(chosen) ? chosen[simple.name] : chosen;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value !== 'string') return typeof value === 'number' ? value : undefined;
    if (simple.type === 'dateTime') return Date.parse(value);
    return simple.caseExact ? value : value.toLowerCase();
  };
}

function compareKeys(left: SortKey, right: SortKey): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}
