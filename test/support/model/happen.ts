import { happenInTarget } from './happenInTarget.ts';
import { happenToGroup } from './happenToGroup.ts';
import { happenToUser } from './happenToUser.ts';
import type { Happening } from './story.ts';
import type { World } from './world.ts';

/**
 * Lets something happen.
 *
 * @returns what happened, in words; null when it could not.
 */
export async function happen(world: World, happening: Happening): Promise<string | null> {
  switch (happening.kind) {
    case 'setting':
      return change(world, happening.to);
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

function change(world: World, to: Extract<Happening, { kind: 'setting' }>['to']): string | null {
  const settings = { ...world.settings, ...to };
  if (JSON.stringify(settings) === JSON.stringify(world.settings)) return null;
  world.settings = settings;
  return `The job file says ${JSON.stringify(to).replaceAll('"', '')}.`;
}
