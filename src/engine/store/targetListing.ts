import type { KnownTarget } from '../../decision/decision.ts';
import { folded } from '../../decision/sameToTarget.ts';
import type { ReferencesTold, TargetObject } from '../../directories/targetDirectory.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { AttributeJson, ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** What a page-through of the target found, kept for the length of one cycle, so that matching needs no query per object. */
export interface TargetListing {
  clear(type: ObjectType): void;
  /** Files an object under the values of its matching attributes. */
  add(type: ObjectType, object: TargetObject, matchingAttributes: readonly string[]): void;
  count(type: ObjectType): number;
  /** Letter case does not count, as for most targets; the caller sees every candidate. */
  match(type: ObjectType, attribute: string, value: string): readonly string[];
  /** As `match`, for values that differ in spaces around them, or in how they are composed, too. */
  matchFolded(type: ObjectType, attribute: string, value: string): readonly string[];
  find(type: ObjectType, id: string): KnownTarget | null;
  /** Notes which reference attributes the target tells unasked: it does where one object was seen to have a value. */
  heedReferences(type: ObjectType, told: ReferencesTold | undefined): void;
  /** Whether the target tells a reference attribute unasked, so that an object without it has none. */
  tells(type: ObjectType, attribute: string): boolean;
}

export function targetListing(database: Database): TargetListing {
  /** Types of which something is listed: of an empty target, as it is before a first cycle, nothing need be asked. */
  const filled = new Set<ObjectType>();
  const telling = new Set<string>();
  return {
    clear(type) {
      filled.delete(type);
      for (const key of telling) if (key.startsWith(`${type} `)) telling.delete(key);
      database.prepare('DELETE FROM listed WHERE type = ?').run(type);
      database.prepare('DELETE FROM listed_value WHERE type = ?').run(type);
      database.prepare('DELETE FROM listed_folded WHERE type = ?').run(type);
    },
    add(type, object, matchingAttributes) {
      filled.add(type);
      this.heedReferences(type, object.references);
      database
        .prepare(
          'INSERT OR REPLACE INTO listed (type, id, values_json, life_cycle, references_json) VALUES (?, ?, ?, ?, ?)',
        )
        .run(type, object.id, JSON.stringify(object.values), object.lifeCycle, referencesText(object));
      const file = database.prepare(
        'INSERT OR IGNORE INTO listed_value (type, attribute, value, id) VALUES (?, ?, ?, ?)',
      );
      const fileFolded = database.prepare(
        'INSERT OR IGNORE INTO listed_folded (type, attribute, value, id) VALUES (?, ?, ?, ?)',
      );
      for (const attribute of matchingAttributes) {
        for (const scalar of scalarsOf(object.values[attribute] ?? null)) {
          const value = String(scalar).toLowerCase();
          file.run(type, attribute, value, object.id);
          const plain = folded(value);
          if (plain !== value) fileFolded.run(type, attribute, plain, object.id);
        }
      }
    },
    count: (type) => Number(database.prepare('SELECT count(*) AS n FROM listed WHERE type = ?').get(type)?.['n'] ?? 0),
    match: (type, attribute, value) =>
      filled.has(type)
        ? database
            .prepare('SELECT id FROM listed_value WHERE type = ? AND attribute = ? AND value = ?')
            .all(type, attribute, value.toLowerCase())
            .map((row) => row['id'] as string)
        : [],
    matchFolded: (type, attribute, value) =>
      database
        .prepare(
          `SELECT id FROM listed_value WHERE type = ?1 AND attribute = ?2 AND value = ?3
           UNION SELECT id FROM listed_folded WHERE type = ?1 AND attribute = ?2 AND value = ?3`,
        )
        .all(type, attribute, folded(value))
        .map((row) => row['id'] as string),
    heedReferences(type, told = {}) {
      for (const [attribute, held] of Object.entries(told)) if (held.length > 0) telling.add(`${type} ${attribute}`);
    },
    tells: (type, attribute) => telling.has(`${type} ${attribute}`),
    find(type, id) {
      const row = database
        .prepare('SELECT values_json, life_cycle, references_json FROM listed WHERE type = ? AND id = ?')
        .get(type, id);
      if (row === undefined) return null;
      return {
        id,
        values: JSON.parse(row['values_json'] as string) as Record<string, AttributeJson>,
        lifeCycle: row['life_cycle'] as KnownTarget['lifeCycle'],
        references: JSON.parse((row['references_json'] as string | null) ?? '{}') as ReferencesTold,
      };
    },
  };
}

/** Longer lists, as of a group's members where the target does not leave them out, are asked for when they are needed. */
const longest = 1000;

function referencesText({ references = {} }: TargetObject): string | null {
  const told = Object.entries(references).filter(([, held]) => held.length <= longest);
  return told.length === 0 ? null : JSON.stringify(Object.fromEntries(told));
}
