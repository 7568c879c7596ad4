import type { ObjectState } from '../../protocol/assignedObjects.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** Whether a role reaches the object `candidate`, as `assignmentRows` finds them: a group that was deleted assigns nobody. */
const isAssigned = `(EXISTS (SELECT 1 FROM assignment a WHERE a.principal_id = candidate.id)
  OR EXISTS (SELECT 1 FROM reference r CROSS JOIN assignment a ON a.principal_id = r.source_id
    WHERE candidate.type = 'User' AND r.id = candidate.id AND r.attribute = 'members'
      AND NOT EXISTS (SELECT 1 FROM object g WHERE g.type = 'Group' AND g.id = r.source_id AND g.presence <> 'present')))`;

/**
 * The state of the object with the columns `candidate.type` and `candidate.id`: an SQL expression of type `ObjectState`, so that
 * lists can be filtered, sorted and counted by it. Disabled with a warning while the account is still linked: nothing has
 * shown yet that it was done.
 */
export const stateExpression = `(SELECT CASE
    WHEN e.id IS NULL THEN iif(l.target_id IS NOT NULL, 'provisioned', iif(${isAssigned}, 'notYet', 'inScope'))
    WHEN e.action = 'stagedDelete' THEN 'staged'
    WHEN e.status = 'failure' THEN 'failed'
    WHEN l.disabled_because IS NOT NULL THEN 'disabled'
    WHEN e.action IN ('disable', 'delete') AND (e.status <> 'warning' OR l.target_id IS NULL) THEN 'disabled'
    WHEN e.action = 'skip' THEN 'skipped'
    ELSE iif(l.target_id IS NOT NULL, 'provisioned', 'inScope') END
  FROM (SELECT 1)
  LEFT JOIN link l ON l.type = candidate.type AND l.source_id = candidate.id
  LEFT JOIN event e ON e.id = (SELECT max(id) FROM event WHERE source_id = candidate.id))`;

/** What a person has to look at comes first, what failed before what waits, and that before what was skipped. */
export const problemRank = `CASE ${stateExpression} WHEN 'failed' THEN 0 WHEN 'staged' THEN 1 WHEN 'skipped' THEN 2 ELSE 3 END`;

/** The state of one object. */
export function stateOf(database: Database, type: ObjectType, id: string): ObjectState {
  const row = database
    .prepare(`SELECT ${stateExpression} AS state FROM (SELECT ? AS type, ? AS id) candidate`)
    .get(type, id);
  return row?.['state'] as ObjectState;
}
