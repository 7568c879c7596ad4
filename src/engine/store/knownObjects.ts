import type { ObjectType } from '../../protocol/provisioning.ts';
import type { SampleObject } from '../../protocol/engineProtocol.ts';
import { candidatesOf } from './assignedObjects.ts';
import type { JobStore } from './jobStore.ts';

/** Who is in question: the assigned objects of a type, the linked ones and, of a job for all, everybody. */
export interface InQuestion {
  readonly type: ObjectType;
  readonly scope: 'assigned' | 'all';
}

/** The ids of all in question that have been read, by display name. @param limit how many at most; all when absent. */
export function knownIds(store: JobStore, { type, scope }: InQuestion, limit = -1): readonly string[] {
  const { from, parameters } = candidatesOf(type, scope);
  return store.database
    .prepare(
      `SELECT o.id AS id FROM (${from}) candidate CROSS JOIN object o ON o.type = candidate.type AND o.id = candidate.id
       ORDER BY o.display_name COLLATE NOCASE, o.id LIMIT ?`,
    )
    .all(...parameters, limit)
    .map((row) => String(row['id']));
}

/** These objects as the last read left them, in their order, with the attributes that expressions and filters see. */
export function knownObjects(store: JobStore, type: ObjectType, ids: readonly string[]): readonly SampleObject[] {
  const objects = store.mirror.findAll(type, ids);
  const roles = store.mirror.appRolesOf(type, ids);
  return ids.flatMap((id) => {
    const object = objects.get(id);
    if (object === undefined) return [];
    const { displayName, attributes, presence } = object;
    const appRoleAssignments = roles.get(id) ?? [];
    return [
      {
        ...{ id, type, displayName },
        attributes: { ...attributes, appRoleAssignments, IsSoftDeleted: presence !== 'present' },
      },
    ];
  });
}
