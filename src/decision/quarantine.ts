import type { QuarantineSettings } from '../job/job.ts';
import type { Quarantine } from '../protocol/cycleSummary.ts';
import type { HttpExchange } from '../protocol/provisioning.ts';
import { nextAttempt, type RetrySchedule } from './retrySchedule.ts';
import type { Text } from '../protocol/text.ts';

/**
 * Why many failures put a job in quarantine, in the names of Microsoft Graph.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine ("quarantineReason")
 */
export type Threshold =
  'EncounteredBaseEscrowThreshold' | 'EncounteredTotalEscrowThreshold' | 'EncounteredEscrowProportionThreshold';

const thresholds: ReadonlySet<string> = new Set<Threshold>([
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
]);

/** What failed, as far as it counts. */
export interface FailureCounts {
  /** Attempts of one cycle, those of references left out. */
  readonly cycle: { readonly failed: number; readonly succeeded: number };
  /** Failures that are stored, to be tried again. */
  readonly stored: { readonly objects: number; readonly references: number };
}

/**
 * Judges whether so much failed that going on as before makes no sense.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
 *
 * @returns null when it doesn't.
 */
export function crossedThreshold({ cycle, stored }: FailureCounts, settings: QuarantineSettings): Threshold | null {
  const { minimumFailures, failurePercentage, baseFailures, totalFailures } = settings;
  const total = stored.objects + stored.references;
  if (stored.objects >= minimumFailures && stored.objects > baseFailures) return 'EncounteredBaseEscrowThreshold';
  if (total >= minimumFailures && total > totalFailures) return 'EncounteredTotalEscrowThreshold';
  const isLargeShare = cycle.failed * 100 > (cycle.failed + cycle.succeeded) * failurePercentage;
  return cycle.failed >= minimumFailures && isLargeShare ? 'EncounteredEscrowProportionThreshold' : null;
}

/** Whether many failures put the job in quarantine: an attempt then tries all of them. */
export function isByThreshold(quarantine: Pick<Quarantine, 'reason'> | null): boolean {
  return quarantine !== null && thresholds.has(quarantine.reason);
}

/** What puts a job in quarantine, or keeps it there. */
export interface QuarantineCause {
  readonly reason: Threshold | 'EncounteredQuarantineException' | 'TooManyDeletes';
  readonly message: Text;
  readonly recommendedAction: Text;
  /** The request, and its response, that is the cause or the latest of them. */
  readonly exchange: HttpExchange | null;
  readonly escrowsPruned?: boolean;
  /** Whether no request was sent: an attempt then spares nobody anything by coming later. */
  readonly sentNothing?: boolean;
}

/** What the timing of a job in quarantine depends on, in milliseconds. */
export interface QuarantineTiming {
  /** Between two cycles of a job that isn't in quarantine. */
  readonly interval: number;
  readonly retry: RetrySchedule;
  /** After so long no cycle runs by itself any more. */
  readonly duration: number;
}

/**
 * Puts a job in quarantine, or goes on with the one that it's in. Attempts become rarer with each that fails: the next cycle as
 * ever, then as what fails is tried again, until they end altogether. What accidental-deletion prevention holds back makes
 * them no rarer, since everything else is carried out; nor does what this machine lacks, such as a token.
 *
 * @param now milliseconds since 1970.
 */
export function imposeQuarantine(
  former: Quarantine | null,
  cause: QuarantineCause,
  now: number,
  timing: QuarantineTiming,
): Quarantine {
  const { reason, message, recommendedAction, exchange, escrowsPruned = false, sentNothing = false } = cause;
  const isSame = former?.reason === reason && Date.parse(former.since) <= now;
  const asEver = reason === 'TooManyDeletes' || sentNothing;
  const series = seriesOf(former, asEver, now);
  const next = asEver ? now : attemptAfter(series, now, timing);
  return {
    reason,
    message,
    recommendedAction,
    since: isSame ? former.since : toIso(now),
    exchange,
    seriesBegan: toIso(series.began),
    seriesCount: series.count,
    nextAttempt: next === null || asEver ? null : toIso(next),
    off: next === null,
    escrowsPruned: escrowsPruned || (isByThreshold(former) && isByThreshold(cause) && (former?.escrowsPruned ?? false)),
  };
}

/** Attempts that failed one after the other, whatever by; those that come as often as ever are a series of their own. */
function seriesOf(
  former: Quarantine | null,
  asEver: boolean,
  now: number,
): { readonly began: number; readonly count: number } {
  const began = former === null ? now : Date.parse(former.seriesBegan);
  const goesOn = former !== null && began <= now && (former.nextAttempt === null && !former.off) === asEver;
  return goesOn ? { began, count: former.seriesCount + 1 } : { began: now, count: 1 };
}

function attemptAfter(
  { began, count }: { readonly began: number; readonly count: number },
  now: number,
  { interval, retry, duration }: QuarantineTiming,
): number | null {
  const delays = (retry.delays.length === 0 ? [0] : retry.delays).map((delay) => Math.max(delay, interval));
  return nextAttempt(count, began, now, { delays, interval: Math.max(retry.interval, interval), duration });
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
