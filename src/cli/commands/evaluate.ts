import { jsonLine } from '../../protocol/safeText.ts';
import type { Invocation } from '../command.ts';
import { createLineEvaluator } from '../evaluateLine.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { linesOf } from '../lines.ts';

/** How many answers may wait for the reader of standard output before standard input is read on. */
const linesBetweenFlushes = 1000;

/** `evaluate`: one JSON object a line from standard input, one answer a line to standard output, in order. */
export async function runEvaluate(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption, input } = invocation;
  const evaluateLine = createLineEvaluator(given.text('dialect') === 'cloud-sync' ? 'cloud-sync' : 'provisioning');
  let allReadable = true;
  let count = 0;
  for await (const line of linesOf(input())) {
    if (interruption.signal.aborted) break;
    const request = line.trim(); // without the byte order mark, too, that Windows PowerShell pipes in
    if (request === '') continue;
    const answer = evaluateLine(request);
    if ('error' in answer && answer.error.code === 'invalidInput') allReadable = false;
    terminal.print(jsonLine(answer));
    count += 1;
    if (count % linesBetweenFlushes === 0) await terminal.flush();
  }
  return interruption.exitCode() ?? (allReadable ? exitCode.ok : exitCode.usage);
}
