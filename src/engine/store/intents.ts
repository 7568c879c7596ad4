import type { MatchingValue } from '../../decision/evaluateObject.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import { readStored } from './storedJson.ts';
import { isSought } from './storedShapes.ts';

/** A write that was begun and of which nobody knows yet how it ended. */
export interface Intent {
  readonly act: 'create' | 'update' | 'delete' | 'mistaken';
  /** What tells the account of a creation, as it was sent. */
  readonly sought: readonly MatchingValue[];
  /** When the target only accepted the creation or deletion (202), in milliseconds; null when it did not say so. */
  readonly accepted: number | null;
  /** For a creation to which the target responded with somebody else's account: whose that is; null otherwise. */
  readonly owner: string | null;
}

/**
 * Notes writes before they are sent. What was begun is looked up in the target itself, whatever became of the object
 * meanwhile; it ends only when the target has said how it ended.
 */
export interface Intents {
  /** Notes creations that are about to be sent; one that is noted already keeps what it was begun with, too. */
  beginCreations(
    type: ObjectType,
    creations: readonly { readonly id: string; readonly sought: readonly MatchingValue[] }[],
  ): void;
  /** Notes that the account of a linked object is about to be written or deleted. */
  beginWrite(type: ObjectType, id: string): void;
  /**
   * Notes that the target has accepted a creation, and not said that it was carried out. The first time is kept, unless it lies
   * ahead of this one: the clock was set back, or something else has written it.
   *
   * @param time milliseconds since 1970.
   */
  acceptCreation(type: ObjectType, id: string, time: number): void;
  /** The same of a deletion. */
  acceptDeletion(type: ObjectType, id: string, time: number): void;
  /** Notes that the target responded to a creation with the account of `owner`: it isn't sent again as it was. */
  mistake(type: ObjectType, id: string, owner: string): void;
  forgetMistakes(): void;
  /** The writes of these objects that were begun and have not come to their end, by id. */
  begun(type: ObjectType, ids: readonly string[]): ReadonlyMap<string, Intent>;
  /** Ends what was begun. A mistake stays until the creation is tried anew, or the account is found. */
  end(type: ObjectType, ids: readonly string[]): void;
  forgetMistake(type: ObjectType, id: string): void;
}

export function intents(database: Database): Intents {
  const begun: Intents['begun'] = (type, ids) =>
    new Map(
      database
        .prepare(
          'SELECT id, act, sought, accepted, owner FROM intent WHERE type = ? AND id IN (SELECT value FROM json_each(?))',
        )
        .all(type, JSON.stringify(ids))
        .map((row) => [
          row['id'] as string,
          {
            act: row['act'] as Intent['act'],
            sought: readStored('intent', row['sought'], isSought),
            accepted: row['accepted'] as number | null,
            owner: row['owner'] as string | null,
          },
        ]),
    );
  return {
    begun,
    beginCreations(type, creations) {
      if (creations.length === 0) return;
      const before = begun(
        type,
        creations.map(({ id }) => id),
      );
      const insert = database.prepare(
        `INSERT INTO intent (type, id, act, sought) VALUES (?, ?, 'create', ?)
         ON CONFLICT (type, id) DO UPDATE SET act = 'create', sought = excluded.sought, owner = NULL`,
      );
      database.transaction(() => {
        for (const { id, sought } of creations)
          insert.run(type, id, JSON.stringify(together(before.get(id)?.sought ?? [], sought)));
      });
    },
    beginWrite: (type, id) =>
      void database
        .prepare("INSERT OR IGNORE INTO intent (type, id, act, sought) VALUES (?, ?, 'update', '[]')")
        .run(type, id),
    acceptCreation: (type, id, time) =>
      void database
        .prepare('UPDATE intent SET accepted = min(coalesce(accepted, ?1), ?1) WHERE type = ?2 AND id = ?3')
        .run(time, type, id),
    acceptDeletion: (type, id, time) =>
      void database
        .prepare(
          `INSERT INTO intent (type, id, act, sought, accepted) VALUES (?, ?, 'delete', '[]', ?)
           ON CONFLICT (type, id) DO UPDATE SET act = 'delete', accepted = excluded.accepted`,
        )
        .run(type, id, time),
    mistake: (type, id, owner) =>
      void database
        .prepare("UPDATE intent SET act = 'mistaken', owner = ? WHERE type = ? AND id = ?")
        .run(owner, type, id),
    forgetMistakes: () => void database.prepare("DELETE FROM intent WHERE act = 'mistaken'").run(),
    end: (type, ids) =>
      void database
        .prepare("DELETE FROM intent WHERE type = ? AND id IN (SELECT value FROM json_each(?)) AND act <> 'mistaken'")
        .run(type, JSON.stringify(ids)),
    forgetMistake: (type, id) => void database.prepare('DELETE FROM intent WHERE type = ? AND id = ?').run(type, id),
  };
}

function together(before: readonly MatchingValue[], now: readonly MatchingValue[]): readonly MatchingValue[] {
  const known = new Set(before.map(({ attribute, value }) => `${attribute} ${value}`));
  return [...before, ...now.filter(({ attribute, value }) => !known.has(`${attribute} ${value}`))];
}
