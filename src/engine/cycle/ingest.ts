import { isByThreshold } from '../../decision/quarantine.ts';
import { WatermarkExpired } from '../../directories/sourceDirectory.ts';
import { ProvisioningFailure, textOf } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { noteDeletedUsers, refreshAll, rejoinGroups } from './presence.ts';
import { ingestAssignments } from './readAssignments.ts';
import { noteNewRemoval, noteRemoval, readPages } from './readChanges.ts';
import { restartWhenChanged } from './restart.ts';
import { type Text, text } from '../../protocol/text.ts';

const objectTypes: readonly ObjectType[] = ['User', 'Group'];

/**
 * Brings the mirror up to date and notes what has to be decided.
 *
 * With a watermark it reads the changes since; without one, everything. A source that fails stops the cycle. One that says
 * less than before is asked twice, object by object where it leaves them out; what it then says is for the deletion guard.
 */
export async function ingest(context: CycleContext): Promise<Ingested> {
  const { store } = context;
  restartWhenChanged(context);
  const silence = await ingestAssignments(context);
  const before = store.mirror.count('User');
  const knowsWatermarks = store.state.watermark('User') !== null && store.state.watermark('Group') !== null;
  if (!knowsWatermarks || !(await readChangesSince(context))) await readEverything(context);
  for (const type of objectTypes) await readAnew(context, type);

  const pending = store.state.initialPending();
  store.database.transaction(() => {
    if (pending) store.work.addAllInQuestion(context.settings.scope);
    store.escrow.beginCycle(context.now(), isByThreshold(store.state.quarantine()));
    store.work.addEscrowed();
    store.work.addWaiting();
    store.work.addDoubtful();
    store.state.setSourceReadAt(new Date(context.now()).toISOString());
  });
  if (pending) await lookUpUnknown(context);
  const isEmpty = before > 1 && store.mirror.count('User') === 0;
  return {
    cycle: pending ? 'initial' : 'incremental',
    silence: silence ?? (isEmpty ? text`The source has no users any more, where it had ${before}.` : null),
  };
}

/** What reading the source came to. */
export interface Ingested {
  /** `initial` until an initial cycle has come to its end, `incremental` from then on. */
  readonly cycle: 'initial' | 'incremental';
  /** What the source has suddenly stopped to tell of, in a sentence; null when it has not. */
  readonly silence: Text | null;
}

/** Objects that are assigned but were not among those read: deleted ones, as a rule, whose name people want to see. */
async function lookUpUnknown(context: CycleContext): Promise<void> {
  const unknown = context.store.work.unknown();
  for (const type of objectTypes) {
    const ids = unknown.filter((object) => object.type === type).map(({ id }) => id);
    await refreshAll(context, type, ids);
  }
}

/** What can't be used as it was read, or came back after a time in which nothing of it was told. */
async function readAnew(context: CycleContext, type: ObjectType): Promise<void> {
  const { store } = context;
  const ids = store.mirror.unreadable(type);
  if (ids.length === 0) return;
  store.database.transaction(() => {
    for (const id of ids) noteRemoval(store, type, id);
    store.work.addReferences(type, ids);
  });
  await refreshAll(context, type, ids);
  const unreadable = new Set(store.mirror.unreadable(type));
  store.escrow.renew(
    type,
    ids.filter((id) => !unreadable.has(id)),
  );
  if (type === 'User') await rejoinGroups(context, ids);
}

/** @returns false when the source no longer knows the watermark. */
async function readChangesSince(context: CycleContext): Promise<boolean> {
  const { source, store } = context;
  try {
    if (source.changesAre === 'everything') await readWhole(context);
    else for (const type of objectTypes) await readPages(context, type, store.state.generation());
    return true;
  } catch (error) {
    if (error instanceof WatermarkExpired) return false;
    throw error;
  }
}

async function readEverything(context: CycleContext): Promise<void> {
  const { store } = context;
  store.database.transaction(() => {
    for (const type of objectTypes) store.state.setWatermark(type, null);
    store.state.setInitialPending(true);
  });
  try {
    await readWhole(context);
  } catch (error) {
    throw error instanceof WatermarkExpired ? noBeginning(error) : error;
  }
}

/** Asked for everything, the source must not speak of a watermark. */
function noBeginning(cause: WatermarkExpired): ProvisioningFailure {
  return new ProvisioningFailure(
    'source',
    text`The source lost its place while everything was read from the beginning: ${textOf(cause)} Nothing was changed.`,
    { recommendedAction: text`Run the cycle again later.`, cause },
  );
}

/**
 * Reads all objects of both types and settles those that were not among them. The watermarks are stored when everything is
 * settled: a read that is interrupted begins anew, since only a whole one shows who is no longer there.
 */
async function readWhole(context: CycleContext): Promise<void> {
  const { store } = context;
  const generation = store.state.nextGeneration();
  const watermarks = new Map<ObjectType, string | null>();
  for (const type of objectTypes) {
    const since = store.state.watermark(type);
    const { watermark } = await readPages(context, type, generation);
    watermarks.set(type, watermark);
    if (since !== null && watermark === since) continue;
    await settleUnseen(context, type, generation);
    if (type === 'User') await noteDeletedUsers(context);
  }
  store.database.transaction(() => {
    for (const [type, watermark] of watermarks) store.state.setWatermark(type, watermark);
  });
}

/**
 * Objects that a read of everything did not show: looked up one by one when linked, when an account was begun for them, or
 * when others are assigned by them; forgotten otherwise. A group that it showed with far fewer members than before is read by
 * itself. Of whom nobody can tell what became, the references stay as they were: members of a group aren't to lose by a doubt
 * about the group.
 */
async function settleUnseen(context: CycleContext, type: ObjectType, generation: number): Promise<void> {
  const { store } = context;
  const unseen = store.mirror.unseen(type, generation);
  const assigning = type === 'Group' ? store.mirror.entitlements(type, unseen) : new Map<string, unknown>();
  const begun = store.intents.begun(type, unseen);
  const kept = unseen.filter(
    (id) =>
      assigning.has(id) ||
      begun.has(id) ||
      store.links.find(type, id) !== null ||
      store.formers.of(type, id).length > 0,
  );
  await refuseContradiction(context, type, kept);
  const open = [...kept, ...store.mirror.shrunken(type, generation)];
  store.database.transaction(() => {
    const known = new Set(kept);
    // That somebody without an account is in the recycle bin is no news.
    for (const id of unseen)
      if (store.mirror.find(type, id)?.presence === 'present') noteNewRemoval(store, type, id);
      else if (known.has(id)) noteRemoval(store, type, id);
    store.mirror.removeUnseenReferences(type, generation, open);
    for (const id of unseen) if (!known.has(id)) store.mirror.remove(type, id);
  });
  await refreshAll(context, type, open);
  store.mirror.removeUnseenReferences(type, generation, store.mirror.unreadable(type));
}

/** From so many missing objects on, a few are asked for before all are. */
const manyMissing = 200;
const sample = 10;

/**
 * A list that leaves out objects which are there, when they are asked for, is not a whole one: the cycle stops rather
 * than asking for thousands one by one.
 */
async function refuseContradiction(context: CycleContext, type: ObjectType, missing: readonly string[]): Promise<void> {
  if (missing.length < manyMissing) return;
  const { source, signal } = context;
  for (const id of missing.slice(0, sample)) {
    const presence = await source.readOne(type, id, context.sourceAttributes[type], signal);
    if (presence.kind !== 'present') continue;
    const { displayName } = presence.object;
    throw new ProvisioningFailure(
      'source',
      type === 'User'
        ? text`The source lists ${missing.length} users fewer than before, and still has ${displayName} when asked for it by id. The list isn't whole, so nothing was changed.`
        : text`The source lists ${missing.length} groups fewer than before, and still has ${displayName} when asked for it by id. The list isn't whole, so nothing was changed.`,
      { recommendedAction: text`Run the cycle again later. If this stays so, check the permissions of the sign-in.` },
    );
  }
}
