import { judgeLosses, lossKey, type ProvisionedCounts } from '../../decision/deletionGuard.ts';
import { hasNoAccess } from '../../decision/plan.ts';
import type { QuarantineCause } from '../../decision/quarantine.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { LinkStore } from '../store/links.ts';
import type { CycleContext } from './cycleContext.ts';
import { heldBefore, waitingHolds, type HeldBefore } from './heldBefore.ts';
import type { ForeseenLoss } from './losses.ts';
import type { Run } from './run.ts';
import { type Text, text } from '../../protocol/text.ts';

/**
 * Judges what a cycle would take away, before anything is written, and permits what may happen.
 *
 * @param releases whether a person releases everything that was held back so far and that nobody has decided about.
 * @param silence what the source has suddenly stopped to tell of; null when it has not.
 * @returns why the rest is held back; null when nothing is.
 */
export function guardLosses(
  context: CycleContext,
  runs: readonly Run[],
  foreseen: readonly ForeseenLoss[],
  releases: boolean,
  silence: Text | null,
): QuarantineCause | null {
  const before = heldBefore(context, foreseen, releases);
  const verdict = judgeLosses(
    foreseen.map(({ loss }) => loss),
    provisionedCounts(context, runs, foreseen),
    context.job.provisioning.accidentalDeletionPrevention,
    {
      isReleased: before.isReleased,
      isRejected: (loss) => before.rejection(loss) !== null,
      waiting: waitingHolds(context),
      silence,
    },
  );
  noteVerdict(runs, foreseen, new Set(verdict.held.map(lossKey)), before);
  if (verdict.message === null) return null;
  return {
    reason: 'TooManyDeletes',
    message: verdict.message,
    recommendedAction: text`Look at the staged deletes. Release or reject them, or correct what put the objects out of scope and sync again.`,
    exchange: null,
  };
}

function provisionedCounts(
  { store: { links } }: CycleContext,
  runs: readonly Run[],
  foreseen: readonly ForeseenLoss[],
): ProvisionedCounts {
  const counts = (count: (type: ObjectType) => number): Record<ObjectType, number> => ({
    User: count('User'),
    Group: count('Group'),
  });
  const lossesOf = (type: ObjectType): number =>
    foreseen.filter(({ loss }) => loss.kind === 'account' && loss.source.type === type).length;
  return {
    linked: counts((type) => links.count(type)),
    withAccess: counts((type) => haveAccess(links, runs, type, lossesOf(type))),
  };
}

/** Tells the runs which losses may happen, and what a person has rejected of those that may not. */
function noteVerdict(
  runs: readonly Run[],
  foreseen: readonly ForeseenLoss[],
  held: ReadonlySet<string>,
  before: HeldBefore,
): void {
  for (const { found } of runs)
    for (const { loss } of foreseen) {
      const key = lossKey(loss);
      if (!held.has(key)) {
        found.permitted.add(key);
        continue;
      }
      if (loss.kind === 'members') found.permittedMembers.set(key, before.mayLeave(loss));
      const rejection = before.rejection(loss);
      if (rejection !== null) found.rejected.set(key, rejection);
    }
}

/**
 * How many have access for all that is known: who turned out to have lost it doesn't make the others' loss a smaller one.
 *
 * @param enough counting ends when there are more.
 */
function haveAccess(links: LinkStore, runs: readonly Run[], type: ObjectType, enough: number): number {
  const without = new Set(runs.filter(({ set }) => set.type === type).flatMap(({ found }) => [...found.withoutAccess]));
  let count = 0;
  for (const { sourceId, known } of links.inUse(type)) {
    if (without.has(sourceId) || hasNoAccess(known)) continue;
    count += 1;
    if (count > enough) break;
  }
  return count;
}
