import type { CompiledAttributeMapping, MappingSet } from '../../decision/compiledMapping.ts';
import { TargetError, type TargetErrorKind } from '../../directories/targetDirectory.ts';
import type { CycleContext } from './cycleContext.ts';
import { text } from '../../protocol/text.ts';

/** Attributes worth reading of a target object: what mappings write. */
export function readAttributes({ mappings }: MappingSet): readonly string[] {
  return [...new Set(mappings.flatMap((mapping) => mapping.attributes.map(({ target }) => target)))];
}

/** Reference attributes that mappings write. */
export function referenceAttributes({ mappings }: MappingSet): readonly string[] {
  return [...new Set(mappings.flatMap(({ references }) => references.map(({ target }) => target)))];
}

/** Attributes that objects are looked for by. */
function soughtAttributes({ mappings }: MappingSet): readonly string[] {
  const sought = mappings.flatMap(({ anchor, externalId, keys }): readonly (CompiledAttributeMapping | null)[] => [
    anchor,
    externalId,
    ...keys,
  ]);
  return [...new Set(sought.flatMap((each) => (each === null ? [] : [each.target])))];
}

/**
 * Pages through the target once, so that objects can be matched without a query for each. A target that refuses to list
 * may still answer queries.
 *
 * @param mostPages gives up when more pages than this would be needed.
 * @returns whether the listing is whole, so that what is not in it is not in the target.
 */
export async function listTarget(context: CycleContext, set: MappingSet, mostPages: number): Promise<boolean> {
  const { target, store, signal } = context;
  const { type } = set;
  store.listing.clear(type);
  if (mostPages === 0) return false;
  const attributes = readAttributes(set);
  const sought = soughtAttributes(set);
  const message = type === 'User' ? text`Reading the target’s users` : text`Reading the target’s groups`;
  let total: number | null = null;
  let unreadable = 0;
  try {
    for await (const page of target.list(type, attributes, signal, referenceAttributes(set))) {
      total ??= page.totalResults;
      if (total === null) return false; // Nothing would say whether the list is whole.
      const listed = page.objects.length + page.unreadable;
      if (listed > 0 && total / listed > mostPages) return false;
      const before = store.listing.count(type);
      store.database.transaction(() => {
        for (const object of page.objects) store.listing.add(type, object, sought);
      });
      unreadable += page.unreadable;
      const done = store.listing.count(type);
      context.onProgress({ stage: 'matching', message, done, total });
      if (done === before) break; // The same page again: the target does not page.
    }
  } catch (error) {
    if (!(error instanceof TargetError) || noAnswer.has(error.kind)) throw error;
    context.onProgress({
      stage: 'matching',
      message: text`${message} failed, asking for each: ${error.text}`,
      done: 0,
      total: null,
    });
    return false;
  }
  // A list that is shorter than it claims cannot prove that an object is missing, nor can one with a riddle in it.
  return unreadable === 0 && store.listing.count(type) >= (total ?? 0);
}

/** Failures after which asking for each object would fare no better than the list did. */
const noAnswer: ReadonlySet<TargetErrorKind> = new Set(['unauthorized', 'network', 'timeout', 'throttled']);
