import type { KnownTarget } from '../../decision/decision.ts';
import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { folded } from '../../decision/sameToTarget.ts';
import type { CycleContext } from './cycleContext.ts';
import { readAttributes } from './listTarget.ts';
import { searchPages } from './searchPages.ts';

/** After so many page-throughs in vain, a conflict is the target's own matter. */
const mostInVain = 3;

/** The listing of the target that a cycle may have. */
export interface CycleListing {
  /** Whether there is one, so that what was written since is not in it. */
  readonly isThere: () => boolean;
  /** Makes one, unless there is one. @returns whether it is whole. */
  readonly make: () => Promise<boolean>;
}

/**
 * Looks through the list for what is in the way of a write: the target refused a value that it does not find by filter. So
 * it compares values otherwise than its filter does, and they are compared here as it may: without regard to letter case,
 * spaces around, and composition. Where it holds several such values, those that differ least are meant.
 */
export function searchInTheWay(
  context: CycleContext,
  set: MappingSet,
  listing: CycleListing,
): (by: MatchingValue) => Promise<readonly KnownTarget[]> {
  const { type } = set;
  let inVain = 0;
  const fromListing = ({ attribute, value }: MatchingValue): readonly KnownTarget[] => {
    const { listing: listed } = context.store;
    const alike = listed.match(type, attribute, value);
    const ids = alike.length > 0 ? alike : listed.matchFolded(type, attribute, value);
    return ids.flatMap((id) => listed.find(type, id) ?? []);
  };
  const fromPages = async (by: MatchingValue): Promise<readonly KnownTarget[]> => {
    const [lower, plain] = [by.value.toLowerCase(), folded(by.value)];
    const alike = new Set<string>();
    const { found } = await searchPages(context, type, readAttributes(set), by, (held, id) => {
      if (held.toLowerCase() === lower) alike.add(id);
      return folded(held) === plain;
    });
    return alike.size > 0 ? found.filter(({ id }) => alike.has(id)) : found;
  };
  return async (by) => {
    const isOld = listing.isThere();
    const isWhole = await listing.make();
    const listed = fromListing(by);
    if (listed.length > 0 || (isWhole && !isOld) || inVain >= mostInVain) return listed;
    const found = await fromPages(by);
    if (found.length === 0) inVain++;
    return found;
  };
}
