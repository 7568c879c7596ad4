import { WatermarkExpired, type SourceChange } from '../../directories/sourceDirectory.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { CycleContext } from './cycleContext.ts';
import { restartWhenChanged } from './restart.ts';
import { differenceFrom } from './differenceFrom.ts';

const objectTypes: readonly ObjectType[] = ['User', 'Group'];

/**
 * Brings the mirror up to date and notes what has to be decided.
 *
 * With a watermark it reads the changes since; without one, everything. A source that fails stops the cycle; one that
 * suddenly answers nothing is not believed (decision 6.5).
 *
 * @param believeEmpty true when a person has said that a source without anybody is meant so.
 * @returns `initial` until an initial cycle has come to its end, `incremental` from then on.
 */
export async function ingest(context: CycleContext, believeEmpty = false): Promise<'initial' | 'incremental'> {
  const { store } = context;
  restartWhenChanged(context.job, store);
  await ingestAssignments(context, believeEmpty);
  const knowsWatermarks = store.state.watermark('User') !== null && store.state.watermark('Group') !== null;
  if (!knowsWatermarks || !(await readChangesSince(context, believeEmpty))) await readEverything(context, believeEmpty);

  const pending = store.state.initialPending();
  store.database.transaction(() => {
    if (pending) store.work.addAllInQuestion(context.settings.scope);
    store.work.addEscrowed();
    store.state.setSourceReadAt(new Date(context.now()).toISOString());
  });
  if (pending) await lookUpUnknown(context);
  return pending ? 'initial' : 'incremental';
}

/** Objects that are assigned but were not among those read: deleted ones, as a rule, whose name people want to see. */
async function lookUpUnknown(context: CycleContext): Promise<void> {
  for (const { type, id } of context.store.work.unknown()) await refreshOne(context, type, id);
}

async function ingestAssignments(context: CycleContext, believeEmpty: boolean): Promise<void> {
  const { store, source, signal } = context;
  context.onProgress({ stage: 'reading', message: 'Reading assignments', done: 0, total: null });
  const assignments = await source.readAssignments(signal);
  const before = store.mirror.assignmentCount();
  const matters = context.settings.scope === 'assigned' && before > 0 && linkCount(store) > 1;
  if (assignments.length === 0 && matters && !believeEmpty) throw suddenlyEmpty('assignments', before);
  store.database.transaction(() => {
    for (const principal of store.mirror.replaceAssignments(assignments)) {
      store.work.add(principal.type, principal.id);
      if (principal.type === 'Group') store.work.addMembersOf(principal.id);
    }
  });
}

/** @returns false when the source no longer knows the watermark. */
async function readChangesSince(context: CycleContext, believeEmpty: boolean): Promise<boolean> {
  const { source, store } = context;
  try {
    if (source.changesAre === 'everything') await readWhole(context, believeEmpty);
    else for (const type of objectTypes) await readPages(context, type, store.state.generation());
    return true;
  } catch (error) {
    if (error instanceof WatermarkExpired) return false;
    throw error;
  }
}

async function readEverything(context: CycleContext, believeEmpty: boolean): Promise<void> {
  const { store } = context;
  store.database.transaction(() => {
    for (const type of objectTypes) store.state.setWatermark(type, null);
    store.state.setInitialPending(true);
  });
  try {
    await readWhole(context, believeEmpty);
  } catch (error) {
    throw error instanceof WatermarkExpired ? noBeginning(error) : error;
  }
}

/** Asked for everything, the source must not speak of a watermark. */
function noBeginning(cause: WatermarkExpired): ProvisioningFailure {
  return new ProvisioningFailure(
    'source',
    `The source lost its place while everything was read from the beginning: ${cause.message} Nothing was changed.`,
    { recommendedAction: 'Run the cycle again later.', cause },
  );
}

/**
 * Reads all objects of both types and settles those that were not among them. The watermarks are stored when everything is
 * settled: a read that is interrupted begins anew, since only a whole one shows who is no longer there.
 */
async function readWhole(context: CycleContext, believeEmpty: boolean): Promise<void> {
  const { store } = context;
  const generation = store.state.nextGeneration();
  const watermarks = new Map<ObjectType, string | null>();
  for (const type of objectTypes) {
    const since = store.state.watermark(type);
    const before = store.mirror.count(type);
    const { seen, watermark } = await readPages(context, type, generation);
    watermarks.set(type, watermark);
    if (since !== null && watermark === since) continue;
    const matters = before > 1 && linkCount(store) > 1;
    if (seen === 0 && matters && !believeEmpty) throw suddenlyEmpty(type === 'User' ? 'users' : 'groups', before);
    await settleUnseen(context, type, generation);
  }
  store.database.transaction(() => {
    for (const [type, watermark] of watermarks) store.state.setWatermark(type, watermark);
  });
}

function linkCount(store: JobStore): number {
  return store.links.count('User') + store.links.count('Group');
}

/** Objects that a read of everything did not show: looked up one by one when linked, forgotten otherwise. */
async function settleUnseen(context: CycleContext, type: ObjectType, generation: number): Promise<void> {
  const { store } = context;
  const unseen = store.mirror.unseen(type, generation);
  store.database.transaction(() => {
    for (const id of unseen) noteRemoval(store, type, id);
    store.mirror.removeUnseenReferences(type, generation);
  });
  for (const id of unseen) {
    if (store.links.find(type, id) === null) store.mirror.remove(type, id);
    else await refreshOne(context, type, id);
  }
}

/** Reads one object anew into the mirror, or notes where it went. */
export async function refreshOne(context: CycleContext, type: ObjectType, id: string): Promise<void> {
  const { store, source, signal } = context;
  const presence = await source.readOne(type, id, context.sourceAttributes[type], signal);
  store.database.transaction(() => {
    const generation = store.state.generation();
    if (presence.kind === 'softDeleted') store.mirror.putDeleted(type, id, presence.displayName, generation);
    else if (presence.kind === 'hardDeleted') store.mirror.setPresence(type, id, presence.kind);
    if (presence.kind !== 'present') return;
    store.mirror.put(presence.object, generation);
    const wanted = new Set(presence.references.map((reference) => `${reference.attribute} ${reference.id}`));
    for (const attribute of ['members', 'manager'])
      for (const held of store.mirror.references(id, attribute))
        if (!wanted.has(`${attribute} ${held}`)) store.mirror.removeReference(id, attribute, held);
    for (const reference of presence.references) store.mirror.addReference(id, reference, generation);
  });
}

/**
 * Reads the changes since the stored watermark into the mirror, or everything when there is none. Changes since a watermark
 * are noted for decision; where they come as such, the new watermark is stored with the last of them.
 *
 * @returns the number of objects seen, and the watermark that the last page carried.
 */
async function readPages(
  context: CycleContext,
  type: ObjectType,
  generation: number,
): Promise<{ readonly seen: number; readonly watermark: string | null }> {
  const { store, source, signal } = context;
  const since = store.state.watermark(type);
  const deltas = source.changesAre === 'deltas';
  let seen = 0;
  let watermark: string | null = null;
  for await (const page of source.readChanges(type, context.sourceAttributes[type], since, signal)) {
    store.database.transaction(() => {
      for (const change of page.changes) {
        // After a first read of everything, what is in question is found by assignment, not by having been seen.
        const told = since === null ? null : deltas ? change : differenceFrom(store.mirror, change);
        applyChange(store, change, generation);
        if (told !== null) noteChange(store, told);
      }
      if (deltas && since !== null && page.watermark !== null) store.state.setWatermark(type, page.watermark);
    });
    watermark = page.watermark;
    seen += page.changes.length;
    context.onProgress({
      stage: 'reading',
      message: `Reading ${type === 'User' ? 'users' : 'groups'}`,
      done: seen,
      total: null,
    });
  }
  return { seen, watermark };
}

function applyChange(store: JobStore, change: SourceChange, generation: number): void {
  const { type, id } = change;
  if (change.kind === 'removed') {
    store.mirror.setPresence(type, id, change.reason);
    return;
  }
  store.mirror.merge(type, id, change.attributes, generation);
  for (const reference of change.added) {
    // A user has one manager: another one takes the place of the former, whether the source says so or not.
    if (reference.attribute === 'manager')
      for (const former of store.mirror.references(id, 'manager')) store.mirror.removeReference(id, 'manager', former);
    store.mirror.addReference(id, reference, generation);
  }
  for (const reference of change.removed) store.mirror.removeReference(id, reference.attribute, reference.id);
}

/** Notes every object that a change bears on. */
function noteChange(store: JobStore, change: SourceChange): void {
  const { type, id } = change;
  if (change.kind === 'removed') {
    noteRemoval(store, type, id);
    return;
  }
  store.work.add(type, id);
  const references = [...change.added, ...change.removed];
  if (references.length > 0) store.work.addReferences(type, [id]);
  for (const reference of references) {
    if (reference.attribute === 'members' && reference.type !== 'Group') store.work.add('User', reference.id);
  }
}

/** An object that went away concerns itself, and the members of a group that may have had their assignment by it. */
function noteRemoval(store: JobStore, type: ObjectType, id: string): void {
  store.work.add(type, id);
  if (type === 'Group') store.work.addMembersOf(id);
}

function suddenlyEmpty(what: string, before: number): ProvisioningFailure {
  return new ProvisioningFailure(
    'source',
    `The source suddenly answers no ${what} at all, where it had ${before} before. That is not taken to mean that everybody left; nothing was changed.`,
    {
      recommendedAction:
        'Check the application and the permissions in Microsoft Entra ID. If everybody really has left, sync with Allow Deletes.',
    },
  );
}
