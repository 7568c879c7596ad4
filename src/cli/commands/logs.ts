import type { Invocation } from '../command.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { eventLine } from '../jsonLines.ts';
import { eventText } from '../objectText.ts';
import { withJob } from '../withJob.ts';

/** `logs`: the newest events of the provisioning log, oldest first; a request is sent only where the log is Entra's. */
export async function runLogs(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const query = {
    sourceId: given.text('object'),
    cycleId: given.text('cycle'),
    before: null,
    limit: given.count('limit') ?? Number.MAX_SAFE_INTEGER,
  };
  const events = await withJob(invocation, 'following', async (session) => {
    await session.follow({ signal: interruption.signal, onEvent: () => undefined });
    return session.logs(query);
  });
  for (const event of events.toSorted((one, other) => one.id - other.id)) {
    terminal.emit(eventLine(event));
    terminal.detail(eventText(event, terminal.style));
  }
  if (events.length === 0) terminal.note('There are no such events.');
  return exitCode.ok;
}
