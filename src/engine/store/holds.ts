import type { AttributeChange } from '../../protocol/provisioning.ts';
import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import type { Database } from './database.ts';
import { readStored } from './storedJson.ts';
import { isHold } from './storedShapes.ts';

/** Something that is held back, as it's stored. */
export interface Hold {
  readonly action: StagedAction;
  /** Target ids of the members that a group would lose; empty for anything else. */
  readonly ids: readonly string[];
  /** What would be written to the account; empty for members. */
  readonly changes: readonly AttributeChange[];
}

/** What accidental-deletion prevention holds back until a person decides about it, by name. */
export interface Holds {
  /**
   * Stores what a cycle held back, beside what it did not come to.
   *
   * @param rule what it was too much by.
   * @param ends whether a hold of before has come to its end.
   */
  replace(
    cycleId: string,
    time: number,
    rule: string,
    staged: ReadonlyMap<string, Hold>,
    ends: (key: string, hold: Hold) => boolean,
  ): void;
  /** Stores what a person has decided about one of them. */
  decide(key: string, decision: HoldDecision): void;
  find(key: string): Hold | null;
  /** Everything that is held back, by its key (`lossKey`). */
  all(): ReadonlyMap<string, Hold>;
  /** What is held back by this rule, and what a person has rejected, which no other rule releases. */
  waiting(rule: string): readonly Hold[];
  list(): readonly StagedAction[];
}

export function holds(database: Database): Holds {
  const read = (condition: string, ...given: string[]): [string, Hold][] =>
    database
      .prepare(`SELECT key, body FROM hold${condition} ORDER BY key`)
      .all(...given)
      .map((row) => [row['key'] as string, toHold(row['key'] as string, row['body'])]);
  return {
    replace(cycleId, time, rule, staged, ends) {
      database.transaction(() => {
        const since = new Map<string, string>();
        const remove = database.prepare('DELETE FROM hold WHERE key = ?');
        const again = new Set(Array.from(staged.values(), ({ action }) => subjectOf(action)));
        for (const [key, hold] of read('')) {
          const subject = subjectOf(hold.action);
          since.set(subject, hold.action.since);
          if (again.has(subject) || ends(key, hold)) remove.run(key);
        }
        const insert = database.prepare('INSERT INTO hold (key, cycle_id, time, rule, body) VALUES (?, ?, ?, ?, ?)');
        for (const [key, { action, ids, changes }] of staged) {
          const body = { ...action, since: since.get(subjectOf(action)) ?? action.since, ids, changes };
          insert.run(key, cycleId, time, rule, JSON.stringify(body));
        }
      });
    },
    decide(key, decision) {
      database
        .prepare("UPDATE hold SET body = json_set(body, '$.decision', json(?)) WHERE key = ?")
        .run(JSON.stringify(decision), key);
    },
    find: (key) => read(' WHERE key = ?', key)[0]?.[1] ?? null,
    all: () => new Map(read('')),
    waiting: (rule) =>
      read(" WHERE rule = ? OR json_extract(body, '$.decision.verdict') = 'rejected'", rule).map(([, hold]) => hold),
    list: () => read('').map(([, { action }]) => action),
  };
}

function toHold(key: string, body: unknown): Hold {
  const { ids = [], changes = [], decision = null, ...action } = readStored('hold', body, isHold);
  return { action: { ...action, key, decision }, ids, changes };
}

/** Whose hold it is: the same object's disable may have become a delete. */
function subjectOf({ source, action }: StagedAction): string {
  return `${source.type} ${source.id} ${action === 'removeMembers' ? 'members' : 'account'}`;
}
