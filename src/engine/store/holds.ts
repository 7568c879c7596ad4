import type { StagedAction } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** What accidental-deletion prevention holds back until a person releases it, by name. */
export interface Holds {
  /**
   * Puts what this cycle held back in the place of what was held before.
   *
   * @param rule what it was too much by.
   */
  replace(cycleId: string, time: number, rule: string, staged: ReadonlyMap<string, StagedAction>): void;
  /** Keys (`lossKey`) of everything that is held back. */
  keys(): ReadonlySet<string>;
  /** Those that were held back by the same rule. */
  keysUnder(rule: string): ReadonlySet<string>;
  list(): readonly StagedAction[];
}

export function holds(database: Database): Holds {
  return {
    replace(cycleId, time, rule, staged) {
      database.transaction(() => {
        const since = new Map(
          database
            .prepare('SELECT key, body FROM hold')
            .all()
            .map((row) => [row['key'] as string, (JSON.parse(row['body'] as string) as StagedAction).since]),
        );
        database.prepare('DELETE FROM hold').run();
        const insert = database.prepare('INSERT INTO hold (key, cycle_id, time, rule, body) VALUES (?, ?, ?, ?, ?)');
        for (const [key, action] of staged)
          insert.run(key, cycleId, time, rule, JSON.stringify({ ...action, since: since.get(key) ?? action.since }));
      });
    },
    keys: () => keysOf(database.prepare('SELECT key FROM hold').all()),
    keysUnder: (rule) => keysOf(database.prepare('SELECT key FROM hold WHERE rule = ?').all(rule)),
    list: () =>
      database
        .prepare('SELECT body FROM hold ORDER BY key')
        .all()
        .map((row) => JSON.parse(row['body'] as string) as StagedAction),
  };
}

function keysOf(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  return new Set(rows.map((row) => row['key'] as string));
}
