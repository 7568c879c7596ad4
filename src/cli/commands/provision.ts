import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { eventLine } from '../jsonLines.ts';
import { eventText, stepsText } from '../objectText.ts';
import { withJob } from '../withJob.ts';

/** `provision`: provisions one object on demand, and shows the steps. */
export async function runProvision(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const [, name = ''] = given.positionals;
  const event = await withJob(invocation, 'writing', (session) => session.provisionOnDemand(name, interruption.signal));
  terminal.emit(eventLine(event));
  terminal.say(eventText(event, terminal.style));
  terminal.say(stepsText(event.steps));
  if (event.action === 'stagedDelete') return exitCode.quarantine;
  return event.status === 'failure' ? exitCode.someObjectsFailed : exitCode.ok;
}
