import { judgeLosses, lossKey } from '../../cycle/deletionGuard.ts';
import type { ObjectType, Quarantine } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ForeseenLoss } from './losses.ts';
import type { Run } from './run.ts';

/**
 * Judges what a cycle would take away, before anything is written, and permits what may happen.
 *
 * @param released keys of what a person has released by name.
 * @returns why the rest is held back; null when nothing is.
 */
export function guardLosses(
  context: CycleContext,
  runs: readonly Run[],
  foreseen: readonly ForeseenLoss[],
  released: ReadonlySet<string>,
): Quarantine | null {
  const { links } = context.store;
  const counts = (count: (type: ObjectType) => number): Record<ObjectType, number> => ({
    User: count('User'),
    Group: count('Group'),
  });
  const verdict = judgeLosses(
    foreseen.map(({ loss }) => loss),
    { linked: counts(links.count), withAccess: counts(links.countWithAccess) },
    context.job.provisioning.accidentalDeletionPrevention,
    released,
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
