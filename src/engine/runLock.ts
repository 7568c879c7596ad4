import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ProvisioningFailure } from '../protocol/failure.ts';

/**
 * Takes the right to run cycles on a state directory. Held by an open SQLite transaction, so that the operating system
 * gives it back when the process dies, however it dies.
 *
 * @returns a function that gives it back. @throws ProvisioningFailure of kind `busy` when another process holds it.
 */
export function takeRunLock(stateDirectory: string): () => void {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, 'run.lock');
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new ProvisioningFailure('busy', 'Another cycle of this job is running.', {
      recommendedAction: 'Wait until it has ended, or cancel it.',
      cause: error,
    });
  }
  return () => {
    lock.close();
  };
}
