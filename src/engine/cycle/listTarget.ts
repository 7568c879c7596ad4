import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import { TargetError, type TargetErrorKind } from '../../directories/targetDirectory.ts';
import type { CycleContext } from './cycleContext.ts';

/** Attributes worth reading of a target object: what mappings write. */
export function readAttributes(mapping: CompiledObjectMapping): readonly string[] {
  return mapping.attributes.map((attribute) => attribute.target);
}

/**
 * Pages through the target once, so that objects can be matched without a query for each. A target that refuses to list
 * may still answer queries.
 *
 * @param mostPages gives up when more pages than this would be needed.
 * @returns whether the listing is whole, so that what is not in it is not in the target.
 */
export async function listTarget(
  context: CycleContext,
  mapping: CompiledObjectMapping,
  mostPages: number,
): Promise<boolean> {
  const { target, store, signal } = context;
  store.listing.clear(mapping.type);
  if (mostPages === 0) return false;
  const attributes = readAttributes(mapping);
  const matching = mapping.matching.map((attribute) => attribute.target);
  const message = `Reading the target’s ${mapping.type === 'User' ? 'users' : 'groups'}`;
  let total: number | null = null;
  try {
    for await (const page of target.list(mapping.type, attributes, signal)) {
      total ??= page.totalResults;
      if (total === null) return false; // Nothing would say whether the list is whole.
      if (page.objects.length > 0 && total / page.objects.length > mostPages) return false;
      const before = store.listing.count(mapping.type);
      store.database.transaction(() => {
        for (const object of page.objects) store.listing.add(mapping.type, object, matching);
      });
      const done = store.listing.count(mapping.type);
      context.onProgress({ stage: 'matching', message, done, total });
      if (done === before) break; // The same page again: the target does not page.
    }
  } catch (error) {
    if (!(error instanceof TargetError) || noAnswer.has(error.kind)) throw error;
    context.onProgress({
      stage: 'matching',
      message: `${message} failed, asking for each: ${error.message}`,
      done: 0,
      total: null,
    });
    return false;
  }
  // A list that is shorter than it claims cannot prove that an object is missing.
  return store.listing.count(mapping.type) >= (total ?? 0);
}

/** Failures after which asking for each object would fare no better than the list did. */
const noAnswer: ReadonlySet<TargetErrorKind> = new Set(['unauthorized', 'network', 'timeout', 'throttled']);
