import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { StoredResource } from './store.ts';

/** The file behind a store. Writes of one turn of the event loop go into one transaction. */
export interface Persistence {
  load(): StoredResource[];
  put(resource: StoredResource): void;
  delete(id: string): void;
  settled(): Promise<void> | undefined;
  close(): void;
}

/** The layout of the file; a file of another layout is refused rather than misread. */
const LAYOUT_VERSION = 1;

/**
 * Opens or makes the SQLite file. Journal mode WAL with synchronous NORMAL: a committed write survives the death of
 * the process, though perhaps not of the machine, which is what a sandbox needs.
 */
export function openPersistence(path: string): Persistence {
  const database = new DatabaseSync(path);
  prepareLayout(database, path);
  const write = createWriter(database);
  const select = database.prepare('SELECT body FROM resource ORDER BY sequence');
  const pending: PendingWrites = new Map();
  let flushing: Promise<void> | undefined;

  const flush = (): void => {
    flushing = undefined;
    if (pending.size === 0) return;
    write(pending);
    pending.clear();
  };
  const change = (id: string, resource: StoredResource | undefined): void => {
    pending.set(id, resource);
    flushing ??= setImmediate().then(flush);
  };
  return {
    load: () => select.all().map((row) => JSON.parse(String(row['body'])) as StoredResource),
    put: (resource) => {
      change(resource.id, resource);
    },
    delete: (id) => {
      change(id, undefined);
    },
    settled: () => flushing,
    close() {
      flush();
      database.close();
    },
  };
}

/** What is to be written, by id; undefined stands for a deleted resource. */
type PendingWrites = Map<string, StoredResource | undefined>;

/** Writes all or nothing. */
function createWriter(database: DatabaseSync): (pending: PendingWrites) => void {
  const upsert = database.prepare(
    'INSERT INTO resource (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const remove = database.prepare('DELETE FROM resource WHERE id = ?');
  return (pending) => {
    database.exec('BEGIN');
    try {
      for (const [id, resource] of pending) {
        if (resource === undefined) remove.run(id);
        else upsert.run(id, JSON.stringify(resource));
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
}

function prepareLayout(database: DatabaseSync, path: string): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version !== 0 && version !== LAYOUT_VERSION) {
    database.close();
    throw new Error(
      `The sandbox's state in ${path} has layout ${version}, but this version reads layout ${LAYOUT_VERSION}. Remove the file to start afresh.`,
    );
  }
  database.exec(
    `CREATE TABLE IF NOT EXISTS resource (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
     PRAGMA user_version = ${LAYOUT_VERSION}`,
  );
}
