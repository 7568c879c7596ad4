import { happenInTarget } from './happenInTarget.ts';
import { happenToGroup } from './happenToGroup.ts';
import { happenToUser } from './happenToUser.ts';
import { settingValues, type Happening, type Settings } from './story.ts';
import type { World } from './world.ts';

/**
 * Lets something happen.
 *
 * @returns what happened, in words; null when it could not.
 */
export async function happen(world: World, happening: Happening): Promise<string | null> {
  switch (happening.kind) {
    case 'setting':
      return change(world, happening.what, happening.to);
    case 'loseState':
      world.house.loseState();
      world.ledger.loseState();
      return 'The job’s state is lost.';
    case 'accept':
    case 'foreignAccount':
    case 'deleteAccount':
    case 'renameAccount':
    case 'remakeAccount':
      return happenInTarget(world, happening);
    case 'emptyGroup':
    case 'deleteGroup':
    case 'restoreGroup':
    case 'renameGroup':
    case 'assignGroup':
    case 'join':
    case 'leave':
      return happenToGroup(world, happening);
    default:
      return happenToUser(world, happening);
  }
}

function change(world: World, what: keyof Settings, to: number): string {
  const others = settingValues[what].filter((value) => value !== world.settings[what]);
  const value = others[to % others.length];
  world.settings = { ...world.settings, [what]: value };
  return `The job file says ${what}: ${String(value)}.`;
}
