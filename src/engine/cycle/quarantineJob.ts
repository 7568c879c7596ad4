import { crossedThreshold, imposeQuarantine, type QuarantineCause, type Threshold } from '../../decision/quarantine.ts';
import type { QuarantineSettings } from '../../job/job.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { CycleSummary, Quarantine } from '../../protocol/cycleSummary.ts';
import type { CycleContext } from './cycleContext.ts';
import type { Tally } from './tally.ts';
import { type Text, text } from '../../protocol/text.ts';

/** What a quarantine is imposed with. */
export type Quarantining = Pick<CycleContext, 'store' | 'job' | 'now'>;

/** The quarantine that the job is in from now on; null when nothing puts it there. */
export function quarantineBy({ store, job, now }: Quarantining, cause: QuarantineCause | null): Quarantine | null {
  if (cause === null) return null;
  const { intervalMinutes, retry, quarantine } = job.provisioning;
  return imposeQuarantine(store.state.quarantine(), cause, now(), {
    interval: intervalMinutes * 60_000,
    retry,
    duration: quarantine.duration,
  });
}

/** Judges what failed in a cycle that has come to its end. */
export function judgeFailures(
  { store, job, cycleId }: CycleContext,
  tally: Tally,
  cycle: CycleSummary['cycle'],
): QuarantineCause | null {
  const settings = job.provisioning.quarantine;
  const counts = {
    cycle: tally.attempts(),
    stored: { objects: store.escrow.failures('account'), references: store.escrow.failures('references') },
  };
  const reason = crossedThreshold(counts, settings);
  if (reason === null) return null;
  return {
    reason,
    message: messageOf(reason, counts, settings),
    recommendedAction: text`Look at the failures in the provisioning log, correct their cause, and sync again. Restart Provisioning forgets them and tries all anew.`,
    exchange: store.log.lastFailure(cycleId)?.exchange ?? null,
    // Told so by Microsoft's service, too: an initial cycle comes to its end, and its failures are not kept one by one.
    escrowsPruned: cycle === 'initial',
  };
}

function messageOf(
  reason: Threshold,
  { cycle, stored }: Parameters<typeof crossedThreshold>[0],
  { baseFailures, totalFailures, failurePercentage }: QuarantineSettings,
): Text {
  switch (reason) {
    case 'EncounteredBaseEscrowThreshold':
      return text`${stored.objects} users and groups failed, and more than ${baseFailures} are too many.`;
    case 'EncounteredTotalEscrowThreshold':
      return text`${stored.objects} users and groups and the references of ${stored.references} failed, and more than ${totalFailures} together are too many.`;
    case 'EncounteredEscrowProportionThreshold':
      return text`${cycle.failed} of ${cycle.failed + cycle.succeeded} attempts failed, which is more than ${failurePercentage} percent.`;
  }
}

const causing: ReadonlySet<ProvisioningFailure['kind']> = new Set(['connection', 'credential', 'source']);

/**
 * Runs a cycle, what it needs included. When it fails as a whole by one of the servers, or by what it needs to reach them, the
 * job is in quarantine, with the exchange that says why.
 *
 * @param requests how many have been sent so far.
 */
export async function quarantiningFailures<T>(
  { requests, ...quarantining }: Quarantining & { readonly requests: () => number },
  run: () => Promise<T>,
): Promise<T> {
  const before = requests();
  try {
    return await run();
  } catch (failure) {
    if (failure instanceof ProvisioningFailure && causing.has(failure.kind)) {
      const { text: message, recommendedAction, exchange } = failure;
      const cause = {
        reason: 'EncounteredQuarantineException',
        message,
        recommendedAction: recommendedAction ?? text`Run Test Connection to see which step fails.`,
        exchange,
        sentNothing: requests() === before,
      } as const;
      quarantining.store.state.setQuarantine(quarantineBy(quarantining, cause));
    }
    throw failure;
  }
}
