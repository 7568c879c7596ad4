import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { StoredResource } from './store.ts';

/** The file behind a store. Writes of one turn of the event loop go into one transaction. */
export interface Persistence {
  load(): StoredResource[];
  put(resource: StoredResource): void;
  delete(id: string): void;
  /** What is kept beside the resources, by name. */
  loadRecords(): readonly (readonly [name: string, value: unknown])[];
  /** Keeps a JSON value under a name; undefined removes it. */
  putRecord(name: string, value: unknown): void;
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
  const selectRecords = database.prepare('SELECT id, body FROM record');
  const pending = { resource: new Map<string, unknown>(), record: new Map<string, unknown>() };
  let flushing: Promise<void> | undefined;

  const flush = (): void => {
    flushing = undefined;
    if (pending.resource.size + pending.record.size === 0) return;
    write(pending);
    pending.resource.clear();
    pending.record.clear();
  };
  const change = (table: TableName, id: string, body: unknown): void => {
    pending[table].set(id, body);
    flushing ??= setImmediate().then(flush);
  };
  return {
    load: () => select.all().map((row) => JSON.parse(String(row['body'])) as StoredResource),
    put: (resource) => {
      change('resource', resource.id, resource);
    },
    delete: (id) => {
      change('resource', id, undefined);
    },
    loadRecords: () =>
      selectRecords.all().map((row) => [String(row['id']), JSON.parse(String(row['body'])) as unknown] as const),
    putRecord: (name, value) => {
      change('record', name, value);
    },
    settled: () => flushing,
    close() {
      flush();
      database.close();
    },
  };
}

type TableName = 'resource' | 'record';

/** What is to be written, by id; undefined stands for what was deleted. */
type PendingWrites = Readonly<Record<TableName, ReadonlyMap<string, unknown>>>;

/** Writes all or nothing. */
function createWriter(database: DatabaseSync): (pending: PendingWrites) => void {
  const resource = tableWriter(database, 'resource');
  const record = tableWriter(database, 'record');
  return (pending) => {
    database.exec('BEGIN');
    try {
      for (const [id, body] of pending.resource) resource(id, body);
      for (const [id, body] of pending.record) record(id, body);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
}

function tableWriter(database: DatabaseSync, table: TableName): (id: string, body: unknown) => void {
  const upsert = database.prepare(
    `INSERT INTO ${table} (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  return (id, body) => {
    if (body === undefined) remove.run(id);
    else upsert.run(id, JSON.stringify(body));
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
     CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
     PRAGMA user_version = ${LAYOUT_VERSION}`,
  );
}
