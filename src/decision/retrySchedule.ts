/** When what failed is tried again. All times are milliseconds. */
export interface RetrySchedule {
  /** Measured from the first failure, in rising order; zero is "with the next cycle". */
  readonly delays: readonly number[];
  /** Between two attempts after the last of the delays; greater than zero. */
  readonly interval: number;
  /** After so long nothing is tried again by itself. */
  readonly duration: number;
}

/**
 * When to try again: after the first failure the first of the schedule's times, after the second the second and so on, but none
 * that is over already, so that an attempt that was missed isn't made up for by several.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status ("Retry duration")
 *
 * @param failures how many attempts have failed in this series, from 1.
 * @param firstFailed milliseconds since 1970; when that is ahead of now, the clock was set back, and the next attempt is due.
 * @param now milliseconds since 1970.
 * @returns milliseconds since 1970; null when the schedule has come to its end.
 */
export function nextAttempt(
  failures: number,
  firstFailed: number,
  now: number,
  schedule: RetrySchedule,
): number | null {
  const { delays, interval, duration } = schedule;
  const since = now - firstFailed;
  if (since < 0) return now;
  const place = Math.max(0, failures - 1);
  const delay =
    delays.find((each, index) => index >= place && each >= since) ??
    afterDelays(delays.at(-1) ?? 0, Math.max(1, place - delays.length + 1), interval, since);
  return delay > duration ? null : firstFailed + delay;
}

/** The times after the last delay are that far apart: the `least`-th of them, or the first that isn't over. */
function afterDelays(last: number, least: number, interval: number, since: number): number {
  return last + interval * Math.max(least, Math.ceil((since - last) / interval));
}
