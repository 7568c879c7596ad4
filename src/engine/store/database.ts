import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { migrate } from './migrations.ts';

/** The job's SQLite database: prepared statements by their text, and transactions that nest. */
export interface Database {
  prepare(sql: string): StatementSync;
  /** Runs `body` in a transaction, or in the one that is open. */
  transaction<T>(body: () => T): T;
  /**
   * Runs `body` so that nothing it writes remains: a preview is a cycle whose transaction is rolled back.
   */
  discarding<T>(body: () => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * Opens the state of a job, making the directory (readable by its owner only) and tables when they are missing.
 *
 * @throws ProvisioningFailure when a newer version has written the state.
 */
export function openDatabase(stateDirectory: string): Database {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, 'state.sqlite');
  const database = new DatabaseSync(path);
  chmodSync(path, 0o600);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 8000;',
  );
  try {
    migrate(database, (former) => {
      backUp(database, join(stateDirectory, `state.layout-${former}.sqlite`));
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(database);
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

function wrap(database: DatabaseSync): Database {
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
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth--;
      }
    },
    async discarding(body) {
      database.exec('BEGIN IMMEDIATE');
      depth++;
      try {
        return await body();
      } finally {
        depth--;
        database.exec('ROLLBACK');
      }
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}
