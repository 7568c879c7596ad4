import type { DatabaseSync } from 'node:sqlite';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { isRecord } from '../../protocol/mappingEditorGuards.ts';
import { readStored } from './storedJson.ts';
import { isAttribute } from './storedShapes.ts';
import { tables } from './tables.ts';
import { text } from '../../protocol/text.ts';

/** The layout that this version writes (`PRAGMA user_version`). The fifth has the tables of the fourth, with texts as templates. */
export const layout = 5;

/**
 * Brings the tables to this version's layout, forward only: a new state is made, an older one is migrated after a copy of
 * it was made, and a newer one is refused.
 *
 * @param backUp makes a copy of the database beside it.
 * @throws ProvisioningFailure when a newer version has written the state; nothing was changed then.
 */
export function migrate(database: DatabaseSync, backUp: (former: number) => void): void {
  const former = layoutOf(database);
  if (former > layout)
    throw new ProvisioningFailure(
      'invalidState',
      text`A newer version of this product has written the state of this job (layout ${former}; this version writes ${layout}).`,
      {
        recommendedAction: text`Install the newer version, or give the job a new id to begin with a state of its own.`,
      },
    );
  if (former === layout) {
    database.exec(tables);
    return;
  }
  if (former > 0) backUp(former);
  database.exec('BEGIN IMMEDIATE');
  try {
    if (former === 1) fromFirstLayout(database);
    const hasFormerEscrow = former === 1 || former === 2;
    if (hasFormerEscrow) database.exec('ALTER TABLE escrow RENAME TO escrow_2');
    database.exec(tables);
    if (former === 1) takeOverLinks(database);
    if (hasFormerEscrow) takeOverEscrow(database);
    database.exec(`PRAGMA user_version = ${layout}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** 0 for a new database. The first layout did not say its number. */
export function layoutOf(database: DatabaseSync): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > 0) return version;
  return database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'link'").get() === undefined
    ? 0
    : 1;
}

function fromFirstLayout(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE object ADD COLUMN unreadable TEXT;
    ALTER TABLE link RENAME TO link_1;
    DROP INDEX IF EXISTS link_target;
    ALTER TABLE intent RENAME TO intent_1;
  `);
}

/** The first two layouts tried what had failed in each cycle: it's at the beginning of its series. */
function takeOverEscrow(database: DatabaseSync): void {
  database.exec(`
    INSERT INTO escrow (type, id, part, code, failures, first_failed, last_failed, next_attempt, waits)
      SELECT type, id, 'account', code, 0, first_failed, first_failed, first_failed, 0 FROM escrow_2;
    DROP TABLE escrow_2;
  `);
}

/** The first layout stored what is known of an account as its values. */
const isFormerlyKnown: typeof isRecord = (value): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && Object.values(value).every(isAttribute);

/**
 * Takes over the links, as confirmed. Where two source objects had one account, neither keeps it: the next cycle matches
 * both anew.
 */
function takeOverLinks(database: DatabaseSync): void {
  database.exec(`
    INSERT INTO intent (type, id, act, sought) SELECT type, id, 'create', '[]' FROM intent_1;
    DROP TABLE intent_1;
  `);
  const insert = database.prepare(
    `INSERT INTO link (type, source_id, target_id, known, disabled_because, left_alone, mapping, doubt, references_read)
     VALUES (?, ?, ?, ?, ?, 0, NULL, 0, ?)`,
  );
  const rows = database
    .prepare(
      `SELECT type, source_id, target_id, known, disabled_because, references_read FROM link_1 l
       WHERE NOT EXISTS (SELECT 1 FROM link_1 o WHERE o.type = l.type AND o.target_id = l.target_id AND o.source_id <> l.source_id)`,
    )
    .all();
  for (const row of rows) {
    const known = Object.entries(readStored('link', row['known'], isFormerlyKnown));
    const stored = JSON.stringify(Object.fromEntries(known.map(([attribute, value]) => [attribute, ['c', value]])));
    insert.run(
      row['type'] as string,
      row['source_id'] as string,
      row['target_id'] as string,
      stored,
      row['disabled_because'] as string | null,
      Number(row['references_read']),
    );
  }
  database.exec(`
    INSERT OR IGNORE INTO dirty (type, id) SELECT type, source_id FROM link_1
      WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.type = link_1.type AND link.source_id = link_1.source_id);
    DROP TABLE link_1;
  `);
}
