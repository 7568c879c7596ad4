import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';

/** The references known to stand in the target, and those that should. Target ids stand for linked objects only. */
export interface TargetReferences {
  /** False when it is not known what references the target holds: of a matched object, or while they are being written. */
  areKnown(type: ObjectType, sourceId: string): boolean;
  /** Whether what is known is all that there is: the job has created the object, and written everything in it since. */
  areWhole(type: ObjectType, sourceId: string): boolean;
  /** @param whole as for `areWhole`. */
  markKnown(type: ObjectType, sourceId: string, known: boolean, whole?: boolean): void;
  /** Doubts what stands in every object that refers to one of these: their accounts were out of use for a while. */
  doubtReferrersOf(sourceIds: readonly string[]): void;
  /** The same for every object whose target object holds one of these accounts, as far as is known. */
  doubtHoldersOf(targetIds: readonly string[]): void;
  /** Target ids that the object's source references are linked to. */
  desired(sourceId: string, attribute: string, targetType: ObjectType): ReadonlySet<string>;
  /** Direct references of the source object that no link resolves. */
  unresolved(sourceId: string, attribute: string): number;
  /** What was written and not taken out: what is there, or may be where `areKnown` is false. */
  known(sourceId: string, attribute: string): ReadonlySet<string>;
  /** How many references an object has in the target, as far as the job knows. */
  countKnown(sourceId: string): number;
  /** Notes, before a write, that these may be there from now on, and that nobody knows which of all are until it has ended. */
  beginWrite(type: ObjectType, sourceId: string, attribute: string, adding: readonly string[]): void;
  change(sourceId: string, attribute: string, add: readonly string[], remove: readonly string[]): void;
  replace(sourceId: string, attribute: string, targetIds: readonly string[]): void;
  /** Display names of the source objects that target ids stand for. */
  namesOf(type: ObjectType, targetIds: readonly string[]): readonly string[];
}

/** How `references_read` says that what is known is all that there is; 1 says that it is all that the job knows of. */
export const whollyKnown = 2;

export function targetReferences(database: Database): TargetReferences {
  const ids = (sql: string, ...parameters: string[]): Set<string> =>
    new Set(
      database
        .prepare(sql)
        .all(...parameters)
        .map((row) => row['id'] as string),
    );
  const knowledgeOf = (type: ObjectType, sourceId: string): number =>
    Number(
      database.prepare('SELECT references_read AS r FROM link WHERE type = ? AND source_id = ?').get(type, sourceId)?.[
        'r'
      ] ?? 0,
    );
  return {
    areKnown: (type, sourceId) => knowledgeOf(type, sourceId) > 0,
    areWhole: (type, sourceId) => knowledgeOf(type, sourceId) === whollyKnown,
    markKnown: (type, sourceId, known, whole = false) =>
      void database
        .prepare('UPDATE link SET references_read = ? WHERE type = ? AND source_id = ?')
        .run(known ? (whole ? whollyKnown : 1) : 0, type, sourceId),
    doubtReferrersOf: (sourceIds) =>
      void database
        .prepare(
          `UPDATE link SET references_read = 0 WHERE source_id IN (
             SELECT r.source_id FROM json_each(?) target CROSS JOIN reference r ON r.id = target.value)`,
        )
        .run(JSON.stringify(sourceIds)),
    doubtHoldersOf: (targetIds) =>
      void database
        .prepare(
          `UPDATE link SET references_read = 0 WHERE source_id IN (
             SELECT held.source_id FROM json_each(?) target CROSS JOIN target_reference held ON held.target_id = target.value)`,
        )
        .run(JSON.stringify(targetIds)),
    // Who is gone for good refers to nothing any more, whatever the last reading of the referrer said.
    desired: (sourceId, attribute, targetType) =>
      ids(
        `SELECT link.target_id AS id FROM reference r JOIN link ON link.type = ?1 AND link.source_id = r.id
         LEFT JOIN object o ON o.type = ?1 AND o.id = r.id
         WHERE r.source_id = ?2 AND r.attribute = ?3 AND coalesce(o.presence, 'present') <> 'hardDeleted'`,
        targetType,
        sourceId,
        attribute,
      ),
    unresolved: (sourceId, attribute) =>
      Number(
        database
          .prepare(
            'SELECT count(*) AS n FROM reference r WHERE r.source_id = ? AND r.attribute = ? AND NOT EXISTS (SELECT 1 FROM link WHERE link.source_id = r.id)',
          )
          .get(sourceId, attribute)?.['n'] ?? 0,
      ),
    known: (sourceId, attribute) =>
      ids('SELECT target_id AS id FROM target_reference WHERE source_id = ? AND attribute = ?', sourceId, attribute),
    countKnown: (sourceId) =>
      Number(
        database.prepare('SELECT count(*) AS n FROM target_reference WHERE source_id = ?').get(sourceId)?.['n'] ?? 0,
      ),
    beginWrite(type, sourceId, attribute, adding) {
      database.transaction(() => {
        this.markKnown(type, sourceId, false);
        this.change(sourceId, attribute, adding, []);
      });
    },
    change(sourceId, attribute, add, remove) {
      const insert = database.prepare(
        'INSERT OR IGNORE INTO target_reference (source_id, attribute, target_id) VALUES (?, ?, ?)',
      );
      const drop = database.prepare(
        'DELETE FROM target_reference WHERE source_id = ? AND attribute = ? AND target_id = ?',
      );
      for (const id of add) insert.run(sourceId, attribute, id);
      for (const id of remove) drop.run(sourceId, attribute, id);
    },
    replace(sourceId, attribute, targetIds) {
      database.transaction(() => {
        database.prepare('DELETE FROM target_reference WHERE source_id = ? AND attribute = ?').run(sourceId, attribute);
        this.change(sourceId, attribute, targetIds, []);
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
