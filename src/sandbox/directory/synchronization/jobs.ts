import { randomUUID } from 'node:crypto';
import type { RestartCriterion } from '../../../protocol/restartCriteria.ts';
import type { Directory } from '../directory.ts';
import { resourceNotFound } from '../graphError.ts';
import { newVersion } from './schemaDocument.ts';
import type { StoredJob } from './storedJob.ts';
import { noHistory } from './storedJob.ts';

/** The jobs of a service principal, the oldest first. */
export function jobsOf({ records }: Directory, servicePrincipalId: string): readonly StoredJob[] {
  return records.list('synchronizationJob').filter((job) => job.servicePrincipalId === servicePrincipalId);
}

/** A job of a service principal. Throws Graph's 404. */
export function findJob(directory: Directory, servicePrincipalId: string, jobId: string): StoredJob {
  const job = directory.records.get('synchronizationJob', jobId);
  if (job?.servicePrincipalId !== servicePrincipalId) throw resourceNotFound(jobId);
  return job;
}

/** Makes a job, which is off. */
export function createJob(directory: Directory, servicePrincipalId: string, templateId: string): StoredJob {
  const id = `${templateId}.${directory.tenantId.replaceAll('-', '')}.${randomUUID()}`;
  const version = newVersion(directory.now());
  const fresh = { state: 'Disabled', schema: null, resets: [], linkedTo: null, history: noHistory } as const;
  return saveJob(directory, { id, servicePrincipalId, templateId, version, ...fresh });
}

export function saveJob(directory: Directory, job: StoredJob): StoredJob {
  directory.records.set('synchronizationJob', job.id, job);
  return job;
}

/** Changes a job as it is now; one that has been deleted meanwhile stays deleted. */
export function changeJob(directory: Directory, jobId: string, change: (job: StoredJob) => Partial<StoredJob>): void {
  const job = directory.records.get('synchronizationJob', jobId);
  if (job !== undefined) saveJob(directory, { ...job, ...change(job) });
}

/** Adds what the next cycle resets first, and lifts a quarantine if that's among it. */
export function resetNext(job: StoredJob, criteria: readonly RestartCriterion[]): Partial<StoredJob> {
  const lifts = criteria.includes('QuarantineState') || criteria.includes('Full');
  return {
    resets: [...new Set([...job.resets, ...criteria])],
    ...(lifts ? { history: { ...job.history, quarantine: null } } : {}),
  };
}
