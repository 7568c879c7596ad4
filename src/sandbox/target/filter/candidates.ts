import type { Filter } from 'scim2-parse-filter';
import { resolveAttributePath } from '../attributePath.ts';
import { hasIndex } from '../indexes.ts';
import type { ResourceType } from '../schemas/resourceType.ts';
import type { StoredResource, TargetStore } from '../store.ts';

/**
 * The resources that can match a filter, found by index, so that matching a user by name costs the same in a team of
 * ten and of a hundred thousand. Undefined when no index helps and all resources have to be tested. What is answered
 * may hold too many resources, never too few.
 */
export function candidates(
  store: TargetStore,
  type: ResourceType,
  filter: Filter,
): readonly StoredResource[] | undefined {
  switch (filter.op) {
    case 'eq':
      return typeof filter.compValue === 'string' ? lookup(store, type, filter.attrPath, filter.compValue) : undefined;
    case 'and':
      return firstDefined(filter.filters, (part) => candidates(store, type, part));
    case 'or': {
      const parts = filter.filters.map((part) => candidates(store, type, part));
      return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())] : undefined;
    }
    case '[]':
      return ofValuePath(store, type, filter.attrPath, filter.valFilter);
    default:
      return undefined;
  }
}

function ofValuePath(
  store: TargetStore,
  type: ResourceType,
  attribute: string,
  filter: Filter,
): readonly StoredResource[] | undefined {
  if (filter.op === 'and') return firstDefined(filter.filters, (part) => ofValuePath(store, type, attribute, part));
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') return undefined;
  return lookup(store, type, `${attribute}.${filter.attrPath}`, filter.compValue);
}

function lookup(
  store: TargetStore,
  type: ResourceType,
  text: string,
  key: string,
): readonly StoredResource[] | undefined {
  const path = resolveAttributePath(type, text);
  if (path?.attribute === undefined || path.extension !== undefined) return undefined;
  const { name } = path.attribute;
  if (name === 'id') {
    const found = store.get(type.kind, key);
    return found === undefined ? [] : [found];
  }
  // Comparing a complex attribute compares its `value`.
  const sub = path.sub?.name ?? (path.attribute.type === 'complex' ? 'value' : undefined);
  const index = sub === undefined ? name : `${name}.${sub}`;
  return hasIndex(type.kind, index) ? store.lookup(type.kind, index, key) : undefined;
}

function firstDefined<Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
