import {
  takesAccess,
  type Decision,
  type KnownTarget,
  type Link,
  type TargetKnowledge,
} from '../../decision/decision.ts';
import { lossKey } from '../../decision/deletionGuard.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { afterReading, hasDoubt, heldValue } from '../../decision/knowledge.ts';
import { mayTakeAccess, sameValueBy } from '../../decision/plan.ts';
import { freesSeat } from '../../decision/seats.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { contestedNames, type Wanted } from './contestedNames.ts';
import { decideItem } from './decideItem.ts';
import { lossOf, type ForeseenLoss } from './losses.ts';
import { forEachConcurrently } from './pool.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import { keyAttributes } from './restart.ts';
import type { Run } from './run.ts';
import { knowledgeOf } from './targetKnowledge.ts';
import { pagesOf, workPages } from './workPages.ts';

/**
 * Goes over everything that is to be decided before anything is written: who would lose access, and whose name somebody
 * else needs. The decisions are those that will be carried out; what the target was asked for them isn't asked again.
 *
 * @param ids these objects only; the work list when null.
 */
export async function lookAhead(run: Run, ids: readonly string[] | null): Promise<ForeseenLoss[]> {
  const { context, set } = run;
  const losses: ForeseenLoss[] = [];
  const wanted: Wanted[] = [];
  for (const linked of [true, false]) {
    if (!linked && ids === null && context.store.links.count(set.type) === 0) continue;
    for (const page of ids === null ? workPages(run, linked) : linked ? pagesOf(ids) : []) {
      context.signal.throwIfAborted();
      const due = page.filter((id) => isDue(run, id));
      const objects = due.length === 0 ? [] : (await prepareObjects(run, due)).filter(isConcerned);
      for (const item of objects) wanted.push(...namesWanted(item));
      const looked = objects.filter((item) => item.link !== null && needsForesight(item));
      await forEachConcurrently(looked, context.target.concurrency, async (item) => {
        const loss = await foresee(run, item);
        if (loss !== null) losses.push(loss);
      });
    }
  }
  await contestedNames(run, wanted);
  return losses.sort((left, right) => (left.loss.source.id < right.loss.source.id ? -1 : 1));
}

function isDue({ due }: Run, id: string): boolean {
  return due === null || due.has(id);
}

/** Whether there is anything to look ahead for: nothing is lost by the others, and nobody waits for their names. */
export function isLookedAhead(item: Concerned): boolean {
  return (item.link !== null && needsForesight(item)) || namesWanted(item).length > 0;
}

/** Whether an account may be lost, or nobody knows what it's called: somebody else may need that name. */
function needsForesight({ evaluated, link }: Concerned): boolean {
  const { scope } = evaluated;
  const known = link?.known ?? {};
  if (scope.unfinished !== null || scope.excluded !== null) return false;
  return !scope.inScope || mayTakeAccess(evaluated, known) || hasDoubt(known);
}

async function foresee(run: Run, item: Concerned): Promise<ForeseenLoss | null> {
  const { context, set, found } = run;
  const { evaluated, link, begun, id } = item;
  try {
    const question = targetQuestion(evaluated, link, begun, context.settings);
    const target = await knowledgeOf(run, item, question);
    if (target.kind !== 'remembered') found.foreseen.set(id, target);
    if (target.kind === 'read' && link !== null) fileNames(run, item, link, target.object);
    const decision = await decideItem(run, item, { link, target, release: null });
    if (takesAccess(decision)) {
      const foreseen = lossOf(decision, set.type === 'Group' ? context.store.references.countKnown(id) : 0);
      if (freesSeat(decision, lifeCycleOf(target))) found.freesSeat.add(lossKey(foreseen.loss));
      return foreseen;
    }
    const isGone = target.kind === 'vanished' || !leavesAccess(decision);
    if (link?.disabledBecause === null && isGone) found.withoutAccess.add(id);
    return null;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    found.unanswered.set(id, error);
    return null;
  }
}

function lifeCycleOf(target: TargetKnowledge): KnownTarget['lifeCycle'] {
  return 'object' in target ? target.object.lifeCycle : null;
}

/** Files the names that an account has been seen to have, where they were not known. */
function fileNames(
  { context, set }: Run,
  { id, evaluated }: Concerned,
  { known }: Link,
  { values }: KnownTarget,
): void {
  if (!hasDoubt(known)) return;
  const seen = afterReading(known, values, sameValueBy(evaluated.mapping));
  context.store.links.keys.replace(set.type, id, keyAttributes(set.mappings), seen);
}

function leavesAccess({ after }: Decision): boolean {
  return after.kind === 'linked' && after.disabledBecause === null;
}

/** Finds out for one object who has the names that it's to get. */
export async function lookForNames(run: Run, id: string): Promise<void> {
  const objects = (await prepareObjects(run, [id])).filter(isConcerned);
  await contestedNames(run, objects.flatMap(namesWanted));
}

/** The names that an object is to get and that its account doesn't have, as far as is known. */
function namesWanted({ id, evaluated, link }: Concerned): readonly Wanted[] {
  if (!evaluated.scope.inScope || evaluated.blocked !== null) return [];
  return evaluated.keys
    .filter((key) => !has(link, key))
    .map((key) => ({ id, displayName: evaluated.source.displayName, key }));
}

function has(link: Concerned['link'], { attribute, value }: MatchingValue): boolean {
  const held = heldValue(link?.known[attribute]);
  return typeof held === 'string' && held.toLowerCase() === value.toLowerCase();
}
