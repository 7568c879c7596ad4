import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stateHome, statesDirectory } from '../engine/stateHome.ts';
import type { Environment } from './command.ts';
import { isSystemError, UsageError } from './failures.ts';

/**
 * Where a job's state is kept: a directory of its own for each job id below `--state DIR`, so that two jobs never share
 * their links, or where windows keep it, too.
 */
export function jobStateDirectory(
  chosen: string | null,
  jobId: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(chosen === null ? statesDirectory(environment, platform) : resolve(chosen), jobId);
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
  return join(stateHome(environment), name);
}

/**
 * Makes a state directory, readable by its owner only, with the directories above it.
 * @throws UsageError when that cannot be, or when nothing may be written there
 */
export function makeStateDirectory(path: string): void {
  try {
    for (const directory of missingDirectories(path)) mkdirSync(directory, { mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'EEXIST') throw unusable(path, obstacles[error.code ?? ''] ?? error.message);
    // Another command has made it meanwhile.
  }
  if (!statSync(path).isDirectory()) throw unusable(path, 'it is a file');
}

/** From the outermost on. Not `recursive`, which goes on for ever where the system lets nobody make a directory (/proc). */
function missingDirectories(path: string): readonly string[] {
  return existsSync(path) ? [] : [...missingDirectories(dirname(path)), path];
}

function unusable(path: string, why: string): UsageError {
  return new UsageError(
    `The state cannot be kept in ${path}: ${why}. Another directory can be named with --state DIR.`,
  );
}

const obstacles: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'it cannot be made',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
};
