import type { SourcePresence } from '../../directories/sourceDirectory.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { forEachConcurrently } from './pool.ts';

/** Objects that are asked for at once. */
const width = 4;

/** Reads one object anew into the mirror, or notes where it went. */
export async function refreshOne(context: CycleContext, type: ObjectType, id: string): Promise<void> {
  const { source, signal } = context;
  notePresence(context, type, id, await source.readOne(type, id, context.sourceAttributes[type], signal));
}

/** Reads objects anew into the mirror. */
export function refreshAll(context: CycleContext, type: ObjectType, ids: Iterable<string>): Promise<void> {
  return forEachConcurrently(ids, width, (id) => refreshOne(context, type, id));
}

function notePresence(context: CycleContext, type: ObjectType, id: string, presence: SourcePresence): void {
  const { store } = context;
  store.database.transaction(() => {
    const generation = store.state.generation();
    switch (presence.kind) {
      case 'softDeleted':
        store.mirror.putDeleted(type, id, presence.displayName, generation);
        return;
      case 'hardDeleted':
        store.mirror.setPresence(type, id, presence.kind);
        store.work.addReferrersOf([id]);
        return;
      case 'unclear':
        store.mirror.setUnreadable(type, id, presence.why);
        return;
      case 'present':
        store.mirror.put(presence.object, generation);
        replaceReferences(context, id, presence, generation);
    }
  });
}

function replaceReferences(
  { store }: CycleContext,
  id: string,
  { references }: Extract<SourcePresence, { readonly kind: 'present' }>,
  generation: number,
): void {
  const { mirror, work, escrow } = store;
  const wanted = new Set(references.map((reference) => `${reference.attribute} ${reference.id}`));
  const before = new Set(mirror.userMembers(id));
  for (const attribute of ['members', 'manager'])
    for (const held of mirror.references(id, attribute))
      if (!wanted.has(`${attribute} ${held}`)) mirror.removeReference(id, attribute, held);
  for (const reference of references) mirror.addReference(id, reference, generation);
  // Whose membership is another one now may have gained or lost their assignment by it.
  const now = new Set(mirror.userMembers(id));
  for (const member of new Set([...before, ...now]))
    if (before.has(member) !== now.has(member)) {
      work.add('User', member);
      escrow.renew('User', [member]);
    }
}

/** Notes who is in the recycle bin: their accounts are theirs, and are given to nobody else who has their name now. */
export async function noteDeletedUsers({ store, source, signal }: CycleContext): Promise<void> {
  const users = await source.readRecycleBin(signal);
  store.database.transaction(() => {
    const generation = store.state.generation();
    for (const { id, displayName } of users)
      if (store.mirror.find('User', id) === null) store.mirror.putDeleted('User', id, displayName, generation);
  });
}

/**
 * Notes the groups that users are in who were away: no change of a group needs to tell of it, and a group that was read
 * meanwhile was read without them.
 */
export function rejoinGroups(context: CycleContext, userIds: Iterable<string>): Promise<void> {
  const { store, source, signal } = context;
  return forEachConcurrently(userIds, width, async (id) => {
    const user = store.mirror.find('User', id);
    if (user?.presence !== 'present' || user.unreadable !== null) return;
    const groupIds = (await source.readMemberships(id, signal)).filter(
      (groupId) => store.mirror.find('Group', groupId) !== null,
    );
    store.database.transaction(() => {
      const generation = store.state.generation();
      for (const groupId of groupIds)
        store.mirror.addReference(groupId, { attribute: 'members', id, type: 'User' }, generation);
      store.work.addReferences('Group', groupIds);
      store.escrow.renew('Group', groupIds);
    });
  });
}
