import type { SourceSnapshot } from '../../decision/evaluateObject.ts';
import type { Entitlement } from '../../decision/evaluateScope.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { MirroredObject } from '../store/sourceMirror.ts';
import type { CycleContext } from './cycleContext.ts';
import { refreshOne } from './presence.ts';

/**
 * Gives the source side of the decision about one of the objects that were read together.
 *
 * @param concerned true for an object that is linked, or that a person asks about.
 * @returns null when the object is of no concern: nothing assigns it either.
 */
export type SnapshotReader = (id: string, concerned: boolean) => Promise<SourceSnapshot | null>;

/**
 * Reads objects from the mirror, all at once, since a statement for each would cost more than all the deciding. An object
 * that is assigned or linked but was never seen (it may have been deleted) is looked up when its snapshot is asked for.
 */
export function readSnapshots(context: CycleContext, type: ObjectType, ids: readonly string[]): SnapshotReader {
  const { mirror } = context.store;
  const objects = mirror.findAll(type, ids);
  const entitlements = mirror.entitlements(type, ids);
  return async (id, concerned) => {
    const assignments = entitlements.get(id) ?? [];
    if (!concerned && context.settings.scope === 'assigned' && assignments.length === 0) return null;
    const object = objects.get(id) ?? (await lookUp(context, type, id));
    if (object !== null) return toSnapshot(context, object, assignments);
    return concerned || assignments.length > 0 ? gone(context, type, id, assignments) : null;
  };
}

async function lookUp(context: CycleContext, type: ObjectType, id: string): Promise<MirroredObject | null> {
  await refreshOne(context, type, id);
  return context.store.mirror.find(type, id);
}

function toSnapshot(
  context: CycleContext,
  object: MirroredObject,
  assignments: readonly Entitlement[],
): SourceSnapshot {
  const { type, id } = object;
  if (!context.sourceAttributes[type].has('appRoleAssignments')) return { ...object, assignments };
  const appRoleAssignments = context.store.mirror.appRoles(type, id);
  return { ...object, attributes: { ...object.attributes, appRoleAssignments }, assignments };
}

function gone(
  { store }: CycleContext,
  type: ObjectType,
  id: string,
  assignments: readonly Entitlement[],
): SourceSnapshot {
  return {
    type,
    id,
    displayName: store.mirror.principalName(id) ?? id,
    presence: 'softDeleted',
    accountEnabled: false,
    unreadable: null,
    attributes: {},
    assignments,
  };
}
