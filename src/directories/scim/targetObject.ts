import type { TargetObject } from '../targetDirectory.ts';
import { readLifeCycle } from './lifeCycle.ts';
import { readValues, type ScimResource } from './resource.ts';

/** @throws RangeError when a value is nested so deeply that it cannot be read. */
export function toTargetObject(
  resource: ScimResource & { readonly id: string },
  attributes: readonly string[],
): TargetObject {
  return { id: resource.id, values: readValues(resource, attributes), lifeCycle: readLifeCycle(resource) };
}

/** Reads each by itself: one that cannot be read, for whatever reason, does not keep the others from it. */
export function readEach<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Result,
): { readonly read: readonly Result[]; readonly unreadable: number } {
  const results: Result[] = [];
  for (const item of items) {
    try {
      results.push(read(item));
    } catch {
      // Counted by what is missing.
    }
  }
  return { read: results, unreadable: items.length - results.length };
}
