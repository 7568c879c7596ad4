import type { ObjectType } from '../../protocol/provisioning.ts';
import type { SampleObject } from '../../protocol/engineParams.ts';
import { idPage } from './idPage.ts';
import type { JobStore } from './jobStore.ts';

/** Who is in question: the assigned objects of a type, the linked ones and, of a job for all, everybody. */
export interface InQuestion {
  readonly type: ObjectType;
  readonly scope: 'assigned' | 'all';
}

/** A page of the ids of all in question that have been read, in their order, after an id; empty for the first page. */
export function knownIds(store: JobStore, asked: InQuestion, after: string, limit: number): readonly string[] {
  return idPage('object', after, rowsOf(store, asked, 'o.id', after, limit));
}

/** The ids of the first of them by display name. */
export function firstKnownIds(store: JobStore, asked: InQuestion, limit: number): readonly string[] {
  return rowsOf(store, asked, 'o.display_name COLLATE NOCASE, o.id', '', limit).map((row) => String(row['id']));
}

function rowsOf(
  store: JobStore,
  { type, scope }: InQuestion,
  order: string,
  after: string,
  limit: number,
): readonly Readonly<Record<string, unknown>>[] {
  const everybody = scope === 'all' ? "OR o.presence = 'present'" : '';
  return store.database
    .prepare(
      `SELECT o.id AS id FROM object o WHERE o.type = ?1 AND o.id > ?2 AND (${inQuestion} ${everybody}) ORDER BY ${order} LIMIT ?3`,
    )
    .all(type, after, limit);
}

/** Assigned, linked or, of a user, a direct member of an assigned group: looked up for one object at a time, as its page comes. */
const inQuestion = `EXISTS (SELECT 1 FROM assignment a WHERE a.principal_id = o.id AND a.principal_type = o.type)
  OR EXISTS (SELECT 1 FROM link l WHERE l.type = o.type AND l.source_id = o.id)
  OR (o.type = 'User' AND EXISTS (
    SELECT 1 FROM reference r JOIN assignment a ON a.principal_id = r.source_id AND a.principal_type = 'Group'
    WHERE r.id = o.id AND r.attribute = 'members' AND coalesce(r.type, 'User') = 'User'))`;

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
