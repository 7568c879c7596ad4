import type { Invocation } from '../command.ts';
import { showProgress, tellCycle } from '../cycles.ts';
import { deliveryText } from '../deliveries.ts';
import type { ExitCode } from '../exitCode.ts';
import { cycleLine, eventLine } from '../jsonLines.ts';
import { eventText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { withJob } from '../withJob.ts';

/** `sync`: one cycle; each event as it happens, and the summary last. Objects that need nothing are lines of JSON only. */
export async function runSync(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  const summary = await withJob(invocation, 'writing', async (session) => {
    if (given.isSet('rebuild')) {
      const aside = await session.setDamagedStateAside();
      terminal.note(`The damaged state is now ${printable(aside)}; everyone is matched anew.`);
    }
    return session.sync({
      signal: interruption.signal,
      allowDeletes: given.isSet('allow-deletes'),
      restart: given.isSet('restart'),
      adopt: given.isSet('adopt'),
      onEvent(event) {
        terminal.emit(eventLine(event));
        if (event.action !== 'none' || event.status === 'failure') terminal.detail(eventText(event, terminal.style));
      },
      onProgress: showProgress(terminal),
      onDelivery(delivery) {
        for (const line of deliveryText(delivery)) terminal.note(line);
      },
    });
  });
  terminal.emit(cycleLine(summary));
  return tellCycle(summary, 'cycle', invocation);
}
