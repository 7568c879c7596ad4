import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './command.ts';

/**
 * Where a job's state is kept: a directory of its own for each job id below `--state DIR`, so that two jobs never share
 * their links, or below the person's state directory.
 */
export function jobStateDirectory(
  chosen: string | null,
  jobId: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): string {
  const parent = chosen === null ? join(stateHome(environment, platform), 'dropbox-provisioning') : resolve(chosen);
  return join(parent, jobId);
}

/**
 * Where the sandbox is kept: `--state DIR`, or beside the state of jobs. A tenant of N generated users has a directory of
 * its own there, so that asking for another size never meets the one before.
 */
export function sandboxStateDirectory(
  chosen: string | null,
  environment: Environment,
  users: number | null = null,
): string {
  if (chosen !== null) return resolve(chosen);
  const name = users === null ? 'dropbox-provisioning-sandbox' : `dropbox-provisioning-sandbox-${users}`;
  return join(stateHome(environment, process.platform), name);
}

/** XDG Base Directory Specification 0.8 (`XDG_STATE_HOME`, ignored when it is relative), and what other systems have instead. */
function stateHome(environment: Environment, platform: NodeJS.Platform): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: localAppData } = environment;
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (platform === 'win32') return localAppData ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return join(homedir(), '.local', 'state');
}
