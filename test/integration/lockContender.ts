import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryRunLock } from '../../src/engine/lease/runLock.ts';

/**
 * Takes the lock of the directory that it's started with, again and again, and does while it has it what fails when somebody
 * else has it, too. It also tries to take what it has, as a second run of the same process does. Ends with 0 when nobody was there.
 */
const [, , directory = ''] = process.argv;
const mark = join(directory, 'somebody');

for (let taken = 0; taken < 100;) {
  const unlock = tryRunLock(directory);
  if (unlock === null) continue;
  closeSync(openSync(mark, 'wx'));
  if (tryRunLock(directory) !== null) throw new Error('The lock was taken twice in one process.');
  const until = performance.now() + 1;
  while (performance.now() < until);
  rmSync(mark);
  unlock();
  taken++;
}
