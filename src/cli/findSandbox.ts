import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { SandboxAddresses } from '../protocol/openJob.ts';
import type { Environment } from './command.ts';
import { isSystemError } from './failures.ts';
import { sandboxStateDirectory } from './stateDirectory.ts';

/** Remembers where a sandbox was started last, so that a job of kind `sandbox` finds it wherever its file is. */
export async function rememberSandbox(stateDirectory: string, environment: Environment): Promise<void> {
  const { replaceFile } = await import('../sandbox/readySandbox.ts');
  const file = latestSandboxFile(environment);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, stateDirectory);
  } catch (error) {
    // A home that cannot be written: then the job file has to be in the sandbox's directory.
    if (!isSystemError(error)) throw error;
  }
}

/**
 * The running sandbox that a job means: the one in the job file's directory, else in `--state DIR`, else in the default
 * place, else the one that was started last. Null when none of them runs: its servers are on this machine and prove that they
 * are the sandbox's before any token is sent there.
 */
export async function findSandbox(
  jobPath: string,
  chosenState: string | null,
  environment: Environment,
): Promise<SandboxAddresses | null> {
  const { readIfThere, readRunningSandbox } = await import('../sandbox/readySandbox.ts');
  const { isLiveSandbox } = await import('../sandbox/liveSandbox.ts');
  const latest = readIfThere(latestSandboxFile(environment));
  const places = [
    dirname(jobPath),
    ...(chosenState === null ? [] : [resolve(chosenState)]),
    sandboxStateDirectory(null, environment),
    // Whatever else has written the file, it names no place where a sandbox could be.
    ...(latest !== null && isAbsolute(latest) ? [latest] : []),
  ];
  for (const place of places) {
    const sandbox = readRunningSandbox(place);
    if (sandbox !== null && (await isLiveSandbox(sandbox))) return sandbox;
  }
  return null;
}

function latestSandboxFile(environment: Environment): string {
  return `${sandboxStateDirectory(null, environment)}.latest`;
}
