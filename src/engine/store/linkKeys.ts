import type { MatchingValue } from '../../decision/evaluateObject.ts';
import type { KnownObject } from '../../decision/knowledge.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** Which linked account has a name, or may have it: letter case doesn't count, as for most targets. */
export interface LinkKeys {
  /** Files what an account has, and what it may have when a write of it was not confirmed. */
  replace(type: ObjectType, sourceId: string, attributes: readonly string[], known: KnownObject): void;
  remove(type: ObjectType, sourceId: string): void;
  clear(type: ObjectType): void;
  /** The holders of these values, as pairs of the value's place in the list and the holder's source id. */
  holders(
    type: ObjectType,
    values: readonly Pick<MatchingValue, 'attribute' | 'value'>[],
  ): readonly { readonly place: number; readonly sourceId: string }[];
}

export function linkKeys(database: Database): LinkKeys {
  const remove = (type: ObjectType, sourceId: string): void =>
    void database.prepare('DELETE FROM link_key WHERE type = ? AND source_id = ?').run(type, sourceId);
  return {
    replace(type, sourceId, attributes, known) {
      remove(type, sourceId);
      const insert = database.prepare(
        'INSERT OR IGNORE INTO link_key (type, attribute, value, source_id) VALUES (?, ?, ?, ?)',
      );
      for (const attribute of attributes)
        for (const value of valuesOf(known, attribute)) insert.run(type, attribute, folded(value), sourceId);
    },
    remove,
    clear: (type) => void database.prepare('DELETE FROM link_key WHERE type = ?').run(type),
    holders: (type, values) =>
      database
        .prepare(
          `SELECT asked.key AS place, k.source_id AS id FROM json_each(?2) asked
           CROSS JOIN link_key k ON k.type = ?1 AND k.attribute = asked.value ->> 0 AND k.value = asked.value ->> 1`,
        )
        .all(type, JSON.stringify(values.map(({ attribute, value }) => [attribute, folded(value)])))
        .map((row) => ({ place: Number(row['place']), sourceId: row['id'] as string })),
  };
}

function valuesOf(known: KnownObject, attribute: string): readonly string[] {
  const knowledge = known[attribute];
  if (knowledge === undefined) return [];
  const values = knowledge.how === 'unconfirmed' ? [knowledge.value, knowledge.before] : [knowledge.value];
  return values.flatMap(scalarsOf).map(String);
}

function folded(value: string): string {
  return value.toLowerCase();
}
