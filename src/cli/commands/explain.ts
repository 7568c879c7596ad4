import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { decisionLine } from '../jsonLines.ts';
import { decisionText, stepsText } from '../objectText.ts';
import { withJob } from '../withJob.ts';

/** `explain`: what a sync would do with one object, with the steps that lead there. */
export async function runExplain(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const [, name = ''] = given.positionals;
  const decision = await withJob(invocation, 'reading', (session) => session.explain(name, interruption.signal));
  terminal.emit({ ...decisionLine(decision), steps: decision.steps });
  terminal.say(decisionText(decision, terminal.style));
  terminal.say(stepsText(decision.steps));
  return decision.failed ? exitCode.someObjectsFailed : exitCode.ok;
}
