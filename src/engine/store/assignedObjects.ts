import type {
  AssignedObject,
  AssignedPage,
  ObjectState,
  ObjectType,
  ProvisioningEvent,
} from '../../protocol/provisioning.ts';
import type { JobStore } from './jobStore.ts';

export interface AssignedQuery {
  readonly filter: string;
  readonly groupId: string | null;
  readonly type: ObjectType;
  readonly offset: number;
  readonly limit: number;
  readonly scope: 'assigned' | 'all';
}

/**
 * A page of what the tree shows: the assigned users or groups (members of assigned groups among the users), or the
 * direct members of one group. Ordered by display name; every object appears exactly once over all pages.
 */
export function listAssigned(store: JobStore, query: AssignedQuery): AssignedPage {
  const { from, parameters } =
    query.groupId === null ? assignedClause(query) : membersClause(query.groupId, query.type);
  const pattern = `%${query.filter.replace(/[\\%_]/g, '\\$&')}%`;
  const filter =
    "(coalesce(o.display_name, name) LIKE ? ESCAPE '\\' OR o.user_principal_name LIKE ? ESCAPE '\\' OR o.mail LIKE ? ESCAPE '\\')";
  const where = query.filter === '' ? '' : ` WHERE ${filter}`;
  const filterParameters = query.filter === '' ? [] : [pattern, pattern, pattern];
  const joined = `FROM (${from}) candidate LEFT JOIN object o ON o.type = candidate.type AND o.id = candidate.id${where}`;
  const total = Number(
    store.database.prepare(`SELECT count(*) AS n ${joined}`).get(...parameters, ...filterParameters)?.['n'] ?? 0,
  );
  const rows = store.database
    .prepare(
      `SELECT candidate.type, candidate.id, coalesce(o.display_name, name, candidate.id) AS name, o.user_principal_name AS upn ${joined}
       ORDER BY 3 COLLATE NOCASE, 2 LIMIT ? OFFSET ?`,
    )
    .all(...parameters, ...filterParameters, query.limit, query.offset);
  return {
    total,
    objects: rows.map((row) =>
      describe(
        store,
        row['type'] as ObjectType,
        row['id'] as string,
        row['name'] as string,
        row['upn'] as string | null,
      ),
    ),
  };
}

interface Clause {
  readonly from: string;
  readonly parameters: readonly string[];
}

function assignedClause(query: AssignedQuery): Clause {
  const { type } = query;
  const parts = [
    'SELECT principal_type AS type, principal_id AS id, max(principal_display_name) AS name FROM assignment WHERE principal_type = ? GROUP BY principal_id',
  ];
  const parameters: string[] = [type];
  if (type === 'User') {
    parts.push(
      `SELECT 'User', r.id, NULL FROM assignment a JOIN reference r ON r.source_id = a.principal_id AND r.attribute = 'members'
       WHERE a.principal_type = 'Group' AND coalesce(r.type, 'User') = 'User'`,
    );
  }
  parts.push('SELECT type, source_id, NULL FROM link WHERE type = ?');
  parameters.push(type);
  if (query.scope === 'all') {
    parts.push("SELECT type, id, NULL FROM object WHERE type = ? AND presence = 'present'");
    parameters.push(type);
  }
  return {
    from: `SELECT type, id, max(name) AS name FROM (${parts.join(' UNION ALL ')}) GROUP BY type, id`,
    parameters,
  };
}

function membersClause(groupId: string, type: ObjectType): Clause {
  return {
    from: `SELECT type, id, NULL AS name FROM (
             SELECT coalesce(r.type, CASE WHEN EXISTS (SELECT 1 FROM object g WHERE g.type = 'Group' AND g.id = r.id) THEN 'Group' ELSE 'User' END) AS type, r.id
             FROM reference r WHERE r.source_id = ? AND r.attribute = 'members')
           WHERE type = ?`,
    parameters: [groupId, type],
  };
}

function describe(
  store: JobStore,
  type: ObjectType,
  id: string,
  displayName: string,
  userPrincipalName: string | null,
): AssignedObject {
  const entitlements = store.mirror.entitlements(type, [id]).get(id) ?? [];
  const link = store.links.find(type, id);
  const [last] = store.log.list({ sourceId: id, cycleId: null, before: null, limit: 1 });
  return {
    id,
    type,
    displayName,
    state: stateOf(
      last ?? null,
      link !== null,
      link !== null && link.disabledBecause !== null,
      entitlements.length > 0,
    ),
    reason: last?.reason ?? null,
    roles: [...new Set(entitlements.map((entitlement) => entitlement.roleName))],
    assignedVia: [...new Set(entitlements.flatMap((entitlement) => entitlement.via ?? []))],
    userPrincipalName,
    targetId: link?.targetId ?? null,
    lastAction: last?.action ?? null,
    lastActivity: last?.activityDateTime ?? null,
    lastEventId: last?.id ?? null,
    nextAttempt: toIso(store.escrow.attemptOf(type, id)?.next ?? null),
    memberCount: type === 'Group' ? store.mirror.references(id, 'members').length : null,
  };
}

function toIso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function stateOf(last: ProvisioningEvent | null, linked: boolean, disabled: boolean, assigned: boolean): ObjectState {
  if (last === null) return linked ? 'provisioned' : assigned ? 'notYet' : 'inScope';
  if (last.action === 'stagedDelete') return 'staged';
  if (last.status === 'failure') return 'failed';
  // A warning with the account still linked: nothing has shown yet that it was done.
  const isShown = last.status !== 'warning' || !linked;
  if (disabled || (isShown && (last.action === 'disable' || last.action === 'delete'))) return 'disabled';
  if (last.action === 'skip') return 'skipped';
  return linked ? 'provisioned' : 'inScope';
}
