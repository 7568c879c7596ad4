import type { Link, TargetKnowledge } from '../../decision/decision.ts';
import { afterReading } from '../../decision/knowledge.ts';
import { sameValueBy } from '../../decision/plan.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { connectionGuard } from './connectionGuard.ts';
import { failedResult } from './export.ts';
import { lookupFailed } from '../../decision/decide.ts';
import { forEachConcurrently } from './pool.ts';
import { mayStillCome } from './patience.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import { keyAttributes } from './restart.ts';
import { nameOfType, type Run } from './run.ts';
import { workPages } from './workPages.ts';

/**
 * Matches the objects of the work list that have no link, before anything is written: what is found is linked, so that from
 * then on it's decided, guarded and put into order like every account that the job knows.
 *
 * @param ids these objects only; the work list when null.
 */
export async function matchUnlinked(run: Run, ids: readonly string[] | null): Promise<void> {
  const { context, set } = run;
  const total = context.store.work.count(set.type, false);
  const isAlive = connectionGuard(run);
  let done = 0;
  await forEachConcurrently(unlinkedObjects(run, ids), context.target.concurrency, async (item) => {
    context.signal.throwIfAborted();
    await isAlive(await matchOne(run, item));
    if (++done % 128 === 0) context.onProgress({ stage: 'matching', message: nameOfType(set.type), done, total });
  });
}

async function* unlinkedObjects(run: Run, ids: readonly string[] | null): AsyncGenerator<Concerned> {
  for (const page of ids === null ? workPages(run, false) : [ids]) {
    for (const prepared of await prepareObjects(run, page)) {
      if (prepared.link === null && isConcerned(prepared)) yield prepared;
    }
  }
}

/**
 * In a preview, whom the cycle doesn't come to isn't looked for either: the cycle wouldn't find out.
 *
 * @returns the failure of the target to say, so that one that is gone is noticed; null otherwise.
 */
async function matchOne(run: Run, item: Concerned): Promise<ReturnType<typeof failedResult> | null> {
  const { context, lookup, found } = run;
  const { evaluated, link, begun, intent } = item;
  const question = targetQuestion(evaluated, link, begun, context.settings);
  if (question.kind !== 'match') return null;
  if (run.due !== null && !run.due.has(item.id)) {
    found.unmatched.add(item.id);
    return null;
  }
  try {
    const knowledge = await lookup.answer(question, { evaluated, link }, intent !== null);
    if (knowledge.kind === 'matched') adopt(run, item, knowledge);
    else if (knowledge.kind === 'noMatch') noteUnmatched(run, item);
    else found.foreseen.set(item.id, knowledge);
    return null;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    found.unanswered.set(item.id, error);
    return failedResult(lookupFailed(evaluated, link), error);
  }
}

/** Links what was found. What is known of it is what was seen. */
function adopt(run: Run, { id, evaluated }: Concerned, { object, by }: TargetKnowledge & { kind: 'matched' }): void {
  const { context, set, found } = run;
  const { store } = context;
  const link: Link = {
    targetId: object.id,
    known: afterReading({}, object.values, sameValueBy(evaluated.mapping)),
    disabledBecause: null,
    leftAlone: false,
    mapping: evaluated.mapping.name,
  };
  store.database.transaction(() => {
    store.links.save(set.type, id, link, keyAttributes(set.mappings), false);
    store.intents.forgetMistake(set.type, id);
    for (const former of store.formers.of(set.type, id)) store.formers.remove(set.type, id, former.link.targetId);
    store.work.add(set.type, id);
    store.work.addReferences(set.type, [id]);
    store.work.addReferrersOf([id]);
  });
  const { lifeCycle, references = {} } = object;
  store.listing.heedReferences(set.type, references);
  found.adopted.set(id, { by, lifeCycle, references });
}

/**
 * The target was asked and has none: what was begun has come to nothing. Only what the target has accepted and not done
 * yet may still come, and a creation to which it responded with somebody else's account isn't sent again as it was.
 */
function noteUnmatched(run: Run, item: Concerned): void {
  const { context, set, found } = run;
  const { store } = context;
  const { id, intent } = item;
  const mistake = run.considerAll ? null : mistakeOf(item);
  if (mistake === null) found.unmatched.add(id);
  else found.foreseen.set(id, mistake);
  store.database.transaction(() => {
    if (intent !== null && !mayStillCome(intent, context.now())) store.intents.end(set.type, [id]);
    for (const former of store.formers.of(set.type, id)) countLook(run, id, former.link.targetId, former.looks);
  });
}

/** What a creation came to before that would come to the same again; null when it is another one now. */
function mistakeOf({ intent, evaluated }: Concerned): TargetKnowledge | null {
  if (intent?.act !== 'mistaken' || intent.owner === null) return null;
  const sent = new Set(intent.sought.map(({ attribute, value }) => `${attribute} ${value}`));
  const [by] = evaluated.identifiers;
  const isSame = evaluated.identifiers.every(({ attribute, value }) => sent.has(`${attribute} ${value}`));
  return isSame && by !== undefined ? { kind: 'taken', otherSourceId: intent.owner, by } : null;
}

/** An account that was looked for so often, in as many cycles, is gone. */
const looksBeforeGone = 3;

/** Counts a look in vain for an account that is believed to be gone. */
export function countLook({ context, set }: Run, id: string, targetId: string, looks: number): void {
  const { formers, references, work } = context.store;
  if (looks + 1 < looksBeforeGone) {
    formers.looked(set.type, id, targetId);
    return;
  }
  formers.remove(set.type, id, targetId);
  references.doubtHoldersOf([targetId]);
  work.addHoldersOf([targetId]);
}
