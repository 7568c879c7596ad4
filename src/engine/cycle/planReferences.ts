import type { CompiledReferenceMapping } from '../../decision/compiledMapping.ts';
import { decideReferences, type ReferencePlan } from '../../decision/decideReferences.ts';
import { holdKey, isLargeLoss, lossKey, type MembersLoss } from '../../decision/deletionGuard.ts';
import { toLoseMembers } from '../../decision/reasons.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { isPretended } from './export.ts';
import type { ForeseenLoss } from './losses.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import type { Run } from './run.ts';
import { forEachConcurrently } from './pool.ts';

/** What is to be done about one reference attribute of one object. */
export interface PlannedReferences {
  readonly reference: CompiledReferenceMapping;
  readonly plan: ReferencePlan;
  /** The values that stand in the target as far as the job has put them there; null when that isn't known. */
  readonly known: ReadonlySet<string> | null;
  /** Set when the object loses so many that it's guarded, or did before and nobody has released it. */
  readonly loss: ForeseenLoss<MembersLoss> | null;
}

/**
 * The references that are to be written now. Of an object that has left the scope none is touched any more; where updates
 * are turned off, or an attribute flows at creation only, they are written in the cycle that created the object.
 */
export async function planReferences(run: Run, item: Concerned): Promise<readonly PlannedReferences[]> {
  const { evaluated, link } = item;
  if (link === null || !evaluated.scope.inScope) return [];
  const planned: PlannedReferences[] = [];
  for (const reference of flowing(run, item)) {
    const { references } = run.context.store;
    const known = await knownReferences(run, item.id, link.targetId, reference);
    const desired = references.desired(item.id, reference.source, 'User');
    const written = references.known(item.id, reference.target);
    const plan = decideReferences({ desired, known, written }, reference);
    planned.push({ reference, plan, known, loss: lossOf(run, item, plan, known ?? written) });
  }
  return planned;
}

function flowing({ context }: Run, { id, evaluated }: Concerned): readonly CompiledReferenceMapping[] {
  const { mapping } = evaluated;
  const restricted = mapping.references.filter(({ flow }) => !mapping.flow.update || flow === 'atCreation');
  return restricted.length === 0 || context.store.log.hasCreated(context.cycleId, id)
    ? mapping.references
    : mapping.references.filter((reference) => !restricted.includes(reference));
}

/**
 * References that the target told when it was asked for the object that was matched, and that nobody has written since;
 * null when it did not. Where it tells of others what they refer to, one of which it tells nothing refers to nothing; of
 * members, which lists leave out, that can't be said.
 */
function toldAtMatching(
  { context, set, found }: Run,
  id: string,
  { target, multivalued }: CompiledReferenceMapping,
): readonly string[] | null {
  const told = found.adopted.get(id)?.references;
  if (told === undefined) return null;
  return told[target] ?? (!multivalued && context.store.listing.tells(set.type, target) ? [] : null);
}

/**
 * References that the target is known to hold. Of an object that was matched rather than created they are read once, and
 * again after a write that did not come to its end; only those that stand for linked objects, or did, count.
 *
 * @returns null when the target doesn't say.
 */
async function knownReferences(
  run: Run,
  id: string,
  targetId: string,
  reference: CompiledReferenceMapping,
): Promise<ReadonlySet<string> | null> {
  const { context, set } = run;
  const { links, references } = context.store;
  if (references.areKnown(set.type, id) || isPretended(targetId)) return references.known(id, reference.target);
  const held =
    toldAtMatching(run, id, reference) ??
    (await context.target.readReferences(set.type, targetId, reference.target, context.signal));
  if (held === null) return null;
  const before = references.known(id, reference.target);
  const ours = held.filter((heldId) => before.has(heldId) || links.sourceOf('User', heldId) !== null);
  references.replace(id, reference.target, ours);
  return new Set(ours);
}

function lossOf(
  { context, waiting }: Run,
  { evaluated, link }: Concerned,
  { remove }: ReferencePlan,
  held: ReadonlySet<string>,
): ForeseenLoss<MembersLoss> | null {
  const { source, mapping } = evaluated;
  if (mapping.type !== 'Group' || link === null || remove.length === 0) return null;
  const { id, type, displayName } = source;
  // Who has no account any more has lost nothing but that.
  const ours = (ids: Iterable<string>): string[] =>
    [...ids].filter((each) => context.store.links.sourceOf('User', each) !== null);
  const ids = ours(remove);
  if (ids.length === 0) return null;
  const loss: MembersLoss = {
    kind: 'members',
    source: { id, type, displayName },
    targetId: link.targetId,
    lost: ids.length,
    ids,
    of: ours(held).length,
  };
  return waiting.has(holdKey(loss)) || isLargeLoss(loss, context.job.provisioning.accidentalDeletionPrevention)
    ? { loss, reason: toLoseMembers(loss.lost, loss.of) }
    : null;
}

/** Objects whose references are to be passed, page by page in order of id. */
export function* referencePages({ context, set }: Run): Generator<readonly string[]> {
  const { work } = context.store;
  for (let after = ''; ;) {
    const ids = work.referencePage(set.type, after, pageSize);
    const last = ids[ids.length - 1];
    if (last === undefined) return;
    after = last;
    yield ids;
  }
}

const pageSize = 128;

/** A target that can't be asked now fails the object when its references are written. */
async function planOrNothing(run: Run, item: Concerned): Promise<readonly PlannedReferences[]> {
  try {
    return await planReferences(run, item);
  } catch (error) {
    if (error instanceof TargetError) return [];
    throw error;
  }
}

/** Groups that would lose so many members that they're guarded. */
export async function foreseeLostMembers(
  run: Run,
  ids: readonly string[] | null,
): Promise<readonly ForeseenLoss<MembersLoss>[]> {
  const { context, set } = run;
  if (set.type !== 'Group') return [];
  const losses: ForeseenLoss<MembersLoss>[] = [];
  for (const page of ids === null ? referencePages(run) : [ids]) {
    context.signal.throwIfAborted();
    const objects = (await prepareObjects(run, page)).filter(isConcerned);
    await forEachConcurrently(objects, context.target.concurrency, async (item) => {
      for (const { loss } of await planOrNothing(run, item)) if (loss !== null) losses.push(loss);
    });
  }
  return losses.sort((left, right) => (lossKey(left.loss) < lossKey(right.loss) ? -1 : 1));
}
