import type { ReferencesTold, TargetObject } from '../targetDirectory.ts';
import { heldReferences } from './heldReferences.ts';
import { readLifeCycle } from './lifeCycle.ts';
import { readValues, type ScimResource } from './resource.ts';

/**
 * @param references reference attributes to read, as far as the resource tells them.
 * @throws RangeError when a value is nested so deeply that it cannot be read.
 */
export function toTargetObject(
  resource: ScimResource & { readonly id: string },
  attributes: readonly string[],
  references: readonly string[] = [],
): TargetObject {
  const object = { id: resource.id, values: readValues(resource, attributes), lifeCycle: readLifeCycle(resource) };
  return references.length === 0 ? object : { ...object, references: referencesIn(resource, references) };
}

function referencesIn(resource: ScimResource, references: readonly string[]): ReferencesTold {
  return Object.fromEntries(
    references.flatMap((attribute) => {
      const held = heldReferences(resource, attribute);
      return held === null ? [] : [[attribute, held]];
    }),
  );
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
