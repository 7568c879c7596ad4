import type { SourceSnapshot } from '../../cycle/evaluateObject.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { refreshOne } from './ingest.ts';

/**
 * The source side of one decision, from the mirror. An object that is assigned or linked but was never seen (it may have
 * been deleted) is looked up.
 *
 * @param concerned true for an object that is linked, or that a person asks about.
 * @returns null when the object is of no concern: nothing assigns it either.
 */
export async function readSnapshot(
  context: CycleContext,
  type: ObjectType,
  id: string,
  concerned: boolean,
): Promise<SourceSnapshot | null> {
  const { mirror } = context.store;
  const assignments = mirror.entitlements(type, id);
  if (!concerned && context.settings.scope === 'assigned' && assignments.length === 0) return null;
  let object = mirror.find(type, id);
  if (object === null) {
    await refreshOne(context, type, id);
    object = mirror.find(type, id);
  }
  if (object === null) {
    if (!concerned && assignments.length === 0) return null;
    return {
      type,
      id,
      displayName: mirror.principalName(id) ?? id,
      presence: 'softDeleted',
      accountEnabled: false,
      attributes: {},
      assignments,
    };
  }
  const attributes = context.sourceAttributes[type].has('appRoleAssignments')
    ? { ...object.attributes, appRoleAssignments: mirror.appRoles(type, id) }
    : object.attributes;
  return {
    type,
    id,
    displayName: object.displayName,
    presence: object.presence,
    accountEnabled: object.accountEnabled,
    attributes,
    assignments,
  };
}
