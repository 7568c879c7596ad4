import type { ProvisioningJob } from '../job/job.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import type { StagedAction } from '../protocol/stagedActions.ts';
import { scheduleOf } from './attempts.ts';
import { currentRun } from './lease/currentRun.ts';
import { notificationStatus } from './store/notified.ts';
import type { JobStore } from './store/jobStore.ts';

/**
 * How a job is, as the last cycle left it.
 *
 * @param now milliseconds since 1970.
 */
export function statusOf(job: ProvisioningJob, store: JobStore, stateDirectory: string, now: number): JobStatus {
  const running = currentRun(stateDirectory);
  const lastCycle = store.state.lastCycle();
  const quarantine = store.state.quarantine();
  const staged = store.holds.list();
  const { waiting, next, givenUp } = store.escrow.outlook(now);
  return {
    jobId: job.id,
    displayName: job.displayName,
    code:
      quarantine !== null
        ? 'Quarantine'
        : lastCycle === null
          ? 'NotRun'
          : job.provisioning.status === 'on'
            ? 'Active'
            : 'Paused',
    lastCycle,
    quarantine,
    escrowed: store.escrow.count(),
    retries: { waiting, next: next === null ? null : new Date(next).toISOString(), givenUp },
    linked: { User: store.links.count('User'), Group: store.links.count('Group') },
    staged,
    pending: store.work.count('User', null) + store.work.count('Group', null) - heldIn(store, staged),
    sourceReadAt: store.state.sourceReadAt(),
    running,
    schedule: scheduleOf(job, store.state, now, running?.what === 'sync'),
    notifications: notificationStatus(store.state.notified()),
  };
}

/** How many objects each cycle decides again for as long as accidental-deletion prevention holds them back. */
function heldIn({ work }: JobStore, staged: readonly StagedAction[]): number {
  const held = new Set(staged.map(({ source: { type, id } }) => `${type} ${id}`));
  const isTodo = ({ source: { type, id } }: StagedAction): boolean =>
    held.delete(`${type} ${id}`) && work.has(type, id);
  return staged.filter(isTodo).length;
}
