import type { Link } from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import type { KnownObject } from './knowledge.ts';
import { differences, mayHaveAccess, sameValueBy } from './plan.ts';

/**
 * Whether an account was disabled when its object left the scope, and still is: it isn't managed any more, so a later
 * deletion in the source isn't passed on. One that has access, or may have, is managed like any other.
 *
 * @param known what is known of the account, as of a reading where there was one.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works ("Deprovisioning")
 */
export function isNoLongerManaged(
  evaluated: EvaluatedObject,
  link: Pick<Link, 'disabledBecause'> | null,
  known: KnownObject,
): boolean {
  if (link?.disabledBecause !== 'outOfScope') return false;
  // Where no mapping tells what disables, or none can be evaluated, access alone counts.
  if (evaluated.values.length === 0) return !mayHaveAccess(known);
  const same = sameValueBy(evaluated.mapping);
  return differences(evaluated, known).every((change) => same(change.attribute, change.old, change.new));
}
