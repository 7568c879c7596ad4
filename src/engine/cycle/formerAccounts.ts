import type { Link } from '../../decision/decision.ts';
import { afterReading, hasDoubt } from '../../decision/knowledge.ts';
import { sameValueBy } from '../../decision/plan.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { identifyingValues, isOfAnother } from '../../decision/targetQuestion.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type { FormerAccount } from '../store/formerAccounts.ts';
import { readAttributes } from './listTarget.ts';
import { countLook } from './matchUnlinked.ts';
import { formerValues, isConcerned, prepareObjects, type Prepared } from './prepare.ts';
import { keyAttributes } from './restart.ts';
import type { Run } from './run.ts';

/**
 * Looks for accounts that were not found any more in an earlier cycle. One that is there again stands for its object as
 * before: should the object have left the scope, it's disabled like any other.
 */
export async function lookForFormerAccounts(run: Run): Promise<void> {
  const { context, set } = run;
  for (const former of context.store.formers.all(set.type)) {
    context.signal.throwIfAborted();
    try {
      await lookFor(run, former);
    } catch (error) {
      // Where nothing is to be learnt now, the next cycle looks.
      if (!(error instanceof TargetError)) throw error;
    }
  }
}

async function lookFor(run: Run, former: FormerAccount): Promise<void> {
  const { sourceId, link, looks } = former;
  const { context, set } = run;
  const { store, target, signal } = context;
  const { targetId } = link;
  const read = await target.read(set.type, targetId, readAttributes(set), signal);
  const [item] = read === null ? [] : await prepareObjects(run, [sourceId]);
  const object = read !== null && isOfAnother(read, valuesOf(run, former, item)) ? null : read;
  const current = store.links.find(set.type, sourceId);
  if (object === null) {
    if (current !== null) countLook(run, sourceId, targetId, looks);
    // Without another account it's looked for by all that tells it, when what has no link is matched.
    else store.work.add(set.type, sourceId);
    return;
  }
  if (store.links.sourceOf(set.type, targetId) !== null) {
    store.formers.remove(set.type, sourceId, targetId);
    return;
  }
  const known = afterReading(link.known, object.values, sameValueBy(set.mappings[0]));
  // One that may have access is decided about first.
  const mayBeUsed = current !== null && (current.disabledBecause === null || hasDoubt(item?.link?.known ?? {}));
  if (!mayBeUsed) {
    takeBack(run, sourceId, { ...link, known });
    return;
  }
  // While the object is in scope only a person can tell which account is to stay. When it has left, both are disabled, one
  // after the other.
  store.escrow.renew(set.type, [sourceId]);
  store.work.add(set.type, sourceId);
  run.due?.add(sourceId);
  run.found.doubled.set(sourceId, targetId);
}

/** Everything that tells the account: what its object has now, and what was known of it. */
function valuesOf(run: Run, former: FormerAccount, item: Prepared | undefined): readonly MatchingValue[] {
  const known = formerValues(run.set, former);
  return item === undefined || !isConcerned(item) ? known : identifyingValues(item.evaluated, former.link, known);
}

/** Links the account again. What the object had in its place is disabled, or was never there. */
function takeBack(run: Run, sourceId: string, link: Link): void {
  const { context, set } = run;
  const { store } = context;
  run.due?.add(sourceId);
  store.database.transaction(() => {
    store.links.remove(set.type, sourceId);
    store.links.save(set.type, sourceId, link, keyAttributes(set.mappings), false);
    store.formers.remove(set.type, sourceId, link.targetId);
    store.escrow.renew(set.type, [sourceId]);
    store.work.add(set.type, sourceId);
    store.work.addReferences(set.type, [sourceId]);
    store.work.addReferrersOf([sourceId]);
  });
}
