import type { Link } from '../../decision/decision.ts';
import { hasDoubt } from '../../decision/knowledge.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import { idPage } from './idPage.ts';
import { linkKeys, type LinkKeys } from './linkKeys.ts';
import { knowledgeText, readKnowledge } from './storedKnowledge.ts';
import { whollyKnown } from './targetReferences.ts';

/** Links from source anchor to target anchor: one account stands for one source object. */
export interface LinkStore {
  readonly keys: LinkKeys;
  find(type: ObjectType, sourceId: string): Link | null;
  /** The links of these objects, by source id. */
  findAll(type: ObjectType, sourceIds: readonly string[]): ReadonlyMap<string, Link>;
  /** The source object that a target object stands for; null when it is not linked. */
  sourceOf(type: ObjectType, targetId: string): string | null;
  /**
   * Stores a link, or what has become known of it.
   *
   * @param keys attributes whose values no two accounts have.
   * @param referencesRead whether all references of a new link are known.
   * @throws an error of SQLite when another source object has the account: whoever learns an id checks it before.
   */
  save(type: ObjectType, sourceId: string, link: Link, keys: readonly string[], referencesRead: boolean): void;
  remove(type: ObjectType, sourceId: string): void;
  count(type: ObjectType): number;
  /** The linked objects that nothing has been taken away from, each with what is known of its account. */
  inUse(type: ObjectType): Iterable<{ readonly sourceId: string; readonly known: Link['known'] }>;
  /** Files the values of these attributes anew for all links, after the mappings changed. */
  refile(type: ObjectType, keys: readonly string[]): void;
  /** The next links after `after`, in order of source id. */
  page(type: ObjectType, after: string, limit: number): readonly string[];
}

export function linkStore(database: Database): LinkStore {
  const keys = linkKeys(database);
  const find = (type: ObjectType, sourceId: string): Link | null => {
    const row = database.prepare(`${selectLink} WHERE type = ? AND source_id = ?`).get(type, sourceId);
    return row === undefined ? null : toLink(row);
  };
  const page = (type: ObjectType, after: string, limit: number): readonly string[] => {
    const sql = 'SELECT source_id AS id FROM link WHERE type = ? AND source_id > ? ORDER BY source_id LIMIT ?';
    return idPage('link', after, database.prepare(sql).all(type, after, limit));
  };
  return {
    keys,
    find,
    findAll: (type, sourceIds) =>
      new Map(
        database
          .prepare(`${selectLink} WHERE type = ? AND source_id IN (SELECT value FROM json_each(?))`)
          .all(type, JSON.stringify(sourceIds))
          .map((row) => [row['source_id'] as string, toLink(row)]),
      ),
    sourceOf: (type, targetId) =>
      (database.prepare('SELECT source_id AS id FROM link WHERE type = ? AND target_id = ?').get(type, targetId)?.[
        'id'
      ] as string | undefined) ?? null,
    save(type, sourceId, link, keyAttributes, referencesRead) {
      keys.replace(type, sourceId, keyAttributes, link.known);
      database
        .prepare(
          `INSERT INTO link (type, source_id, target_id, known, disabled_because, left_alone, mapping, doubt, references_read)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (source_id, type) DO UPDATE SET target_id = excluded.target_id, known = excluded.known,
             disabled_because = excluded.disabled_because, left_alone = excluded.left_alone, mapping = excluded.mapping,
             doubt = excluded.doubt`,
        )
        .run(
          type,
          sourceId,
          link.targetId,
          knowledgeText(link.known),
          link.disabledBecause,
          link.leftAlone ? 1 : 0,
          link.mapping,
          hasDoubt(link.known) ? 1 : 0,
          referencesRead ? whollyKnown : 0,
        );
    },
    remove(type, sourceId) {
      keys.remove(type, sourceId);
      database.prepare('DELETE FROM link WHERE type = ? AND source_id = ?').run(type, sourceId);
      database.prepare('DELETE FROM target_reference WHERE source_id = ?').run(sourceId);
    },
    count: (type) => Number(database.prepare('SELECT count(*) AS n FROM link WHERE type = ?').get(type)?.['n'] ?? 0),
    *inUse(type) {
      const rows = database.prepare('SELECT source_id, known FROM link WHERE type = ? AND disabled_because IS NULL');
      for (const row of rows.iterate(type))
        yield { sourceId: row['source_id'] as string, known: readKnowledge('link', row['known']) };
    },
    refile(type, keyAttributes) {
      keys.clear(type);
      for (let after = ''; ;) {
        const ids = page(type, after, 512);
        const last = ids[ids.length - 1];
        if (last === undefined) return;
        after = last;
        for (const id of ids) keys.replace(type, id, keyAttributes, find(type, id)?.known ?? {});
      }
    },
    page,
  };
}

const selectLink = 'SELECT source_id, target_id, known, disabled_because, left_alone, mapping FROM link';

function toLink(row: Readonly<Record<string, unknown>>): Link {
  return {
    targetId: row['target_id'] as string,
    known: readKnowledge('link', row['known']),
    disabledBecause: row['disabled_because'] as Link['disabledBecause'],
    leftAlone: row['left_alone'] === 1,
    mapping: row['mapping'] as string | null,
  };
}
