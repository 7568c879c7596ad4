import type { ExecutorDifference } from '../../entraService/compareDecision.ts';
import type { Invocation } from '../command.ts';
import { showProgress } from '../cycles.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';
import { english } from '../../protocol/text.ts';

/** `compare`: where our engine would do something else than Entra's service did, and why that may be. */
export async function runCompare(invocation: Invocation): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const comparison = await withJob(invocation, 'reading', (session) =>
    session.compare({
      signal: interruption.signal,
      onProgress: showProgress(terminal),
      onDifference(difference) {
        terminal.emit(difference);
        terminal.detail(differenceText(difference));
      },
    }),
  );
  const { compared, differences, unseen } = comparison;
  terminal.say(`Compared ${compared} users and groups: ${differences} differ.`);
  terminal.emit(comparison);
  for (const sentence of unseen) terminal.note(printable(english(sentence)));
  return differences === 0 ? exitCode.ok : exitCode.someObjectsFailed;
}

function differenceText({ source, ours, theirs, cause }: ExecutorDifference): string {
  const entra =
    theirs === null
      ? 'nothing in Entra’s log'
      : `Entra ${theirs.action} (${theirs.status}, ${theirs.activityDateTime}): ${printable(english(theirs.reason.message))}`;
  return [
    `${source.type} ${printable(source.displayName)} (${printable(source.id)})`,
    `    ours: ${ours.failed ? 'failure' : ours.action}: ${printable(english(ours.reason.message))}`,
    `    ${entra}`,
    `    ${printable(english(cause))}`,
  ].join('\n');
}
