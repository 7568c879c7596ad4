import type { ReferencePlan } from '../../decision/decideReferences.ts';
import { lossKey, type MembersLoss } from '../../decision/deletionGuard.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type { AttributeChange } from '../../protocol/provisioning.ts';
import { keptReferences } from './heldOutcomes.ts';
import { forEachConcurrently } from './pool.ts';
import { planReferences, referencePages, type PlannedReferences } from './planReferences.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import { rejectionOf } from './heldBefore.ts';
import { recordReferences, type ReferenceOutcome, type WrittenReferences } from './recordReferences.ts';
import type { Run } from './run.ts';
import { writtenReferences } from './knownReferences.ts';
import { text } from '../../protocol/text.ts';

/**
 * Writes the references (manager, members) of linked objects, after the objects that they point to. A reference that
 * cannot be resolved yet is left out and written when its object is linked.
 *
 * @param ids these objects only; the work list when null.
 */
export async function passReferences(run: Run, ids: readonly string[] | null): Promise<void> {
  const { context, set } = run;
  const total = context.store.work.referenceCount(set.type);
  let done = 0;
  for (const page of ids === null ? referencePages(run) : [ids]) {
    context.signal.throwIfAborted();
    await passPage(run, page);
    done += page.length;
    context.onProgress({
      stage: 'references',
      message: set.type === 'User' ? text`References of users` : text`Members of groups`,
      done,
      total,
    });
  }
}

async function passPage(run: Run, ids: readonly string[]): Promise<void> {
  const { context } = run;
  const outcomes: ReferenceOutcome[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    await forEachConcurrently(await prepareObjects(run, ids), context.target.concurrency, async (item) => {
      context.signal.throwIfAborted();
      if (isConcerned(item)) outcomes.push(await passOne(run, item));
      else dropReferences(run, item.id);
    });
  } catch (error) {
    failure = { error };
  }
  const events = context.store.database.transaction(() =>
    outcomes.flatMap((outcome) => recordReferences(run, outcome)),
  );
  for (const outcome of outcomes) tellReferences(run, outcome);
  if (run.onEvent !== null) events.forEach(run.onEvent);
  if (failure !== null) throw failure.error;
}

/** Tells a preview what would come of the references of an object. */
function tellReferences(run: Run, { source, targetId, changes, held, keeping }: ReferenceOutcome): void {
  if (run.sink === null) return;
  if (changes.length > 0) run.sink.referencesChanged(source, null, changes);
  if (held === null) return;
  const rejection = rejectionOf(run, held);
  if (rejection !== null) run.sink.referencesKept(source, ...keptReferences(held.reason, rejection));
  else run.sink.referencesHeld(source, targetId, { changes: keeping, reason: held.reason });
}

/** Nothing is to be written about the object any more. */
function dropReferences({ context, set }: Run, id: string): void {
  const { work, escrow } = context.store;
  work.referencesDone(set.type, id);
  escrow.succeed(set.type, 'references', [id]);
}

async function passOne(run: Run, item: Concerned): Promise<ReferenceOutcome> {
  const { context } = run;
  const { id, evaluated, link } = item;
  const { type, displayName } = evaluated.source;
  const changes: AttributeChange[] = [];
  const keeping: AttributeChange[] = [];
  const written: WrittenReferences[] = [];
  const outcome = {
    source: { id, type, displayName },
    targetId: link?.targetId ?? null,
    startedAt: context.now(),
    changes,
    keeping,
    written,
    // Nobody knows what is to become of an object of which nobody knows whether it's in scope.
    undecided: evaluated.scope.unfinished !== null,
  };
  let unresolved = 0;
  let held: ReferenceOutcome['held'] = null;
  try {
    const all = await planReferences(run, item);
    for (const planned of all) {
      const { reference, loss } = planned;
      unresolved += context.store.references.unresolved(id, reference.source);
      const staying = loss === null ? null : heldMembers(run, loss.loss);
      if (loss !== null && staying !== null) {
        held = { ...loss, loss: staying };
        keeping.push({
          attribute: reference.target,
          old: context.store.references.namesOf('User', staying.ids),
          new: [],
        });
      }
      const plan = staying === null ? planned.plan : without(planned.plan, staying);
      if (plan.add.length + plan.remove.length === 0) continue;
      // That a deleted account leaves its groups is part of its deletion.
      const removed = plan.remove.filter((each) => context.store.links.sourceOf('User', each) !== null);
      if (removed.length + plan.add.length > 0)
        changes.push({
          attribute: reference.target,
          old: context.store.references.namesOf('User', removed),
          new: context.store.references.namesOf('User', plan.add),
        });
      written.push(await write(run, item, { ...planned, plan }));
    }
    return { ...outcome, unresolved, isPlanned: all.length > 0, held, error: null };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { ...outcome, unresolved, isPlanned: false, held, error };
  }
}

/** The part of a loss that is held back; null when nothing of it is. */
function heldMembers({ found }: Run, loss: MembersLoss): MembersLoss | null {
  const key = lossKey(loss);
  if (found.permitted.has(key)) return null;
  const released = found.permittedMembers.get(key);
  const ids = released === undefined ? loss.ids : loss.ids.filter((id) => !released.has(id));
  return { ...loss, ids, lost: ids.length };
}

function without(plan: ReferencePlan, { ids }: MembersLoss): ReferencePlan {
  const staying = new Set(ids);
  return { ...plan, remove: plan.remove.filter((id) => !staying.has(id)) };
}

async function write(
  run: Run,
  { id, link }: Concerned,
  { reference, plan, known }: PlannedReferences,
): Promise<WrittenReferences> {
  const { context, set } = run;
  const { target, multivalued } = reference;
  const whole = context.store.references.areWhole(set.type, id);
  const planned = { attribute: target, there: plan.add, gone: plan.remove, refused: [], settled: true, whole };
  if (!run.writes || link === null) return planned;
  forgetTold(run, id);
  const before = writtenReferences(context.store, id, target);
  // Should it be cut short, nobody knows how many of the requests took effect: the target is asked then.
  context.store.references.beginWrite(set.type, id, target, plan.add);
  const receipt = await context.target.updateReferences(
    set.type,
    link.targetId,
    target,
    // A target that has to be told all gets what is known only where that is all.
    {
      ...plan,
      multivalued,
      known: known === null || !whole ? null : [...known],
      written: before,
    },
    context.writeSignal,
  );
  const looked = await Promise.all(
    receipt.refused.map(async (each) => ({ ...each, isThere: await isThere(run, each.id) })),
  );
  // An account that isn't there need not be taken out.
  const refused = looked.filter((each) => each.isThere !== false || plan.add.includes(each.id));
  const [first] = refused;
  const nothingTaken = refused.length === plan.add.length + plan.remove.length;
  // A target that takes nothing has failed; where one of many is missing, the others are in.
  if (first !== undefined && nothingTaken && refused.every((each) => each.isThere !== false)) throw first.error;
  const untaken = new Set(refused.map((each) => each.id));
  const isTaken = (each: string): boolean => !untaken.has(each);
  return {
    attribute: target,
    there: plan.add.filter(isTaken),
    // What may have taken effect may also not have.
    gone: [...(receipt.settled ? plan.remove.filter(isTaken) : []), ...plan.add.filter((each) => untaken.has(each))],
    refused,
    settled: receipt.settled,
    whole,
  };
}

/** What was told before a write says nothing of what the target holds after it. */
function forgetTold({ found: { adopted } }: Run, id: string): void {
  const before = adopted.get(id);
  if (before !== undefined) adopted.set(id, { by: before.by, lifeCycle: before.lifeCycle });
}

/** Whether the account that the target refuses as a reference is there; null when the target doesn't say. */
async function isThere({ context }: Run, targetId: string): Promise<boolean | null> {
  try {
    return (await context.target.read('User', targetId, [], context.signal)) !== null;
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}
