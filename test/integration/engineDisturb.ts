import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineTest } from './engineSetup.ts';

/** Gives users of the directory these user principal names (before the `@`). */
export function rename(house: EngineTest, names: Readonly<Record<string, string>>): void {
  for (const [name, next] of Object.entries(names))
    house.directory.updateObject(house.user(name), {
      userPrincipalName: `${next}@contoso.com`,
      mail: `${next}@contoso.com`,
    });
}

/** The job's state is gone, as after a move to another machine. */
export function loseState({ stateDirectory }: Pick<EngineTest, 'stateDirectory'>): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(stateDirectory, `state.sqlite${suffix}`), { force: true });
}
