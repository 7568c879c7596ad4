import { DatabaseSync } from 'node:sqlite';
import { filesOfDatabase, oddKindAt } from '../../directories/files/fileKind.ts';
import { deltaTokenLifetimeMilliseconds } from './deltaTokens.ts';
import type { Directory, DirectoryJournal } from './directory.ts';
import type { RecordJournal } from './records.ts';
import type { AppRoleAssignment, DirectoryChange, DirectoryObject } from './model.ts';

/** The file in which a directory is kept. It belongs to one process at a time, until that process closes it or dies. */
export interface DirectoryFile {
  readonly journal: DirectoryJournal;
  /** Puts what was kept into an empty directory. */
  load(directory: Directory): void;
  /** A named value beside the directory; null when it was never set. */
  readSetting(name: string): string | null;
  writeSetting(name: string, value: string): void;
  close(): void;
}

/** Another process (or another sandbox in this one) has the file. */
export class DirectoryFileInUseError extends Error {
  constructor(path: string, cause: unknown) {
    super(`The sandbox's directory ${path} is in use.`, { cause });
    this.name = 'DirectoryFileInUseError';
  }
}

const busy = 5;
const patienceMilliseconds = 500;

/**
 * Opens or makes the SQLite file of a directory and locks it. The operating system holds the lock, so that one whose
 * process was killed is free at once. WAL with synchronous NORMAL: what was committed survives the death of the process.
 *
 * Throws DirectoryFileInUseError when somebody else has it.
 */
export function openDirectoryFile(path: string): DirectoryFile {
  const database = new DatabaseSync(path, { timeout: patienceMilliseconds });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec(tables);
  } catch (error) {
    database.close();
    throw isBusy(error) ? new DirectoryFileInUseError(path, error) : error;
  }
  const settings = {
    read: database.prepare('SELECT value FROM settings WHERE name = ?'),
    write: database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)'),
  };
  return {
    journal: { ...createJournal(database), ...createRecordJournal(database) },
    load: (directory) => {
      load(database, directory);
    },
    readSetting: (name) => (settings.read.get(name)?.['value'] as string | undefined) ?? null,
    writeSetting: (name, value) => {
      settings.write.run(name, value);
    },
    close: () => {
      database.close();
    },
  };
}

/** Whether a living process has the file open; false when there is no such file. */
export function isDirectoryFileInUse(path: string): boolean {
  if (filesOfDatabase(path).some((file) => oddKindAt(file) !== null)) return false;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.prepare('SELECT 1 FROM settings').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy;
}

const tables = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS objects (type TEXT, position INTEGER, content TEXT, PRIMARY KEY (type, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS members (groupId TEXT, position INTEGER, memberId TEXT, PRIMARY KEY (groupId, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS assignments (position INTEGER PRIMARY KEY, content TEXT);
  CREATE TABLE IF NOT EXISTS changes (sequence INTEGER PRIMARY KEY, at INTEGER, content TEXT);
  CREATE TABLE IF NOT EXISTS records (position INTEGER PRIMARY KEY, kind TEXT, key TEXT, content TEXT, UNIQUE (kind, key));
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
  COMMIT;
`;

function createRecordJournal(database: DatabaseSync): RecordJournal {
  const save = database.prepare(
    'INSERT INTO records (kind, key, content) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET content = excluded.content',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND key = ?');
  return {
    saveRecord: (kind, key, content) => void save.run(kind, key, JSON.stringify(content)),
    removeRecord: (kind, key) => void remove.run(kind, key),
  };
}

function createJournal(database: DatabaseSync): Omit<DirectoryJournal, keyof RecordJournal> {
  const saveObject = database.prepare('INSERT OR REPLACE INTO objects (type, position, content) VALUES (?, ?, ?)');
  const removeObject = database.prepare('DELETE FROM objects WHERE type = ? AND position = ?');
  const saveMember = database.prepare('INSERT OR REPLACE INTO members (groupId, position, memberId) VALUES (?, ?, ?)');
  const removeMember = database.prepare('DELETE FROM members WHERE groupId = ? AND position = ?');
  const saveAssignment = database.prepare('INSERT OR REPLACE INTO assignments (position, content) VALUES (?, ?)');
  const removeAssignment = database.prepare('DELETE FROM assignments WHERE position = ?');
  const saveChange = database.prepare('INSERT INTO changes (sequence, at, content) VALUES (?, ?, ?)');
  return {
    saveObject: (object, position) => void saveObject.run(object.type, position, JSON.stringify(object)),
    removeObject: (type, position) => void removeObject.run(type, position),
    saveMember: (groupId, memberId, position) => void saveMember.run(groupId, position, memberId),
    removeMember: (groupId, position) => void removeMember.run(groupId, position),
    saveAssignment: (assignment, position) => void saveAssignment.run(position, JSON.stringify(assignment)),
    removeAssignment: (position) => void removeAssignment.run(position),
    saveChange: (change) => void saveChange.run(change.sequence, change.at, JSON.stringify(change)),
    transaction: (work) => {
      if (database.isTransaction) return work();
      database.exec('BEGIN');
      try {
        return work();
      } finally {
        // Also after a refusal in a batch: what the directory holds in memory by then is what has to be on disk.
        database.exec('COMMIT');
      }
    },
  };
}

function load(database: DatabaseSync, directory: Directory): void {
  for (const { position, content } of rows(database, 'SELECT position, content FROM objects')) {
    const object = JSON.parse(String(content)) as DirectoryObject;
    directory.collection(object.type).put(object, Number(position));
  }
  for (const { groupId, memberId, position } of rows(database, 'SELECT groupId, memberId, position FROM members')) {
    directory.memberships.add(String(groupId), String(memberId), Number(position));
  }
  for (const { position, content } of rows(database, 'SELECT position, content FROM assignments')) {
    const assignment = JSON.parse(String(content)) as AppRoleAssignment;
    directory.assignments.place(Number(position), assignment.id, assignment);
  }
  for (const { kind, key, content } of rows(database, 'SELECT kind, key, content FROM records ORDER BY position')) {
    directory.records.restore(String(kind), String(key), JSON.parse(String(content)));
  }
  loadChanges(database, directory);
}

/** Changes older than any delta token that could ask for them are forgotten, but for the last, which keeps the count. */
function loadChanges(database: DatabaseSync, directory: Directory): void {
  database
    .prepare('DELETE FROM changes WHERE at < ? AND sequence < (SELECT max(sequence) FROM changes)')
    .run(directory.now().getTime() - deltaTokenLifetimeMilliseconds);
  for (const { content } of rows(database, 'SELECT content FROM changes ORDER BY sequence')) {
    directory.log.append(JSON.parse(String(content)) as DirectoryChange);
  }
}

function rows(database: DatabaseSync, query: string): NodeJS.Iterator<Record<string, unknown>> {
  return database.prepare(query).iterate();
}
