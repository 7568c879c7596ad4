/** What decides about the time of a job's next cycle. Moments are in milliseconds since 1970. */
export interface ScheduleFacts {
  /** Provisioning Status of the job file. */
  readonly status: 'on' | 'off';
  readonly intervalMinutes: number;
  /** When the last cycle was started, however it ended; null before the first. */
  readonly lastStarted: number | null;
  /** Whether the process of the last one has died before its end. */
  readonly cutShort: boolean;
  /** When a job in quarantine is to be tried again, and whether it isn't any more; null outside of quarantine. */
  readonly quarantine: { readonly nextAttempt: number | null; readonly off: boolean } | null;
}

/** A cycle that was cut short is taken up again after so many minutes: at once, one that kills its process would do so endlessly. */
const takenUpAfter = 5;

/**
 * When the next cycle is due: an interval after the last one began, so that a job that was missed for days has one cycle to
 * catch up with, not one for each interval. Null while provisioning is off. A cycle that began in the future began before
 * the clock was set back: the next one is due now.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works ("Provisioning cycles")
 */
export function nextCycle(facts: ScheduleFacts, now: number): Date | null {
  const { status, intervalMinutes, lastStarted, cutShort, quarantine } = facts;
  if (status === 'off' || quarantine?.off === true) return null;
  if (lastStarted === null || lastStarted > now) return new Date(now);
  const minutes = cutShort ? Math.min(takenUpAfter, intervalMinutes) : intervalMinutes;
  // An attempt that was cancelled has changed nothing about the time that the quarantine says.
  return new Date(Math.max(quarantine?.nextAttempt ?? 0, lastStarted + minutes * 60_000));
}
