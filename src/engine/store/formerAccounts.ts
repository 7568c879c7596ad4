import type { Link } from '../../decision/decision.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import { knowledgeText, readKnowledge } from './storedKnowledge.ts';

/** An account that stood for a source object and was not found any more. */
export interface FormerAccount {
  readonly sourceId: string;
  /** As the link was when the account was last known. */
  readonly link: Link;
  /** How many cycles have looked for it in vain. */
  readonly looks: number;
}

/**
 * Accounts that are believed to be gone. A response that there is none is evidence that may turn out wrong, and an
 * account that comes back must not stay active for ever: it's looked for in further cycles before it's forgotten.
 */
export interface FormerAccounts {
  add(type: ObjectType, sourceId: string, link: Link): void;
  /** Counts one more look in vain. */
  looked(type: ObjectType, sourceId: string, targetId: string): void;
  remove(type: ObjectType, sourceId: string, targetId: string): void;
  all(type: ObjectType): readonly FormerAccount[];
  of(type: ObjectType, sourceId: string): readonly FormerAccount[];
}

export function formerAccounts(database: Database): FormerAccounts {
  const select = 'SELECT source_id, target_id, known, disabled_because, mapping, looks FROM former_account';
  return {
    add: (type, sourceId, { targetId, known, disabledBecause, mapping }) =>
      void database
        .prepare(
          `INSERT INTO former_account (type, source_id, target_id, known, disabled_because, mapping, looks) VALUES (?, ?, ?, ?, ?, ?, 1)
           ON CONFLICT (type, source_id, target_id) DO NOTHING`,
        )
        .run(type, sourceId, targetId, knowledgeText(known), disabledBecause, mapping),
    looked: (type, sourceId, targetId) =>
      void database
        .prepare('UPDATE former_account SET looks = looks + 1 WHERE type = ? AND source_id = ? AND target_id = ?')
        .run(type, sourceId, targetId),
    remove: (type, sourceId, targetId) =>
      void database
        .prepare('DELETE FROM former_account WHERE type = ? AND source_id = ? AND target_id = ?')
        .run(type, sourceId, targetId),
    all: (type) => database.prepare(`${select} WHERE type = ?`).all(type).map(toFormer),
    of: (type, sourceId) =>
      database.prepare(`${select} WHERE type = ? AND source_id = ?`).all(type, sourceId).map(toFormer),
  };
}

function toFormer(row: Readonly<Record<string, unknown>>): FormerAccount {
  return {
    sourceId: row['source_id'] as string,
    link: {
      targetId: row['target_id'] as string,
      known: readKnowledge('former_account', row['known']),
      disabledBecause: row['disabled_because'] as Link['disabledBecause'],
      leftAlone: false,
      mapping: row['mapping'] as string | null,
    },
    looks: Number(row['looks']),
  };
}
