import type { ExecutorDifference } from '../../protocol/comparison.ts';
import type { JobSession } from '../../engine/session.ts';
import type { Invocation } from '../command.ts';
import { showProgress } from '../cycles.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';
import { english } from '../../protocol/text.ts';

/** `compare`: where our engine would do something else than Entra's service did, and why that may be. */
export function runCompare(invocation: Invocation): Promise<ExitCode> {
  return withJob(invocation, 'reading', async (session) =>
    (await compareIn(invocation, session)) === 0 ? exitCode.ok : exitCode.someObjectsFailed,
  );
}

/** Tells the differences one by one, and gives how many there are. */
export async function compareIn(
  { terminal, interruption }: Pick<Invocation, 'terminal' | 'interruption'>,
  session: Pick<JobSession, 'compare'>,
): Promise<number> {
  const comparison = await session.compare({
    signal: interruption.signal,
    onProgress: showProgress(terminal),
    onDifference(difference) {
      terminal.emit(difference);
      terminal.detail(differenceText(difference));
    },
  });
  const { compared, differences, unseen } = comparison;
  terminal.say(`Compared ${compared} users and groups: ${differences} differ.`);
  terminal.emit(comparison);
  for (const sentence of unseen) terminal.note(printable(english(sentence)));
  return differences;
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
