import { dirname, resolve } from 'node:path';
import type { JobSession } from '../engine/jobSession.ts';
import type { SandboxAddresses } from '../protocol/engineProtocol.ts';
import type { Environment, Invocation } from './command.ts';
import { findServerAccess, noServerAccess } from './credentials.ts';
import { UsageError } from './failures.ts';
import { readJobFile } from './jobFile.ts';
import { jobStateDirectory, sandboxStateDirectory } from './stateDirectory.ts';

/**
 * Opens the job that the command's first argument names, and closes it whatever happens.
 * @param needs what the command does: `state` reads the job's state and needs no token; `reading` and `writing` send requests
 * @throws UsageError and InvalidFileError before any request, ProvisioningFailure from the engine
 */
export async function withJob<Result>(
  { arguments: given, terminal, environment }: Invocation,
  needs: 'state' | 'reading' | 'writing',
  use: (session: JobSession) => Promise<Result>,
): Promise<Result> {
  const [file = ''] = given.positionals;
  const { text, job } = await readJobFile(file, terminal);
  if (needs === 'writing' && job.executor === 'entra') {
    throw new UsageError(
      `${file} is run by Microsoft Entra's own provisioning service ("executor": "entra"), and two executors must not write to one target: start it there, or write "executor": "local".`,
    );
  }
  const path = resolve(file);
  const access =
    needs === 'state' ? noServerAccess : findServerAccess(job, path, await findSandbox(path, environment), environment);
  const { openJobSession } = await import('../engine/jobSession.ts');
  const stateDirectory = jobStateDirectory(given.text('state'), job.id, environment);
  const session = await openJobSession({ text, path, stateDirectory, ...access });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The sandbox that runs in the job file's directory, else the one in the default place. */
async function findSandbox(jobPath: string, environment: Environment): Promise<SandboxAddresses | null> {
  const { readRunningSandbox } = await import('../sandbox/readySandbox.ts');
  return readRunningSandbox(dirname(jobPath)) ?? readRunningSandbox(sandboxStateDirectory(null, environment));
}
