import { join } from 'node:path';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { hasState, openDatabase } from '../store/database.ts';
import type { JobState } from '../store/jobState.ts';
import { serviceState } from '../store/serviceState.ts';
import { text } from '../../protocol/text.ts';

/** What is known of a job from when Entra's service ran it. */
export interface ServiceBefore {
  /** Whether it still ran cycles when it was looked at last. */
  readonly active: boolean;
  /** ISO 8601, UTC: when it was looked at last. */
  readonly readAt: string;
}

/**
 * What is known of a job that our own engine runs now from when Entra's service ran it; null when it never did.
 *
 * @param stateDirectory the job's.
 * @param now milliseconds since 1970.
 */
export function serviceBefore(stateDirectory: string, now: number): ServiceBefore | null {
  const own = join(stateDirectory, 'entra');
  if (!hasState(own)) return null;
  const database = openDatabase(own, now);
  try {
    const status = serviceState(database).known()?.status ?? null;
    return status && { active: status.schedule.state === 'Active', readAt: status.readAt };
  } finally {
    database.close();
  }
}

/**
 * Refuses to write beside Entra's service: two executors never write to one target.
 *
 * @throws ProvisioningFailure of kind `notSupported` that says how the job moves here.
 */
export function refuseBesideService(before: ServiceBefore | null): void {
  if (before?.active !== true) return;
  throw new ProvisioningFailure(
    'notSupported',
    text`Microsoft Entra’s service still ran the cycles of this job when it was looked at last (${before.readAt}), and two executors must not write to one target. Nothing was read or changed.`,
    {
      recommendedAction: text`Move the job to our engine (Move Job, or move --to local), which pauses provisioning in Entra first.`,
    },
  );
}

/** Whether Entra's service may have written since our engine's last cycle: what is known of accounts is out of date then. */
export function mayHaveWritten(before: ServiceBefore | null, state: Pick<JobState, 'lastCycle'>): boolean {
  const last = state.lastCycle();
  return before !== null && last !== null && before.readAt > last.finishedAt;
}
