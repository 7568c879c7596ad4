import type { StagedAction } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** What accidental-deletion prevention holds back until a person releases it, by name. */
export interface Holds {
  /** Puts what this cycle held back in the place of what was held before. */
  replace(cycleId: string, time: number, staged: ReadonlyMap<string, StagedAction>): void;
  /** Keys (`lossKey`) of everything that is held back. */
  keys(): ReadonlySet<string>;
  list(): readonly StagedAction[];
}

export function holds(database: Database): Holds {
  return {
    replace(cycleId, time, staged) {
      database.transaction(() => {
        const since = new Map(
          database
            .prepare('SELECT key, body FROM hold')
            .all()
            .map((row) => [row['key'] as string, (JSON.parse(row['body'] as string) as StagedAction).since]),
        );
        database.prepare('DELETE FROM hold').run();
        const insert = database.prepare('INSERT INTO hold (key, cycle_id, time, body) VALUES (?, ?, ?, ?)');
        for (const [key, action] of staged)
          insert.run(key, cycleId, time, JSON.stringify({ ...action, since: since.get(key) ?? action.since }));
      });
    },
    keys: () =>
      new Set(
        database
          .prepare('SELECT key FROM hold')
          .all()
          .map((row) => row['key'] as string),
      ),
    list: () =>
      database
        .prepare('SELECT body FROM hold ORDER BY key')
        .all()
        .map((row) => JSON.parse(row['body'] as string) as StagedAction),
  };
}
