import { nextAttempt, type RetrySchedule } from '../../decision/retrySchedule.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** What of an object has failed: the object itself, or what it refers to (manager, members). */
export type EscrowPart = 'account' | 'references';

/** One failure, as it's noted. */
export interface StoredFailure {
  readonly type: ObjectType;
  readonly id: string;
  readonly part: EscrowPart;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What failed last and when it's tried again. All times are milliseconds since 1970. */
export interface Escrow {
  /**
   * Notes a failure.
   *
   * @param schedule when it's tried again; null when that is with the next cycle, however often it fails.
   */
  fail(failure: StoredFailure, schedule: RetrySchedule | null): void;
  succeed(type: ObjectType, part: EscrowPart, ids: readonly string[]): void;
  /** Begins a new series: the object has changed, or somebody asks for it, so that it's due now. */
  renew(type: ObjectType, ids: readonly string[]): void;
  renewMembersOf(groupId: string): void;
  renewAll(): void;
  /** Settles whose turn it's not in the cycle that begins; in the cycle of `everything` it's everybody's. */
  beginCycle(now: number, everything: boolean): void;
  /** Whether it's not the object's turn in this cycle. */
  waits(type: ObjectType, id: string): boolean;
  /** Whether it's not the turn of anything in this cycle. */
  anyWaits(): boolean;
  /** Makes it everybody's turn, but tries nothing sooner. */
  waitForNobody(): void;
  /** Forgets the failures; their objects remain to be decided. */
  prune(): void;
  /** Objects of which something failed last. */
  count(): number;
  /** Ids of the objects of which something failed last. */
  all(type: ObjectType): ReadonlySet<string>;
  /** Failures by part. */
  failures(part: EscrowPart): number;
  outlook(now: number): RetryOutlook;
  /** Of one object; null when nothing of it failed. */
  attemptOf(type: ObjectType, id: string): { readonly next: number | null } | null;
}

export interface RetryOutlook {
  /** Objects that are not tried with the next cycle, but later. */
  readonly waiting: number;
  /** When the first of those is; null when none waits. */
  readonly next: number | null;
  /** Objects that are not tried by themselves any more. */
  readonly givenUp: number;
}

/** A series of no failures yet is a new one; times that are ahead were noted before the clock was set back. */
const isDue = '(failures = 0 OR first_failed > ?1 OR last_failed > ?1 OR coalesce(next_attempt, ?1 + 1) <= ?1)';

export function escrow(database: Database): Escrow {
  return { ...series(database), ...turns(database), ...counts(database) };
}

type Value = string | number | null;

function run(database: Database, sql: string, ...given: Value[]): void {
  database.prepare(sql).run(...given);
}

/** What begins, goes on and ends a series of failures. */
function series(
  database: Database,
): Pick<Escrow, 'fail' | 'succeed' | 'renew' | 'renewMembersOf' | 'renewAll' | 'prune'> {
  const renewed = 'UPDATE escrow SET failures = 0, waits = 0';
  const areThese = 'type = ? AND id IN (SELECT value FROM json_each(?))';
  return {
    fail: (failure, schedule) => {
      fail(database, failure, schedule);
    },
    succeed: (type, part, ids) => {
      run(database, `DELETE FROM escrow WHERE part = ? AND ${areThese}`, part, type, JSON.stringify(ids));
    },
    renew: (type, ids) => {
      run(database, `${renewed} WHERE ${areThese}`, type, JSON.stringify(ids));
    },
    renewMembersOf: (groupId) => {
      run(
        database,
        `${renewed} WHERE type = 'User' AND id IN (SELECT id FROM reference WHERE source_id = ? AND attribute = 'members')`,
        groupId,
      );
    },
    renewAll: () => {
      run(database, renewed);
    },
    prune: () => {
      run(database, "INSERT OR IGNORE INTO dirty (type, id) SELECT type, id FROM escrow WHERE part = 'account'");
      run(
        database,
        "INSERT OR IGNORE INTO dirty_reference (type, id) SELECT type, id FROM escrow WHERE part = 'references'",
      );
      run(database, 'DELETE FROM escrow');
    },
  };
}

/** Whose turn it is in a cycle. */
function turns(database: Database): Pick<Escrow, 'beginCycle' | 'waits' | 'anyWaits' | 'waitForNobody'> {
  return {
    beginCycle: (now, everything) => {
      run(database, `UPDATE escrow SET waits = CASE WHEN ${isDue} OR ?2 THEN 0 ELSE 1 END`, now, everything ? 1 : 0);
    },
    waits: (type, id) =>
      database
        .prepare("SELECT 1 FROM escrow WHERE type = ? AND id = ? AND part = 'account' AND waits = 1")
        .get(type, id) !== undefined,
    anyWaits: () => database.prepare('SELECT 1 FROM escrow WHERE waits = 1 LIMIT 1').get() !== undefined,
    waitForNobody: () => {
      run(database, 'UPDATE escrow SET waits = 0');
    },
  };
}

/** What is told of the failures. */
function counts(database: Database): Pick<Escrow, 'count' | 'all' | 'failures' | 'outlook' | 'attemptOf'> {
  const count = (sql: string, ...given: (string | number)[]): number =>
    Number(database.prepare(sql).get(...given)?.['n'] ?? 0);
  return {
    count: () => count('SELECT count(*) AS n FROM (SELECT DISTINCT type, id FROM escrow)'),
    all: (type) =>
      new Set(
        database
          .prepare('SELECT id FROM escrow WHERE type = ?')
          .all(type)
          .map((row) => row['id'] as string),
      ),
    failures: (part) => count('SELECT count(*) AS n FROM escrow WHERE part = ?', part),
    outlook: (now) => outlookOf(database, now),
    attemptOf(type, id) {
      const row = database
        .prepare(
          'SELECT count(*) AS n, min(next_attempt) AS next, max(failures = 0) AS fresh FROM escrow WHERE type = ? AND id = ?',
        )
        .get(type, id);
      if (Number(row?.['n'] ?? 0) === 0) return null;
      return { next: Number(row?.['fresh']) === 1 ? 0 : toTime(row?.['next']) };
    },
  };
}

function fail(database: Database, failure: StoredFailure, schedule: RetrySchedule | null): void {
  const { type, id, part, code, time } = failure;
  const row = database
    .prepare('SELECT failures, first_failed FROM escrow WHERE type = ? AND id = ? AND part = ?')
    .get(type, id, part);
  const before = { failures: Number(row?.['failures'] ?? 0), firstFailed: Number(row?.['first_failed'] ?? time) };
  const goesOn = before.failures > 0 && before.firstFailed <= time && schedule !== null;
  const failures = goesOn ? before.failures + 1 : 1;
  const firstFailed = goesOn ? before.firstFailed : time;
  const next = schedule === null ? time : nextAttempt(failures, firstFailed, time, schedule);
  database
    .prepare(
      `INSERT OR REPLACE INTO escrow (type, id, part, code, failures, first_failed, last_failed, next_attempt, waits)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    )
    // What is tried in each cycle is always at the beginning of its series.
    .run(type, id, part, code, schedule === null ? 0 : failures, firstFailed, time, next);
}

function outlookOf(database: Database, now: number): RetryOutlook {
  const row = database
    .prepare(
      `SELECT count(*) FILTER (WHERE NOT due AND next IS NOT NULL) AS waiting, min(next) FILTER (WHERE NOT due) AS next,
         count(*) FILTER (WHERE NOT due AND next IS NULL) AS given_up
       FROM (SELECT max(${isDue}) AS due, min(next_attempt) AS next FROM escrow GROUP BY type, id)`,
    )
    .get(now);
  return {
    waiting: Number(row?.['waiting'] ?? 0),
    next: toTime(row?.['next']),
    givenUp: Number(row?.['given_up'] ?? 0),
  };
}

function toTime(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
