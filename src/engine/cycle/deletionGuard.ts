import { decide } from '../../cycle/decide.ts';
import { evaluateObject } from '../../cycle/evaluateObject.ts';
import type { Quarantine } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { isDeprovisioning } from './processObjects.ts';
import { readSnapshots } from './snapshot.ts';

/** Decision 6.5: besides the threshold, this share of the linked objects trips the guard, from this many objects on. */
const share = 0.2;
const shareFrom = 100;
const pageSize = 512;

/**
 * Counts the disables and deletes that a cycle would export, before any is exported.
 *
 * @returns why they are held back; null when they may go on.
 */
export async function guardDeletions(context: CycleContext): Promise<Quarantine | null> {
  const { enabled, threshold } = context.job.provisioning.accidentalDeletionPrevention;
  if (!enabled) return null;
  const count = await countDeprovisioning(context);
  const linked = context.store.links.count('User') + context.store.links.count('Group');
  const tooMany = count > threshold;
  const tooLarge = linked >= shareFrom && count > linked * share;
  if (!tooMany && !tooLarge) return null;
  const limit = tooMany
    ? `the threshold of ${threshold}`
    : `${Math.round(share * 100)} % of the ${linked} provisioned objects`;
  return {
    reason: 'TooManyDeletes',
    message: `${count} objects would be disabled or deleted, more than ${limit}. None of them was; they are staged.`,
    recommendedAction:
      'Look at the staged deletes. Release them with Allow Deletes, or correct what put the objects out of scope and sync again.',
    since: new Date(context.now()).toISOString(),
  };
}

async function countDeprovisioning(context: CycleContext): Promise<number> {
  const { store } = context;
  let count = 0;
  for (const mapping of context.mappings) {
    let after = '';
    for (;;) {
      context.signal.throwIfAborted();
      const ids = store.work.page(mapping.type, true, after, pageSize);
      if (ids.length === 0) break;
      after = ids[ids.length - 1] ?? after;
      const snapshotOf = readSnapshots(context, mapping.type, ids);
      for (const id of ids) {
        const snapshot = await snapshotOf(id, true);
        const link = store.links.find(mapping.type, id);
        if (snapshot === null || link === null) continue;
        const evaluated = evaluateObject(snapshot, mapping, context.settings, context.evaluation, true);
        if (
          !evaluated.scope.inScope &&
          isDeprovisioning(decide(evaluated, link, { kind: 'remembered' }, context.settings))
        )
          count++;
      }
    }
  }
  return count;
}
