import type { ProvisioningJob } from '../job/job.ts';
import { ProvisioningFailure, textOf } from '../protocol/failure.ts';
import type { JobSchedule } from '../protocol/jobStatus.ts';
import type { Text } from '../protocol/text.ts';
import { nextCycle } from '../schedule/nextCycle.ts';
import type { JobState } from './store/jobState.ts';

/** Runs a cycle, and notes when it began, when it ended and why it failed, for whoever looks when the next one is due. */
export async function attempted<T>(state: JobState, now: () => number, cycle: () => Promise<T>): Promise<T> {
  const time = (): string => new Date(now()).toISOString();
  const startedAt = time();
  state.setLastAttempt({ startedAt, finishedAt: null, failure: null });
  try {
    const result = await cycle();
    state.setLastAttempt({ startedAt, finishedAt: time(), failure: null });
    return result;
  } catch (error) {
    const { kind, text: message } = error instanceof ProvisioningFailure ? error : unexpected(error);
    try {
      state.setLastAttempt({ startedAt, finishedAt: time(), failure: { kind, message } });
    } catch {
      // A state that takes no more is what the cycle failed of.
    }
    throw error;
  }
}

function unexpected(error: unknown): { readonly kind: string; readonly text: Text } {
  return { kind: 'internal', text: textOf(error) };
}

/**
 * When a job has its next cycle, whoever runs it.
 *
 * @param now milliseconds since 1970.
 * @param isSyncing whether the last cycle runs at this moment.
 */
export function scheduleOf(job: ProvisioningJob, state: JobState, now: number, isSyncing: boolean): JobSchedule {
  const { status, intervalMinutes } = job.provisioning;
  const lastAttempt = state.lastAttempt();
  const quarantine = state.quarantine();
  const started = lastAttempt?.startedAt ?? state.lastCycle()?.finishedAt ?? null;
  const next = nextCycle(
    {
      status,
      intervalMinutes,
      lastStarted: timeOf(started),
      cutShort: lastAttempt?.finishedAt === null && !isSyncing,
      quarantine: quarantine && { off: quarantine.off, nextAttempt: timeOf(quarantine.nextAttempt) },
    },
    now,
  );
  return { nextCycle: next?.toISOString() ?? null, lastAttempt };
}

function timeOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

/** Whether a cycle is due, for who has the lease. @param now milliseconds since 1970. */
export function isDue(job: ProvisioningJob, state: JobState, now: number): boolean {
  const { nextCycle: next } = scheduleOf(job, state, now, false);
  return next !== null && Date.parse(next) <= now;
}
