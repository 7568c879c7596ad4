import type { DirectoryObject } from './model.ts';
import { StableOrder } from './stableOrder.ts';

/** Properties by which an object is found without looking at the others. Values compare without regard to case. */
export const indexedProperties = ['userPrincipalName', 'mail', 'displayName', 'appId'] as const;

/** All directory objects of one type, those in the recycle bin included, found by id or by an indexed property. */
export class ObjectCollection {
  readonly order = new StableOrder<DirectoryObject>();
  /** By property and folded value; nearly every value has one object, which then needs no set of its own. */
  readonly #indexes = new Map<string, Map<string, string | Set<string>>>(
    indexedProperties.map((property) => [property, new Map()]),
  );
  readonly #sorted = new Map<string, readonly DirectoryObject[]>();

  get(id: string): DirectoryObject | undefined {
    return this.order.get(id);
  }

  /** Adds or replaces an object; a position is given when it is known from an earlier process. */
  put(object: DirectoryObject, position?: number): number {
    const former = this.order.get(object.id);
    if (former !== undefined) this.#index(former, false);
    this.#index(object, true);
    this.#sorted.clear();
    if (position === undefined) return this.order.set(object.id, object);
    this.order.place(position, object.id, object);
    return position;
  }

  /** Removes an object and returns the position it had; undefined when there was none. */
  delete(id: string): number | undefined {
    const former = this.order.get(id);
    if (former === undefined) return undefined;
    this.#index(former, false);
    this.#sorted.clear();
    return this.order.delete(id);
  }

  /** The ids of the objects with this value, or null when the property has no index. */
  lookUp(property: string, value: string): ReadonlySet<string> | null {
    if (property === 'id') return new Set(this.order.has(value) ? [value] : []);
    const index = this.#indexes.get(property);
    if (index === undefined) return null;
    const ids = index.get(value.toLowerCase());
    return typeof ids === 'string' ? new Set([ids]) : (ids ?? new Set());
  }

  /** All objects by a text property, without regard to case, those with the same value by id; kept until one changes. */
  sortedBy(property: string): readonly DirectoryObject[] {
    const kept = this.#sorted.get(property);
    if (kept !== undefined) return kept;
    const keyed = [...this.order.values()].map((object) => [sortKey(object, property), object] as const);
    keyed.sort(([leftKey, left], [rightKey, right]) => compareKeys([leftKey, left.id], [rightKey, right.id]));
    const sorted = keyed.map(([, object]) => object);
    this.#sorted.set(property, sorted);
    return sorted;
  }

  #index(object: DirectoryObject, present: boolean): void {
    for (const [property, index] of this.#indexes) {
      const value = object.properties[property];
      if (typeof value !== 'string') continue;
      if (present) addToIndex(index, value.toLowerCase(), object.id);
      else removeFromIndex(index, value.toLowerCase(), object.id);
    }
  }
}

function addToIndex(index: Map<string, string | Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, id);
  else if (typeof ids === 'string') index.set(key, new Set([ids, id]));
  else ids.add(id);
}

function removeFromIndex(index: Map<string, string | Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === id) index.delete(key);
  else if (ids instanceof Set && ids.delete(id) && ids.size === 0) index.delete(key);
}

/** The text by which `sortedBy` puts an object in its place. */
export function sortKey(object: DirectoryObject, property: string): string {
  const value = property === 'deletedDateTime' ? object.deletedDateTime : object.properties[property];
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** Orders sort keys, and ids where the keys are the same. */
export function compareKeys(left: readonly [string, string], right: readonly [string, string]): number {
  if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1;
  return left[1] === right[1] ? 0 : left[1] < right[1] ? -1 : 1;
}
