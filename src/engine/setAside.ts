import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { openDatabase } from './store/database.ts';
import { DamagedState, stateFailure } from './store/stateFailure.ts';
import { text } from '../protocol/text.ts';

/**
 * Moves a state that is damaged to another name beside it, so that the next cycle makes it again by matching. One that is
 * whole, or that only can't be used here and now, is left alone: with it would go what nobody can match, such as who has left.
 *
 * To be called by who runs alone on the job.
 *
 * @param now milliseconds since 1970.
 * @returns where it is now. @throws ProvisioningFailure of kind `invalidState` when it isn't damaged.
 */
export function setDamagedStateAside(stateDirectory: string, now: number): string {
  try {
    if (!isDamaged(stateDirectory, now))
      throw new ProvisioningFailure(
        'invalidState',
        text`The state of this job is not damaged, so it was left as it is.`,
        {
          recommendedAction: text`To have everyone read and decided anew, use Restart Provisioning (--restart).`,
        },
      );
    const time = new Date(now)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-');
    const path = join(stateDirectory, 'state.sqlite');
    const aside = join(stateDirectory, `state.damaged-${time}.sqlite`);
    for (const suffix of ['-wal', '-shm', '']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    return aside;
  } catch (error) {
    throw stateFailure(error, stateDirectory) ?? error;
  }
}

function isDamaged(stateDirectory: string, now: number): boolean {
  try {
    const database = openDatabase(stateDirectory, now);
    try {
      return database.damageBehind(null) instanceof DamagedState;
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof DamagedState) return true;
    throw error;
  }
}
