import type { Invocation } from '../command.ts';
import type { ExitCode } from '../exitCode.ts';
import { tellService } from '../serviceText.ts';
import { withJob } from '../withJob.ts';

/** `start`: starts the cycles of a job that Entra's service runs. */
export function runStart(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  return withJob(invocation, 'writing', async (session) => {
    const create = given.isSet('create');
    return tellService(await session.start({ signal: interruption.signal, create }), terminal);
  });
}

/** `pause`: lets it begin no further cycle. */
export function runPause(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  return withJob(invocation, 'writing', async (session) =>
    tellService(await session.pause(interruption.signal), terminal),
  );
}
