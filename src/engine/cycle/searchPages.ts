import type { KnownTarget } from '../../decision/decision.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';

export interface PageSearch {
  readonly found: readonly KnownTarget[];
  /** Whether all pages came, so that what was not found is not there. */
  readonly isWhole: boolean;
}

/**
 * Looks through every page of the target for an attribute's value.
 *
 * @param same whether a value that the object of this id holds counts as the one that is looked for.
 */
export async function searchPages(
  { target, signal }: CycleContext,
  type: ObjectType,
  attributes: readonly string[],
  { attribute }: MatchingValue,
  same: (held: string, id: string) => boolean,
): Promise<PageSearch> {
  const found = new Map<string, KnownTarget>();
  const seen = new Set<string>();
  let total = Number.POSITIVE_INFINITY;
  for await (const page of target.list(type, attributes, signal)) {
    const before = seen.size;
    total = page.totalResults ?? total;
    for (const object of page.objects) {
      seen.add(object.id);
      if (scalarsOf(object.values[attribute] ?? null).some((value) => same(String(value), object.id)))
        found.set(object.id, object);
    }
    if (seen.size === before) break;
  }
  return { found: [...found.values()], isWhole: seen.size >= total };
}
