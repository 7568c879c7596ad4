import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import { readStored } from './storedJson.ts';
import { isEvent } from './storedShapes.ts';

export interface EventQuery {
  readonly sourceId: string | null;
  readonly cycleId: string | null;
  readonly before: number | null;
  readonly limit: number;
}

/** Users and groups that failed with one error code; each is counted once. */
export interface FailureCount {
  readonly code: string;
  readonly users: number;
  readonly groups: number;
}

/** The provisioning log: every decision that was made, newest first when read. */
export interface EventLog {
  append(event: Omit<ProvisioningEvent, 'id'>): ProvisioningEvent;
  read(id: number): ProvisioningEvent | null;
  list(query: EventQuery): readonly ProvisioningEvent[];
  /** The id of the newest event; 0 when there is none. */
  newest(): number;
  /** The failures after an event, by error code: how many users and groups failed, the most frequent first. */
  failuresAfter(id: number): readonly FailureCount[];
  /** Display names of those who failed with a code after an event, in order, each once. */
  namesOfFailed(code: string, after: number): readonly string[];
  /** The last event of a cycle that failed, if any did. */
  lastFailure(cycleId: string): ProvisioningEvent | null;
  hasCreated(cycleId: string, sourceId: string): boolean;
  /**
   * Drops what is older than `days` days, and than the last `days` days on which anything was logged, but for each object's
   * newest event. A clock that is ahead makes everything old; it makes no days on which something was logged.
   *
   * @param now milliseconds since 1970.
   */
  prune(now: number, days: number): void;
}

const dayLength = 86_400_000;

export function eventLog(database: Database): EventLog {
  return {
    append(event) {
      const { lastInsertRowid } = database
        .prepare(
          'INSERT INTO event (cycle_id, time, type, source_id, action, status, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          event.cycleId,
          Date.parse(event.activityDateTime),
          event.source.type,
          event.source.id,
          event.action,
          event.status,
          JSON.stringify(event),
        );
      return { id: Number(lastInsertRowid), ...event };
    },
    read(id) {
      const row = database.prepare('SELECT id, body FROM event WHERE id = ?').get(id);
      return row === undefined ? null : toEvent(row);
    },
    list({ sourceId, cycleId, before, limit }) {
      // What isn't asked for is left out of the statement: no index serves `? IS NULL OR …`.
      const conditions = [
        ...(sourceId === null ? [] : [{ sql: 'source_id = ?', value: sourceId }]),
        ...(cycleId === null ? [] : [{ sql: 'cycle_id = ?', value: cycleId }]),
        ...(before === null ? [] : [{ sql: 'id < ?', value: before }]),
      ];
      const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
      return database
        .prepare(`SELECT id, body FROM event${where} ORDER BY id DESC LIMIT ?`)
        .all(...conditions.map(({ value }) => value), limit)
        .map(toEvent);
    },
    newest: () => Number(database.prepare('SELECT max(id) AS id FROM event').get()?.['id'] ?? 0),
    failuresAfter: (id) =>
      database
        .prepare(
          `SELECT json_extract(body, '$.reason.code') AS code, count(DISTINCT iif(type = 'User', source_id, NULL)) AS users,
             count(DISTINCT iif(type = 'Group', source_id, NULL)) AS groups
           FROM event WHERE id > ? AND status = 'failure' GROUP BY code ORDER BY users + groups DESC, code`,
        )
        .all(id)
        .map((row) => ({ code: String(row['code']), users: Number(row['users']), groups: Number(row['groups']) })),
    namesOfFailed: (code, after) =>
      database
        .prepare(
          `SELECT DISTINCT json_extract(body, '$.source.displayName') AS name FROM event
           WHERE id > ? AND status = 'failure' AND json_extract(body, '$.reason.code') = ? ORDER BY name`,
        )
        .all(after, code)
        .map((row) => String(row['name'])),
    lastFailure(cycleId) {
      const row = database
        .prepare("SELECT id, body FROM event WHERE cycle_id = ? AND status = 'failure' ORDER BY id DESC LIMIT 1")
        .get(cycleId);
      return row === undefined ? null : toEvent(row);
    },
    hasCreated: (cycleId, sourceId) =>
      database
        .prepare(
          "SELECT 1 FROM event WHERE source_id = ? AND +cycle_id = ? AND action = 'create' AND status = 'success'",
        )
        .get(sourceId, cycleId) !== undefined,
    prune(now, days) {
      const oldest = database.prepare('SELECT min(time) AS time FROM event').get()?.['time'];
      if (typeof oldest !== 'number' || oldest >= now - days * dayLength) return;
      database
        .prepare(
          `DELETE FROM event WHERE time < ?1 - ?2 * ${dayLength} AND time / ${dayLength} < (
             SELECT min(day) FROM (
               SELECT DISTINCT time / ${dayLength} AS day FROM event WHERE time <= ?1 ORDER BY day DESC LIMIT ?2))
           AND id NOT IN (SELECT max(id) FROM event GROUP BY source_id)`,
        )
        .run(now, days);
    },
  };
}

function toEvent(row: Readonly<Record<string, unknown>>): ProvisioningEvent {
  return { ...readStored('event', row['body'], isEvent), id: Number(row['id']) };
}
