import type { Delivery } from '../../protocol/deliveries.ts';
import type { Invocation } from '../command.ts';
import { deliveryText } from '../deliveries.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { withJob } from '../withJob.ts';

/** `notify --test`: sends a test notification to everybody whom the job names, and says what became of it on each way. */
export async function runNotify(invocation: Invocation): Promise<ExitCode> {
  const { arguments: given, terminal, interruption } = invocation;
  if (!given.isSet('test'))
    throw new UsageError('Notifications are sent after a cycle. Write --test to send a test notification now.');
  const report = await withJob(invocation, 'notifying', (session) => session.sendTestNotification(interruption.signal));
  terminal.emit(report);
  if (report.deliveries.length === 0)
    throw new UsageError(
      'The job tells nobody: write "email" or "webhook" below provisioning.notification in the job file.',
    );
  for (const delivery of report.deliveries) for (const line of deliveryText(delivery)) terminal.say(line);
  return report.deliveries.every(isSent) ? exitCode.ok : exitCode.connection;
}

function isSent({ failure }: Delivery): boolean {
  return failure === null;
}
