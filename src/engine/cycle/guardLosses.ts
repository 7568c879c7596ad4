import { holdKey, judgeLosses, lossKey, type AccessLoss } from '../../cycle/deletionGuard.ts';
import { hasNoAccess } from '../../cycle/plan.ts';
import type { ObjectType, Quarantine } from '../../protocol/provisioning.ts';
import type { Hold } from '../store/holds.ts';
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
  const released = releases ? holds.all() : new Map<string, Hold>();
  const releasedOf = (loss: AccessLoss): ReadonlySet<string> => new Set(released.get(lossKey(loss))?.ids);
  const counts = (count: (type: ObjectType) => number): Record<ObjectType, number> => ({
    User: count('User'),
    Group: count('Group'),
  });
  const lossesOf = (type: ObjectType): number =>
    foreseen.filter(({ loss }) => loss.kind === 'account' && loss.source.type === type).length;
  const verdict = judgeLosses(
    foreseen.map(({ loss }) => loss),
    {
      linked: counts((type) => links.count(type)),
      withAccess: counts((type) => haveAccess(links, runs, type, lossesOf(type))),
    },
    settings,
    {
      isReleased: (loss) =>
        released.has(lossKey(loss)) && (loss.kind === 'account' || isWithin(loss.ids, releasedOf(loss))),
      waiting: waitingHolds(context),
      silence,
    },
  );
  const held = new Set(verdict.held.map(lossKey));
  for (const { found } of runs)
    for (const { loss } of foreseen) {
      const key = lossKey(loss);
      if (!held.has(key)) found.permitted.add(key);
      else if (loss.kind === 'members') found.permittedMembers.set(key, releasedOf(loss));
    }
  if (verdict.message === null) return null;
  return {
    reason: 'TooManyDeletes',
    message: verdict.message,
    recommendedAction:
      'Look at the staged deletes. Release them with Allow Deletes, or correct what put the objects out of scope and sync again.',
    since: new Date(context.now()).toISOString(),
  };
}

function isWithin(ids: readonly string[], all: ReadonlySet<string>): boolean {
  return ids.every((id) => all.has(id));
}

/**
 * Whose losses wait to be released (`holdKey`). Whoever changes what is too much has said what is to become of what was held
 * back before.
 */
export function waitingHolds({ job, store }: Pick<CycleContext, 'job' | 'store'>): ReadonlySet<string> {
  const rule = JSON.stringify(job.provisioning.accidentalDeletionPrevention);
  const keyOf = ({ action: { source, action } }: Hold): string =>
    holdKey({ source, kind: action === 'removeMembers' ? 'members' : 'account' });
  return new Set(store.holds.under(rule).map(keyOf));
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
