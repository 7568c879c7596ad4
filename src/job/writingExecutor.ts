import type { ProvisioningJob } from './job.ts';

/** Why our own engine does not write to a job's target; null when it may. Two executors never write to one target. */
export function whyNotOurs({ executor }: Pick<ProvisioningJob, 'executor'>): string | null {
  return executor === 'local'
    ? null
    : 'Microsoft Entra\'s own provisioning service runs this job ("executor": "entra"), and two executors must not write to one target.';
}

/** What to do about it. */
export const startThere = 'Start it in Microsoft Entra ID, or write "executor": "local" in the job file.';
