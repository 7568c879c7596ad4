import { ProvisioningFailure } from '../../protocol/failure.ts';
import { inEnglish } from '../../protocol/localize.ts';
import type { RunHolder } from '../../protocol/jobStatus.ts';
import { runSentence } from '../../protocol/runWords.ts';
import type { LeasePorts } from './leasePorts.ts';
import { text } from '../../protocol/text.ts';

/** The failure of who finds the lease taken: who has it, since when, and what to do. */
export function busyFailure(holder: RunHolder | null, { now, pid, host }: LeasePorts): ProvisioningFailure {
  const message =
    holder === null
      ? text`Something else is running on this job.`
      : runSentence(holder, { now: now(), own: holder.pid === pid && holder.host === host }, inEnglish);
  return new ProvisioningFailure('busy', message, {
    recommendedAction: text`Wait until it has ended, or cancel it with Cancel Running Cycle in VS Code or with dropbox-provisioning cancel JOB.`,
  });
}
