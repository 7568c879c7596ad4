import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names another directory for the state of jobs than the person's own, for windows and command line alike. */
export const stateVariable = 'DROPBOX_PROVISIONING_STATE';

/**
 * Where each job's state has a directory of its own, named by the job's id: the one that `DROPBOX_PROVISIONING_STATE` names,
 * or `dropbox-provisioning` below the person's state directory. Windows and command line keep it in the same place, so that
 * they see each other's cycles.
 */
export function statesDirectory(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = environment[stateVariable]?.trim() ?? '';
  return isAbsolute(named) ? named : join(stateHome(environment, platform), 'dropbox-provisioning');
}

/** XDG Base Directory Specification 0.8 (`XDG_STATE_HOME`, ignored when it is relative), and what other systems have instead. */
export function stateHome(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: localAppData } = environment;
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (platform === 'win32') return localAppData ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return join(homedir(), '.local', 'state');
}
