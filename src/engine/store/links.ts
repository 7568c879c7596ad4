import type { Link } from '../../cycle/decision.ts';
import type { AttributeJson, ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** Links from source anchor to target anchor, and the references known to stand in the target. */
export interface LinkStore {
  find(type: ObjectType, sourceId: string): Link | null;
  /** The source object that a target object stands for; null when it is not linked. */
  sourceOf(type: ObjectType, targetId: string): string | null;
  save(type: ObjectType, sourceId: string, link: Link, referencesRead: boolean): void;
  remove(type: ObjectType, sourceId: string): void;
  count(type: ObjectType): number;
  /** False when it is not known what references the target holds: of a matched object, or while they are being written. */
  referencesRead(type: ObjectType, sourceId: string): boolean;
  markReferencesRead(type: ObjectType, sourceId: string, read: boolean): void;
  /** Target ids that the object's source references are linked to. */
  desiredReferences(sourceId: string, attribute: string, targetType: ObjectType): ReadonlySet<string>;
  /** Direct references of the source object that no link resolves. */
  unresolvedReferences(sourceId: string, attribute: string): number;
  knownReferences(sourceId: string, attribute: string): ReadonlySet<string>;
  changeReferences(sourceId: string, attribute: string, add: readonly string[], remove: readonly string[]): void;
  replaceReferences(sourceId: string, attribute: string, targetIds: readonly string[]): void;
  /** Display names of the source objects that target ids stand for. */
  namesOf(type: ObjectType, targetIds: readonly string[]): readonly string[];
}

export function linkStore(database: Database): LinkStore {
  const ids = (sql: string, ...parameters: string[]): Set<string> =>
    new Set(
      database
        .prepare(sql)
        .all(...parameters)
        .map((row) => row['id'] as string),
    );
  return {
    find(type, sourceId) {
      const row = database
        .prepare('SELECT target_id, known, disabled_because FROM link WHERE type = ? AND source_id = ?')
        .get(type, sourceId);
      if (row === undefined) return null;
      return {
        targetId: row['target_id'] as string,
        known: JSON.parse(row['known'] as string) as Record<string, AttributeJson>,
        disabledBecause: row['disabled_because'] as Link['disabledBecause'],
      };
    },
    sourceOf: (type, targetId) =>
      (database.prepare('SELECT source_id AS id FROM link WHERE type = ? AND target_id = ?').get(type, targetId)?.[
        'id'
      ] as string | undefined) ?? null,
    save: (type, sourceId, link, referencesRead) =>
      void database
        .prepare(
          `INSERT INTO link (type, source_id, target_id, known, disabled_because, references_read) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (source_id, type) DO UPDATE SET target_id = excluded.target_id, known = excluded.known, disabled_because = excluded.disabled_because`,
        )
        .run(type, sourceId, link.targetId, JSON.stringify(link.known), link.disabledBecause, referencesRead ? 1 : 0),
    remove(type, sourceId) {
      const targetId = database
        .prepare('SELECT target_id AS id FROM link WHERE type = ? AND source_id = ?')
        .get(type, sourceId)?.['id'] as string | undefined;
      database.prepare('DELETE FROM link WHERE type = ? AND source_id = ?').run(type, sourceId);
      database.prepare('DELETE FROM target_reference WHERE source_id = ?').run(sourceId);
      // Where the object was a member, the target has dropped it with the object.
      if (targetId !== undefined) database.prepare('DELETE FROM target_reference WHERE target_id = ?').run(targetId);
    },
    count: (type) => Number(database.prepare('SELECT count(*) AS n FROM link WHERE type = ?').get(type)?.['n'] ?? 0),
    referencesRead: (type, sourceId) =>
      database.prepare('SELECT references_read AS r FROM link WHERE type = ? AND source_id = ?').get(type, sourceId)?.[
        'r'
      ] === 1,
    markReferencesRead: (type, sourceId, read) =>
      void database
        .prepare('UPDATE link SET references_read = ? WHERE type = ? AND source_id = ?')
        .run(read ? 1 : 0, type, sourceId),
    desiredReferences: (sourceId, attribute, targetType) =>
      ids(
        `SELECT link.target_id AS id FROM reference r JOIN link ON link.type = ? AND link.source_id = r.id
         WHERE r.source_id = ? AND r.attribute = ?`,
        targetType,
        sourceId,
        attribute,
      ),
    unresolvedReferences: (sourceId, attribute) =>
      Number(
        database
          .prepare(
            'SELECT count(*) AS n FROM reference r WHERE r.source_id = ? AND r.attribute = ? AND NOT EXISTS (SELECT 1 FROM link WHERE link.source_id = r.id)',
          )
          .get(sourceId, attribute)?.['n'] ?? 0,
      ),
    knownReferences: (sourceId, attribute) =>
      ids('SELECT target_id AS id FROM target_reference WHERE source_id = ? AND attribute = ?', sourceId, attribute),
    changeReferences(sourceId, attribute, add, remove) {
      const insert = database.prepare(
        'INSERT OR IGNORE INTO target_reference (source_id, attribute, target_id) VALUES (?, ?, ?)',
      );
      const drop = database.prepare(
        'DELETE FROM target_reference WHERE source_id = ? AND attribute = ? AND target_id = ?',
      );
      for (const id of add) insert.run(sourceId, attribute, id);
      for (const id of remove) drop.run(sourceId, attribute, id);
    },
    replaceReferences(sourceId, attribute, targetIds) {
      database.transaction(() => {
        database.prepare('DELETE FROM target_reference WHERE source_id = ? AND attribute = ?').run(sourceId, attribute);
        this.changeReferences(sourceId, attribute, targetIds, []);
      });
    },
    namesOf(type, targetIds) {
      const name = database.prepare(
        'SELECT o.display_name AS name FROM link l JOIN object o ON o.type = l.type AND o.id = l.source_id WHERE l.type = ? AND l.target_id = ?',
      );
      return targetIds.map((id) => (name.get(type, id)?.['name'] as string | undefined) ?? id);
    },
  };
}
