import { defaultAccessRoleId } from '../../directories/sourceDirectory.ts';
import type { RoleAssignments } from '../../expressions/value.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

type Row = Readonly<Record<string, unknown>>;

// CROSS JOIN keeps the order: from the few objects asked for to their assignments, whatever the tables' sizes.
const directAssignments = `
  SELECT a.principal_id AS id, a.role_id, a.role_value, a.role_display_name, NULL AS via
  FROM json_each(?1) asked CROSS JOIN assignment a ON a.principal_id = asked.value`;

const userAssignments = `${directAssignments}
  UNION ALL SELECT r.id, a.role_id, a.role_value, a.role_display_name, a.principal_display_name
  FROM json_each(?1) asked CROSS JOIN reference r ON r.id = asked.value AND r.attribute = 'members'
  CROSS JOIN assignment a ON a.principal_id = r.source_id
  WHERE NOT EXISTS (SELECT 1 FROM object g WHERE g.type = 'Group' AND g.id = r.source_id AND g.presence <> 'present')`;

/**
 * Nested groups are not expanded: only direct membership of an assigned group counts. A group that was deleted assigns
 * nobody, whatever the source still lists.
 */
export function assignmentRows(database: Database, type: ObjectType, ids: readonly string[]): readonly Row[] {
  return database.prepare(type === 'Group' ? directAssignments : userAssignments).all(JSON.stringify(ids));
}

/** The app roles that reach each of these objects, by id, as `[appRoleAssignments]` gives them. */
export function appRolesOf(
  database: Database,
  type: ObjectType,
  ids: readonly string[],
): ReadonlyMap<string, RoleAssignments['roles']> {
  const rows = assignmentRows(database, type, ids).filter((row) => row['role_id'] !== defaultAccessRoleId);
  const roleOf = (row: Row) => ({
    id: row['role_id'] as string,
    value: row['role_value'] as string | null,
    displayName: row['role_display_name'] as string,
  });
  return new Map([...Map.groupBy(rows, (row) => row['id'] as string)].map(([id, found]) => [id, found.map(roleOf)]));
}
