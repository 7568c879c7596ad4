import type { JobSession, SyncOptions } from '../../engine/session.ts';
import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { Invocation } from '../command.ts';
import { showProgress, tellCycle } from '../cycles.ts';
import { deliveryText } from '../deliveries.ts';
import type { ExitCode } from '../exitCode.ts';
import { cycleLine, eventLine } from '../jsonLines.ts';
import { eventText, quarantineText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';

/** `sync`: one cycle; each event as it happens, and the summary last. Objects that need nothing are lines of JSON only. */
export function runSync(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal } = invocation;
  return withJob(invocation, 'writing', async (session) => {
    if (given.isSet('rebuild')) {
      const aside = await session.setDamagedStateAside();
      terminal.note(`The damaged state is now ${printable(aside)}; everyone is matched anew.`);
    }
    return syncOnce(invocation, session, {
      allowDeletes: given.isSet('allow-deletes'),
      restart: given.isSet('restart'),
      adopt: given.isSet('adopt'),
      retryFailures: given.isSet('retry-failures'),
    });
  });
}

/** Runs a cycle and tells of it. A cycle that fails as a whole tells of the quarantine that it put the job in. */
export async function syncOnce(
  invocation: Invocation,
  session: JobSession,
  options: Partial<SyncOptions>,
): Promise<ExitCode> {
  const { terminal, interruption } = invocation;
  const before = session.status().quarantine;
  try {
    const summary = await session.sync({
      allowDeletes: false,
      restart: false,
      ...options,
      signal: interruption.signal,
      onEvent(event) {
        terminal.emit(eventLine(event));
        if (event.action !== 'none' || event.status === 'failure') terminal.detail(eventText(event, terminal.style));
      },
      onProgress: showProgress(terminal),
      onDelivery(delivery) {
        for (const line of deliveryText(delivery)) terminal.note(line);
      },
    });
    terminal.emit(cycleLine(summary));
    if (before !== null && summary.quarantine === null && summary.outcome === 'completed')
      terminal.note('The quarantine has ended.');
    return tellCycle(summary, 'cycle', invocation);
  } catch (error) {
    const quarantine = quarantineNow(session);
    if (quarantine !== null && quarantine.seriesCount !== before?.seriesCount)
      for (const line of quarantineText({ quarantine: { ...quarantine, exchange: null } })) terminal.note(line);
    throw error;
  }
}

/** What stopped the cycle may be the state itself. */
function quarantineNow(session: JobSession): Quarantine | null {
  try {
    return session.status().quarantine;
  } catch {
    return null;
  }
}
