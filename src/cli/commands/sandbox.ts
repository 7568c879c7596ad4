import { once } from 'node:events';
import type { OpenServiceSession } from '../../sandbox/directory/synchronization/servicePort.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { isSystemError, UsageError } from '../failures.ts';
import { rememberSandbox } from '../findSandbox.ts';
import { programName } from '../help.ts';
import { printable } from '../printable.ts';
import { makeStateDirectory, sandboxStateDirectory } from '../stateDirectory.ts';

/** `sandbox`: runs both servers until it is told to stop; one line of JSON says that they are ready, and where. */
export async function runSandbox(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const { readyLine } = await import('../../sandbox/readySandbox.ts');
  const { arguments: given, environment } = invocation;
  const stateDirectory = sandboxStateDirectory(given.text('state'), environment, given.count('users'));
  const sandbox = await start(stateDirectory, invocation);
  try {
    await rememberSandbox(stateDirectory, environment);
    terminal.print(readyLine(sandbox));
    terminal.note(
      `The sandbox is running; Ctrl+C stops it. Try: ${programName} preview "${printable(sandbox.jobFile)}"`,
    );
    await terminal.flush();
    if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
  } finally {
    await sandbox.stop();
  }
  return exitCode.ok;
}

async function start(stateDirectory: string, { arguments: given }: Invocation): Promise<Sandbox> {
  const { SandboxStartError, startSandbox } = await import('../../sandbox/sandbox.ts');
  const users = given.count('users');
  const seatLimit = given.count('seats');
  const profile = given.text('profile');
  makeStateDirectory(stateDirectory);
  try {
    return await startSandbox({
      stateDirectory,
      openService,
      ...(users === null ? {} : { users }),
      ...(seatLimit === null ? {} : { seatLimit }),
      ...(profile === null ? {} : { profile }),
    });
  } catch (error) {
    if (error instanceof SandboxStartError) throw new UsageError(error.message);
    if (!isSystemError(error) && !isDatabaseError(error)) throw error;
    throw new UsageError(
      `The sandbox cannot be kept in ${stateDirectory}: ${error.message}. Mend that, move the files away to begin with a new sandbox, or name another directory with --state DIR.`,
    );
  }
}

/** The sandbox’s provisioning service runs on this product’s engine, which is loaded with the first job that is started. */
const openService: OpenServiceSession = async (params, now) => {
  const { openJobSession } = await import('../../engine/jobSession.ts');
  return openJobSession(params, now);
};

/** What SQLite says of a file that is damaged, full or not to be written (https://www.sqlite.org/rescode.html). */
function isDatabaseError(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error;
}
