import type { KnownTarget } from '../../cycle/decision.ts';
import type { MatchingValue } from '../../cycle/evaluateObject.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';

/** Looks through every page of the target for an attribute's value; null when the list is not whole. */
export async function searchPages(
  { target, signal }: CycleContext,
  type: ObjectType,
  attributes: readonly string[],
  by: MatchingValue,
): Promise<readonly KnownTarget[] | null> {
  const found = new Map<string, KnownTarget>();
  const seen = new Set<string>();
  let total = Number.POSITIVE_INFINITY;
  for await (const page of target.list(type, attributes, signal)) {
    const before = seen.size;
    total = page.totalResults ?? total;
    for (const object of page.objects) {
      seen.add(object.id);
      const held = scalarsOf(object.values[by.attribute] ?? null);
      if (held.some((value) => String(value).toLowerCase() === by.value.toLowerCase())) found.set(object.id, object);
    }
    if (seen.size === before) break;
  }
  return seen.size >= total ? [...found.values()] : null;
}
