import type { SourceChange } from '../../directories/sourceDirectory.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { CycleContext } from './cycleContext.ts';
import { differenceFrom } from './differenceFrom.ts';
import { text } from '../../protocol/text.ts';

/** What one pass over the changes of a type came to. */
export interface ReadPages {
  /** Objects seen. */
  readonly seen: number;
  /** The watermark that the last page carried. */
  readonly watermark: string | null;
}

/**
 * Reads the changes since the stored watermark into the mirror, or everything when there is none. Changes since a watermark
 * are noted for decision; where they come as such, the new watermark is stored with the last of them.
 */
export async function readPages(context: CycleContext, type: ObjectType, generation: number): Promise<ReadPages> {
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
        const returned = deltas && since !== null && comesBack(store, change);
        applyChange(store, change, generation);
        if (returned) store.mirror.setUnreadable(type, change.id, notYetRead);
        if (told !== null) noteChange(store, told);
      }
      if (deltas && since !== null && page.watermark !== null) store.state.setWatermark(type, page.watermark);
    });
    watermark = page.watermark;
    seen += page.changes.length;
    context.onProgress({
      stage: 'reading',
      message: type === 'User' ? text`Reading users` : text`Reading groups`,
      done: seen,
      total: null,
    });
  }
  return { seen, watermark };
}

const notYetRead = text`it came back, and has not been read whole since.`;

/** A delta tells what changed. Of an object that was away nobody knows what did meanwhile: it's read whole. */
function comesBack({ mirror }: JobStore, change: SourceChange): boolean {
  if (change.kind !== 'changed') return false;
  const held = mirror.find(change.type, change.id);
  return held !== null && (held.presence !== 'present' || held.unreadable !== null);
}

function applyChange(store: JobStore, change: SourceChange, generation: number): void {
  const { type, id } = change;
  switch (change.kind) {
    case 'unreadable':
      store.mirror.setUnreadable(type, id, change.why);
      return;
    case 'removed':
      store.mirror.setPresence(type, id, change.reason);
      if (change.reason === 'hardDeleted') store.work.addReferrersOf([id]);
      return;
    case 'changed':
      store.mirror.merge(type, id, change.attributes, generation);
      applyReferences(store, change, generation);
  }
}

function applyReferences(
  store: JobStore,
  { id, added, removed }: Extract<SourceChange, { readonly kind: 'changed' }>,
  generation: number,
): void {
  for (const reference of added) {
    // A user has one manager: another one takes the place of the former, whether the source says so or not.
    if (reference.attribute === 'manager')
      for (const former of store.mirror.references(id, 'manager')) store.mirror.removeReference(id, 'manager', former);
    store.mirror.addReference(id, reference, generation);
  }
  for (const reference of removed) store.mirror.removeReference(id, reference.attribute, reference.id);
}

/** Notes every object that a change bears on. */
function noteChange(store: JobStore, change: SourceChange): void {
  const { type, id } = change;
  if (change.kind === 'removed') {
    noteNewRemoval(store, type, id);
    return;
  }
  store.escrow.renew(type, [id]);
  store.work.add(type, id);
  if (change.kind === 'unreadable') return;
  const references = [...change.added, ...change.removed];
  if (references.length > 0) store.work.addReferences(type, [id]);
  for (const reference of references) {
    if (reference.attribute !== 'members' || reference.type === 'Group') continue;
    store.work.add('User', reference.id);
    store.escrow.renew('User', [reference.id]);
  }
}

/** That an object went away is news: what failed of it, or of those whom it assigned, is tried anew. */
export function noteNewRemoval(store: JobStore, type: ObjectType, id: string): void {
  store.escrow.renew(type, [id]);
  if (type === 'Group') store.escrow.renewMembersOf(id);
  noteRemoval(store, type, id);
}

/** An object that went away concerns itself, and the members of a group that may have had their assignment by it. */
export function noteRemoval(store: JobStore, type: ObjectType, id: string): void {
  store.work.add(type, id);
  if (type === 'Group') store.work.addMembersOf(id);
}
