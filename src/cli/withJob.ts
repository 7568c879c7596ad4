import { resolve } from 'node:path';
import type { JobSession } from '../engine/jobSession.ts';
import { startThere, whyNotOurs } from '../job/writingExecutor.ts';
import type { Arguments, Invocation } from './command.ts';
import { findServerAccess, noServerAccess } from './credentials.ts';
import { UsageError } from './failures.ts';
import { findSandbox } from './findSandbox.ts';
import { readJobFile } from './jobFile.ts';
import { keepHeapSmall } from './smallHeap.ts';
import { jobStateDirectory, makeStateDirectory } from './stateDirectory.ts';

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
  const reason = needs === 'writing' ? whyNotOurs(job) : null;
  if (reason !== null) throw new UsageError(`${file}: ${reason} ${startThere}`);
  const path = resolve(file);
  const chosenState = given.text('state');
  const stateDirectory = jobStateDirectory(chosenState, job.id, environment);
  makeStateDirectory(stateDirectory);
  const access =
    needs === 'state'
      ? noServerAccess
      : findServerAccess(job, await findSandbox(path, chosenState, environment), environment);
  keepHeapSmall();
  const { openJobSession } = await import('../engine/jobSession.ts');
  const session = await openJobSession({ text, path, stateDirectory, ...timeoutOf(given), ...access });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** What `--timeout` says, for the commands that have it. */
function timeoutOf(given: Arguments): { readonly requestTimeoutMs?: number } {
  const seconds = given.count('timeout');
  return seconds === null ? {} : { requestTimeoutMs: seconds * 1000 };
}
