import type { AssignedObject, AssignedPage, ObjectState, StateCounts } from '../../protocol/assignedObjects.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { problemRank, stateExpression, stateOf } from './assignedState.ts';
import type { JobStore } from './jobStore.ts';

export interface AssignedQuery {
  readonly filter: string;
  /** Only objects in one of these states; all when absent. */
  readonly states?: readonly ObjectState[];
  /** Those that failed, are held back or were skipped before the others. */
  readonly problemsFirst?: boolean;
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
  const { from, parameters } = candidates(query);
  const order = query.problemsFirst === true ? `${problemRank}, 3 COLLATE NOCASE, 2` : '3 COLLATE NOCASE, 2';
  const rows = store.database
    .prepare(
      `SELECT candidate.type, candidate.id, coalesce(o.display_name, name, candidate.id) AS name, o.user_principal_name AS upn ${from}
       ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all(...parameters, query.limit, query.offset);
  const total = count(store, query);
  const isFiltered = query.filter !== '' || query.states !== undefined;
  return {
    total,
    unfiltered: isFiltered ? count(store, withoutFilter(query)) : total,
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

/** How many of the assigned users and groups that match the text are in each state; states that none is in are left out. */
export function countStates(store: JobStore, query: Pick<AssignedQuery, 'filter' | 'scope'>): StateCounts {
  const counts: Partial<Record<ObjectState, number>> = {};
  for (const type of ['User', 'Group'] as const) {
    const { from, parameters } = candidates({ ...query, groupId: null, type });
    const rows = store.database
      .prepare(`SELECT ${stateExpression} AS state, count(*) AS n ${from} GROUP BY 1`)
      .all(...parameters);
    for (const row of rows) {
      const state = row['state'] as ObjectState;
      counts[state] = (counts[state] ?? 0) + Number(row['n']);
    }
  }
  return counts;
}

type Selection = Omit<AssignedQuery, 'offset' | 'limit' | 'problemsFirst'>;

function count(store: JobStore, selection: Selection): number {
  const { from, parameters } = candidates(selection);
  return Number(store.database.prepare(`SELECT count(*) AS n ${from}`).get(...parameters)?.['n'] ?? 0);
}

function withoutFilter({ groupId, type, scope }: Selection): Selection {
  return { filter: '', groupId, type, scope };
}

/** The objects that a query is about, as `candidate`, with what is known of each as `o`. */
function candidates(selection: Selection): Clause {
  const { filter, states, groupId, type } = selection;
  const { from, parameters } = groupId === null ? assignedClause(selection) : membersClause(groupId, type);
  const pattern = `%${filter.replace(/[\\%_]/g, '\\$&')}%`;
  const conditions = [
    ...(filter === ''
      ? []
      : [
          "(coalesce(o.display_name, name) LIKE ? ESCAPE '\\' OR o.user_principal_name LIKE ? ESCAPE '\\' OR o.mail LIKE ? ESCAPE '\\')",
        ]),
    ...(states === undefined ? [] : [`${stateExpression} IN (SELECT value FROM json_each(?))`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return {
    from: `FROM (${from}) candidate LEFT JOIN object o ON o.type = candidate.type AND o.id = candidate.id${where}`,
    parameters: [
      ...parameters,
      ...(filter === '' ? [] : [pattern, pattern, pattern]),
      ...(states === undefined ? [] : [JSON.stringify(states)]),
    ],
  };
}

interface Clause {
  readonly from: string;
  readonly parameters: readonly string[];
}

function assignedClause(query: Selection): Clause {
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
    state: stateOf(store.database, type, id),
    reason: last?.reason ?? null,
    roles: [...new Set(entitlements.map((entitlement) => entitlement.roleName))],
    assignedDirectly: entitlements.some(({ via }) => via === null),
    assignedVia: [...new Set(entitlements.flatMap((entitlement) => entitlement.via ?? []))],
    userPrincipalName,
    targetId: link?.targetId ?? null,
    lastAction: last?.action ?? null,
    lastStatus: last?.status ?? null,
    lastActivity: last?.activityDateTime ?? null,
    lastEventId: last?.id ?? null,
    nextAttempt: toIso(store.escrow.attemptOf(type, id)?.next ?? null),
    memberCount: type === 'Group' ? store.mirror.references(id, 'members').length : null,
  };
}

function toIso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
