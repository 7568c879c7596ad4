import { judgeLosses, lossKey } from '../../cycle/deletionGuard.ts';
import type { ObjectType, Quarantine } from '../../protocol/provisioning.ts';
import type { LinkStore } from '../store/links.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ForeseenLoss } from './losses.ts';
import type { Run } from './run.ts';

/**
 * Judges what a cycle would take away, before anything is written, and permits what may happen.
 *
 * @param releases whether a person releases what was held back so far.
 * @param silence what the source has suddenly stopped to tell of; null when it has not.
 * @returns why the rest is held back; null when nothing is.
 */
export function guardLosses(
  context: CycleContext,
  runs: readonly Run[],
  foreseen: readonly ForeseenLoss[],
  releases: boolean,
  silence: string | null,
): Quarantine | null {
  const { links, holds } = context.store;
  const settings = context.job.provisioning.accidentalDeletionPrevention;
  // Whoever changes what is too much has said what is to become of what was.
  const before = holds.keysUnder(JSON.stringify(settings));
  const counts = (count: (type: ObjectType) => number): Record<ObjectType, number> => ({
    User: count('User'),
    Group: count('Group'),
  });
  const verdict = judgeLosses(
    foreseen.map(({ loss }) => loss),
    { linked: counts((type) => links.count(type)), withAccess: counts((type) => haveAccess(links, runs, type)) },
    settings,
    {
      released: releases ? holds.keys() : new Set(),
      waiting: releases ? new Set() : before,
      silence,
    },
  );
  const held = new Set(verdict.held.map(lossKey));
  for (const { found } of runs)
    for (const { loss } of foreseen) if (!held.has(lossKey(loss))) found.permitted.add(lossKey(loss));
  if (verdict.message === null) return null;
  return {
    reason: 'TooManyDeletes',
    message: verdict.message,
    recommendedAction:
      'Look at the staged deletes. Release them with Allow Deletes, or correct what put the objects out of scope and sync again.',
    since: new Date(context.now()).toISOString(),
  };
}

/** How many have access for all that is known: who turned out to have lost it doesn't make the others' loss a smaller one. */
function haveAccess(links: LinkStore, runs: readonly Run[], type: ObjectType): number {
  const without = runs.filter(({ set }) => set.type === type).map(({ found }) => found.withoutAccess.size);
  return links.countWithAccess(type) - without.reduce((sum, each) => sum + each, 0);
}
