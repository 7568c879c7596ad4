import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { refuseOddFiles, stateFailure, unusableState } from './store/stateFailure.ts';

/**
 * Takes the right to run cycles on a state directory. Held by an open SQLite transaction, so that the operating system
 * gives it back when the process dies, however it dies.
 *
 * @returns a function that gives it back. @throws ProvisioningFailure of kind `busy` when another process holds it, of kind
 *   `invalidState` when no lock can be kept there.
 */
export function takeRunLock(stateDirectory: string): () => void {
  const lock = openLock(stateDirectory);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
    if (code === notADatabase || code === corrupt)
      throw unusableState(
        stateDirectory,
        'run.lock in it is something else; delete that file, which holds nothing',
        error,
      );
    if (code !== busy) throw stateFailure(error, stateDirectory) ?? error;
    throw new ProvisioningFailure('busy', 'Another cycle of this job is running.', {
      recommendedAction: 'Wait until it has ended, or cancel it.',
      cause: error,
    });
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
    closeSync(openSync(path, 'a', 0o600));
    return new DatabaseSync(path);
  } catch (error) {
    throw stateFailure(error, stateDirectory) ?? error;
  }
}
