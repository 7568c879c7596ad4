import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import type { EscrowPart } from './escrow.ts';
import { idPage } from './idPage.ts';

/** What remains to be decided. Of that, what failed before waits until its time comes (`escrow.ts`). */
export interface WorkList {
  add(type: ObjectType, id: string): void;
  addAll(type: ObjectType, ids: readonly string[]): void;
  addReferences(type: ObjectType, ids: readonly string[]): void;
  /** The direct members of a group, whose assignments may have changed with it. */
  addMembersOf(groupId: string): void;
  /** Objects whose references point to one of these, so that they are back-filled. */
  addReferrersOf(ids: readonly string[]): void;
  /** Objects whose target objects hold one of these accounts as a reference. */
  addHoldersOf(targetIds: readonly string[]): void;
  /** Every assigned object, every member of an assigned group, and every linked object; or all objects. */
  addAllInQuestion(scope: 'assigned' | 'all'): void;
  /** What failed and is to be tried again in the cycle that has begun. */
  addEscrowed(): void;
  /** Whoever waits for something else than a change of their own. */
  addWaiting(): void;
  /** Everything of which nobody knows what the target holds: writes that were begun, values that were not confirmed. */
  addDoubtful(): void;
  /** Objects to be decided that the mirror does not hold. */
  unknown(): readonly { readonly type: ObjectType; readonly id: string }[];
  done(type: ObjectType, ids: readonly string[]): void;
  referencesDone(type: ObjectType, id: string): void;
  clear(): void;
  /** Whether the object is to be decided in this cycle. */
  has(type: ObjectType, id: string): boolean;
  /** Every object of a type that is to be decided in this cycle. */
  all(type: ObjectType): ReadonlySet<string>;
  /** The next objects after `after`, in order of id. */
  page(type: ObjectType, linked: boolean, after: string, limit: number): readonly string[];
  referencePage(type: ObjectType, after: string, limit: number): readonly string[];
  count(type: ObjectType, linked: boolean | null): number;
  /** How many objects of a type have references to be passed. */
  referenceCount(type: ObjectType): number;
}

/** Leaves out what failed before and waits for its time. */
const isDue = (table: 'dirty' | 'dirty_reference', part: EscrowPart): string =>
  `NOT EXISTS (SELECT 1 FROM escrow e WHERE e.type = ${table}.type AND e.id = ${table}.id AND e.part = '${part}' AND e.waits = 1)`;
const isAccountDue = isDue('dirty', 'account');
const areReferencesDue = isDue('dirty_reference', 'references');
const isOneOf = 'type = ? AND id IN (SELECT value FROM json_each(?))';

export function workList(database: Database): WorkList {
  return {
    ...changed(database),
    ...broughtByCycle(database),
    ...settled(database),
    ...pages(database),
    ...questions(database),
  };
}

type Statement = (sql: string, ...parameters: (string | number)[]) => void;

function statement(database: Database): Statement {
  return (sql, ...parameters) => void database.prepare(sql).run(...parameters);
}

/** What a change makes work of. */
function changed(
  database: Database,
): Pick<WorkList, 'add' | 'addAll' | 'addReferences' | 'addMembersOf' | 'addReferrersOf' | 'addHoldersOf'> {
  const run = statement(database);
  return {
    add: (type, id) => {
      run('INSERT OR IGNORE INTO dirty (type, id) VALUES (?, ?)', type, id);
    },
    addAll: (type, objects) => {
      run('INSERT OR IGNORE INTO dirty (type, id) SELECT ?, value FROM json_each(?)', type, JSON.stringify(objects));
    },
    addReferences: (type, objects) => {
      run(
        'INSERT OR IGNORE INTO dirty_reference (type, id) SELECT ?, value FROM json_each(?)',
        type,
        JSON.stringify(objects),
      );
    },
    addMembersOf: (groupId) => {
      run(
        "INSERT OR IGNORE INTO dirty (type, id) SELECT 'User', r.id FROM reference r WHERE r.source_id = ? AND r.attribute = 'members' AND coalesce(r.type, 'User') = 'User'",
        groupId,
      );
    },
    addReferrersOf: (objects) => {
      run(
        `INSERT OR IGNORE INTO dirty_reference (type, id)
         SELECT link.type, r.source_id FROM json_each(?) target CROSS JOIN reference r ON r.id = target.value
         CROSS JOIN link ON link.source_id = r.source_id`,
        JSON.stringify(objects),
      );
    },
    addHoldersOf: (targetIds) => {
      run(
        `INSERT OR IGNORE INTO dirty_reference (type, id)
         SELECT link.type, held.source_id FROM json_each(?) target CROSS JOIN target_reference held ON held.target_id = target.value
         CROSS JOIN link ON link.source_id = held.source_id`,
        JSON.stringify(targetIds),
      );
    },
  };
}

/** What a cycle makes work of, whether or not anything has changed. */
function broughtByCycle(
  database: Database,
): Pick<WorkList, 'addAllInQuestion' | 'addEscrowed' | 'addWaiting' | 'addDoubtful'> {
  const run = statement(database);
  return {
    addAllInQuestion(scope) {
      if (scope === 'all')
        run("INSERT OR IGNORE INTO dirty (type, id) SELECT type, id FROM object WHERE presence = 'present'");
      run('INSERT OR IGNORE INTO dirty (type, id) SELECT principal_type, principal_id FROM assignment');
      run(
        `INSERT OR IGNORE INTO dirty (type, id) SELECT 'User', r.id FROM assignment a JOIN reference r ON r.source_id = a.principal_id
         WHERE a.principal_type = 'Group' AND r.attribute = 'members' AND coalesce(r.type, 'User') = 'User'`,
      );
      run('INSERT OR IGNORE INTO dirty (type, id) SELECT type, source_id FROM link');
      run('INSERT OR IGNORE INTO dirty_reference (type, id) SELECT type, source_id FROM link');
    },
    addEscrowed: () => {
      run("INSERT OR IGNORE INTO dirty (type, id) SELECT type, id FROM escrow WHERE part = 'account' AND waits = 0");
      run(
        "INSERT OR IGNORE INTO dirty_reference (type, id) SELECT type, id FROM escrow WHERE part = 'references' AND waits = 0",
      );
    },
    addWaiting: () => {
      run('INSERT OR IGNORE INTO dirty (type, id) SELECT type, id FROM waiting');
    },
    addDoubtful() {
      run("INSERT OR IGNORE INTO dirty (type, id) SELECT type, id FROM intent WHERE act <> 'mistaken'");
      run('INSERT OR IGNORE INTO dirty (type, id) SELECT type, source_id FROM link WHERE doubt = 1');
    },
  };
}

function settled(database: Database): Pick<WorkList, 'done' | 'referencesDone' | 'clear'> {
  const run = statement(database);
  return {
    done: (type, objects) => {
      const taken = JSON.stringify(objects);
      run(`DELETE FROM dirty WHERE ${isOneOf}`, type, taken);
    },
    referencesDone: (type, id) => {
      run('DELETE FROM dirty_reference WHERE type = ? AND id = ?', type, id);
    },
    clear() {
      run('DELETE FROM dirty');
      run('DELETE FROM dirty_reference');
    },
  };
}

/** Whether an object has a link in the target. */
const isLinked = 'EXISTS (SELECT 1 FROM link WHERE link.type = dirty.type AND link.source_id = dirty.id)';
const linkedClause = (linked: boolean): string => (linked ? isLinked : `NOT ${isLinked}`);

/** The work, object by object. */
function pages(database: Database): Pick<WorkList, 'all' | 'page' | 'referencePage'> {
  const rows = (sql: string, ...parameters: (string | number)[]): Readonly<Record<string, unknown>>[] =>
    database.prepare(sql).all(...parameters);
  return {
    all: (type) =>
      new Set(rows(`SELECT id FROM dirty WHERE type = ? AND ${isAccountDue}`, type).map((row) => row['id'] as string)),
    page(type, linked, after, limit) {
      const sql = `SELECT id FROM dirty WHERE type = ? AND id > ? AND ${linkedClause(linked)} AND ${isAccountDue} ORDER BY id LIMIT ?`;
      return idPage('dirty', after, rows(sql, type, after, limit));
    },
    referencePage(type, after, limit) {
      const sql = `SELECT id FROM dirty_reference WHERE type = ? AND id > ? AND ${areReferencesDue} ORDER BY id LIMIT ?`;
      return idPage('dirty_reference', after, rows(sql, type, after, limit));
    },
  };
}

function questions(database: Database): Pick<WorkList, 'has' | 'unknown' | 'count' | 'referenceCount'> {
  const count = (sql: string, ...parameters: string[]): number =>
    Number(database.prepare(sql).get(...parameters)?.['n'] ?? 0);
  return {
    has: (type, id) =>
      database.prepare(`SELECT 1 FROM dirty WHERE type = ? AND id = ? AND ${isAccountDue}`).get(type, id) !== undefined,
    unknown: () =>
      database
        .prepare(
          'SELECT d.type, d.id FROM dirty d WHERE NOT EXISTS (SELECT 1 FROM object o WHERE o.type = d.type AND o.id = d.id)',
        )
        .all()
        .map((row) => ({ type: row['type'] as ObjectType, id: row['id'] as string })),
    count: (type, linked) =>
      count(
        `SELECT count(*) AS n FROM dirty WHERE type = ? AND ${isAccountDue}${linked === null ? '' : ` AND ${linkedClause(linked)}`}`,
        type,
      ),
    referenceCount: (type) =>
      count(`SELECT count(*) AS n FROM dirty_reference WHERE type = ? AND ${areReferencesDue}`, type),
  };
}
