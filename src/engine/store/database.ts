import { chmodSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { findDamage, missingTables } from './damage.ts';
import { examineWhenDue } from './examination.ts';
import { layout, layoutOf, migrate } from './migrations.ts';
import { damagedState, DamagedState, refuseOddFiles, stateFailure, waysOnFromDamage } from './stateFailure.ts';
import { text } from '../../protocol/text.ts';

/** The job's SQLite database: prepared statements by their text, and transactions that nest. */
export interface Database {
  prepare(sql: string): StatementSync;
  /** Runs `body` in a transaction, or in the one that is open. */
  transaction<T>(body: () => T): T;
  /**
   * Runs `body` so that nothing it writes remains: a preview is a cycle whose transaction is rolled back. Within another one,
   * what that has written before stays there (https://www.sqlite.org/lang_savepoint.html).
   */
  discarding<T>(body: () => Promise<T>): Promise<T>;
  /**
   * The failure that tells of a state that is the cause of an unexpected error, for the person whose disk or file it is; null
   * when the state is sound.
   */
  damageBehind(error: unknown): ProvisioningFailure | null;
  close(): void;
}

/**
 * Opens the state of a job, making the directory (readable by its owner only) and tables when they are missing. A file that
 * is there and empty is no new state: what was in it is lost, and beginning anew is for a person to decide. Once a day it's
 * looked through for damage.
 *
 * @param now milliseconds since 1970.
 * @throws ProvisioningFailure of kind `invalidState` when the state can't be used, or a newer version has written it.
 */
export function openDatabase(stateDirectory: string, now: number = Date.now()): Database {
  try {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
    const path = join(stateDirectory, 'state.sqlite');
    refuseOddFiles(stateDirectory, path);
    if (!existsSync(path)) makeState(path);
    else if (statSync(path).size === 0) throw damagedState(stateDirectory, text`empty`);
    const database = openFile(path);
    try {
      prepareTables(database, stateDirectory);
      const damage = examineWhenDue(database, now);
      if (damage !== null) throw damagedBy(stateDirectory, damage);
    } catch (error) {
      const behind = error instanceof ProvisioningFailure ? null : damageAtOpening(database, stateDirectory, error);
      database.close();
      throw behind ?? error;
    }
    return wrap(database, stateDirectory);
  } catch (error) {
    throw stateFailure(error, stateDirectory) ?? error;
  }
}

/** Makes a state with its tables, whole or not at all: half of one would be taken for a damaged one. */
function makeState(path: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    rmSync(draft, { force: true });
    const database = new DatabaseSync(draft);
    try {
      chmodSync(draft, 0o600);
      migrate(database, () => undefined);
    } finally {
      database.close();
    }
    publish(draft, path);
  } finally {
    rmSync(draft, { force: true });
    rmSync(`${draft}-journal`, { force: true });
  }
}

/** Gives the state its name, unless another process has made one meanwhile. */
function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') return;
    // Some file systems have no links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    if (!existsSync(path)) renameSync(draft, path);
  }
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    chmodSync(path, 0o600);
    database.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 8000;',
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareTables(database: DatabaseSync, stateDirectory: string): void {
  const former = layoutOf(database);
  // Making up for a table that is gone would make a state that knows nobody.
  const missing = former === 0 ? ['link'] : former === layout ? missingTables(database) : [];
  if (missing[0] !== undefined)
    throw new DamagedState(
      stateDirectory,
      text`the table ${missing[0]} is missing from state.sqlite; ${waysOnFromDamage}`,
    );
  migrate(database, (before) => {
    backUp(database, join(stateDirectory, `state.layout-${before}.sqlite`));
  });
}

function damageBehind(database: DatabaseSync, stateDirectory: string, error: unknown): ProvisioningFailure | null {
  const failure = stateFailure(error, stateDirectory);
  if (failure !== null) return failure;
  const damage = findDamage(database);
  return damage === null ? null : damagedBy(stateDirectory, damage, error);
}

/** Our statements are right: what SQLite can't run of them when a state is opened, doesn't fit the tables that are there. */
function damageAtOpening(database: DatabaseSync, stateDirectory: string, error: unknown): ProvisioningFailure | null {
  const found = damageBehind(database, stateDirectory, error);
  if (found !== null || !(error instanceof Error && 'errcode' in error)) return found;
  return damagedBy(stateDirectory, `the tables are not those of its layout: ${error.message}`, error);
}

function damagedBy(stateDirectory: string, damage: string, cause?: unknown): DamagedState {
  const told = damage
    .replaceAll(/\*\*\*.*?\*\*\*/g, '')
    .trim()
    .replaceAll(/\s+/g, ' ');
  return damagedState(stateDirectory, text`damaged: ${told}`, cause);
}

/** Whether a job has a state. */
export function hasState(stateDirectory: string): boolean {
  return existsSync(join(stateDirectory, 'state.sqlite'));
}

/** Makes a whole copy, unless an earlier attempt has made it. */
function backUp(database: DatabaseSync, path: string): void {
  if (existsSync(path)) return;
  database.prepare('VACUUM INTO ?').run(path);
  chmodSync(path, 0o600);
}

function wrap(database: DatabaseSync, stateDirectory: string): Database {
  const statements = new Map<string, StatementSync>();
  let depth = 0;
  return {
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    transaction(body) {
      if (depth > 0) return body();
      database.exec('BEGIN IMMEDIATE');
      depth++;
      try {
        const result = body();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(database);
        throw error;
      } finally {
        depth--;
      }
    },
    async discarding(body) {
      const undo = beginDiscarding(database);
      depth++;
      try {
        return await body();
      } finally {
        depth--;
        undo();
      }
    },
    damageBehind: (error) => damageBehind(database, stateDirectory, error),
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** @returns what takes everything back that is written from now on. */
function beginDiscarding(database: DatabaseSync): () => void {
  if (!database.isTransaction) {
    database.exec('BEGIN IMMEDIATE');
    return () => {
      rollBack(database);
    };
  }
  database.exec('SAVEPOINT discarded');
  return () => {
    if (database.isTransaction) database.exec('ROLLBACK TO discarded; RELEASE discarded');
  };
}

/** SQLite has rolled back by itself where the disk was full or failed (https://www.sqlite.org/lang_transaction.html). */
function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('ROLLBACK');
}
