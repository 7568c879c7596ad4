import { DatabaseSync } from 'node:sqlite';
import { tables } from './tables.ts';

/**
 * Looks for damage in a state: pages that SQLite can't follow, and rows that this product hasn't written. For use after
 * something went wrong, because it reads everything.
 *
 * @returns what is damaged, such as `the table link has a row that cannot be read`; null when nothing is.
 */
export function findDamage(database: Pick<DatabaseSync, 'prepare'>): string | null {
  try {
    const [first] = database.prepare('PRAGMA integrity_check(1)').all();
    const told = String(Object.values(first ?? {})[0]);
    if (told !== 'ok') return told;
    const table = changedTable(database);
    if (table !== null) return `the table ${table} has other columns`;
    const found = checks.find(([table, damaged]) => has(database, table, damaged));
    return found === undefined ? null : `the table ${found[0]} has a row that cannot be read`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The tables of a state that are not there. */
export function missingTables(database: Pick<DatabaseSync, 'prepare'>): readonly string[] {
  const present = new Set(
    database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map((row) => row['name']),
  );
  return [...tables.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !present.has(name));
}

/** A table that has not the columns of a new state. */
function changedTable(database: Pick<DatabaseSync, 'prepare'>): string | null {
  const fresh = new DatabaseSync(':memory:');
  try {
    fresh.exec(tables);
    const columns = (of: Pick<DatabaseSync, 'prepare'>): ReadonlyMap<string, string> =>
      new Map(
        of
          .prepare(
            `SELECT m.name, (SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(m.name) ORDER BY name)) AS columns
             FROM sqlite_master m WHERE m.type = 'table'`,
          )
          .all()
          .map((row) => [String(row['name']), String(row['columns'])]),
      );
    const found = columns(database);
    return [...columns(fresh)].find(([name, expected]) => found.get(name) !== expected)?.[0] ?? null;
  } finally {
    fresh.close();
  }
}

function has(database: Pick<DatabaseSync, 'prepare'>, table: string, damaged: string): boolean {
  return database.prepare(`SELECT 1 FROM ${table} WHERE ${damaged} LIMIT 1`).get() !== undefined;
}

const isNo = (type: 'object' | 'array', column: string): string =>
  `CASE WHEN typeof(${column}) = 'text' AND json_valid(${column}) THEN json_type(${column}) <> '${type}' ELSE true END`;
const type = "type NOT IN ('User', 'Group')";
/** See `storedKnowledge.ts`. */
const known = `${isNo('object', 'known')} OR EXISTS (SELECT 1 FROM json_each(known) e
  WHERE e.type <> 'array' OR coalesce(json_extract(e.value, '$[0]'), '') NOT IN ('s', 'c', 'u', 'r'))`;

/** What no row may be, by table. */
const checks: readonly (readonly [table: string, damaged: string])[] = [
  ['meta', `typeof(value) <> 'text' OR typeof(key) <> 'text'`],
  ['meta', `key IN ('identity', 'lastCycle', 'quarantine') AND ${isNo('object', 'value')}`],
  [
    'meta',
    `key = 'identity' AND coalesce(json_type(value, '$.source') <> 'text' OR json_type(value, '$.target') <> 'text', true)`,
  ],
  [
    'meta',
    `key = 'lastCycle' AND coalesce(json_type(value, '$.counts') <> 'object' OR json_type(value, '$.outcome') <> 'text', true)`,
  ],
  ['meta', `key = 'generation' AND value <> CAST(CAST(value AS INTEGER) AS TEXT)`],
  ['object', `${type} OR presence NOT IN ('present', 'softDeleted', 'hardDeleted') OR ${isNo('object', 'attributes')}`],
  ['link', `${type} OR typeof(target_id) <> 'text' OR ${known}`],
  ['former_account', `${type} OR typeof(target_id) <> 'text' OR ${known}`],
  ['intent', `${type} OR ${isNo('array', 'sought')}`],
  ['hold', isNo('object', 'body')],
  ['event', isNo('object', 'body')],
  [
    'event',
    `coalesce(json_type(body, '$.source') <> 'object' OR json_type(body, '$.activityDateTime') <> 'text', true)`,
  ],
  ['escrow', `${type} OR part NOT IN ('account', 'references')`],
  ['waiting', type],
  ['dirty', type],
  ['dirty_reference', type],
];
