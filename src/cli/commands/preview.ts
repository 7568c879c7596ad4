import type { Invocation } from '../command.ts';
import { showProgress, tellCycle } from '../cycles.ts';
import type { ExitCode } from '../exitCode.ts';
import { decisionLine } from '../jsonLines.ts';
import { decisionText } from '../objectText.ts';
import { withJob } from '../withJob.ts';

/** `preview`: what a sync would do with each object, and why. Objects that need nothing are lines of JSON only. */
export async function runPreview(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const summary = await withJob(invocation, 'reading', (session) =>
    session.preview({
      signal: interruption.signal,
      adopt: given.isSet('adopt'),
      onDecision(decision) {
        terminal.emit(decisionLine(decision));
        if (decision.action !== 'none' || decision.failed) terminal.detail(decisionText(decision, terminal.style));
      },
      onProgress: showProgress(terminal),
    }),
  );
  return tellCycle(summary, 'preview', invocation);
}
