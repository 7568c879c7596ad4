import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivateFile } from '../../directories/files/privateFile.ts';
import { refuseOddFiles, stateFailure, unusableState } from '../store/stateFailure.ts';
import { text } from '../../protocol/text.ts';

/**
 * Takes the right to run on a state directory. Held by an open SQLite transaction, so that the operating system gives it back
 * when the process dies, however it dies.
 *
 * @returns a function that gives it back; null when somebody holds it, in this process or another.
 * @throws ProvisioningFailure of kind `invalidState` when no lock can be kept there.
 */
export function tryRunLock(stateDirectory: string): (() => void) | null {
  const lock = openLock(stateDirectory);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
    if (code === busy) return null;
    if (code === notADatabase || code === corrupt)
      throw unusableState(
        stateDirectory,
        text`run.lock in it is something else; delete that file, which holds nothing`,
        error,
      );
    throw stateFailure(error, stateDirectory) ?? error;
  }
  return () => {
    lock.close();
  };
}

/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

function openLock(stateDirectory: string): DatabaseSync {
  try {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
    const path = join(stateDirectory, 'run.lock');
    refuseOddFiles(stateDirectory, path);
    makePrivateFile(path);
    return new DatabaseSync(path);
  } catch (error) {
    throw stateFailure(error, stateDirectory) ?? error;
  }
}
