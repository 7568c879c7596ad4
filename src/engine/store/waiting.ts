import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import type { Text } from '../../protocol/text.ts';
import { fromColumn, toColumn } from './textColumn.ts';

/** Somebody who waits for something else than a change of their own, as for a seat. */
export interface Waiting {
  /** What is waited for, as the log says it. */
  readonly message: Text;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Objects that are decided anew in each cycle, since what they wait for lies outside of them. They haven't failed. */
export interface WaitingObjects {
  of(type: ObjectType, id: string): Waiting | null;
  /** Since when each object of a type has waited, by id. */
  since(type: ObjectType): ReadonlyMap<string, number>;
  count(): number;
  /** Notes that an object waits. Whoever waits already goes on waiting since then, whatever for. */
  add(type: ObjectType, id: string, message: Text, time: number): void;
  end(type: ObjectType, ids: readonly string[]): void;
}

export function waitingObjects(database: Database): WaitingObjects {
  return {
    of(type, id) {
      const row = database.prepare('SELECT message, since FROM waiting WHERE type = ? AND id = ?').get(type, id);
      return row === undefined ? null : { message: fromColumn(String(row['message'])), since: Number(row['since']) };
    },
    since: (type) =>
      new Map(
        database
          .prepare('SELECT id, since FROM waiting WHERE type = ?')
          .all(type)
          .map((row) => [row['id'] as string, Number(row['since'])]),
      ),
    count: () => Number(database.prepare('SELECT count(*) AS n FROM waiting').get()?.['n'] ?? 0),
    add: (type, id, message, time) =>
      void database
        .prepare(
          `INSERT INTO waiting (type, id, message, since) VALUES (?, ?, ?, ?)
           ON CONFLICT (type, id) DO UPDATE SET message = excluded.message, since = min(since, excluded.since)`,
        )
        .run(type, id, toColumn(message), time),
    end: (type, ids) =>
      void database
        .prepare('DELETE FROM waiting WHERE type = ? AND id IN (SELECT value FROM json_each(?))')
        .run(type, JSON.stringify(ids)),
  };
}
