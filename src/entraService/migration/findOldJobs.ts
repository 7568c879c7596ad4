import { findDropboxApplications, lookForApplication } from '../../directories/entra/applications.ts';
import type { OldJob, OldJobs } from '../../protocol/migration/migration.ts';
import { isOfDropbox } from '../findJob.ts';
import { ServiceRefusal } from '../serviceCalls.ts';
import type { ServiceJob } from '../serviceJob.ts';
import { mayBeOn } from './facts.ts';
import type { MigrationPorts } from './ports.ts';

/**
 * Finds provisioning jobs that may be those of the old integration: jobs of other templates than the SCIM integration's, in the
 * applications that may be Dropbox's. The id of the old template isn't documented, so that a template that is called after Dropbox
 * tells it, and a job of any other one is only a candidate.
 *
 * @param others object ids of applications to look at as well, whatever they're called.
 * @returns the surest first.
 */
export async function findOldJobs(
  ports: Pick<MigrationPorts, 'graph' | 'calls'>,
  others: readonly string[],
  signal: AbortSignal,
): Promise<OldJobs> {
  const found = await findDropboxApplications(ports.graph, signal);
  const applications = new Map(found.map(({ id, displayName }) => [id, displayName]));
  for (const id of others) {
    if (applications.has(id)) continue;
    const known = await lookForApplication(ports.graph, id, signal);
    if (known !== null) applications.set(id, known.displayName);
  }
  const jobs: OldJob[] = [];
  for (const [servicePrincipalId, application] of applications)
    for (const job of await jobsIn(ports, servicePrincipalId, signal))
      if (!isOfDropbox(job)) jobs.push(oldJob(job, servicePrincipalId, application));
  return {
    jobs: jobs.sort((a, b) => Number(b.foundBy === 'template') - Number(a.foundBy === 'template')),
    applications: [...applications.values()],
  };
}

function oldJob(job: ServiceJob, servicePrincipalId: string, application: string): OldJob {
  const { id: jobId, templateId } = job.status;
  const foundBy = /dropbox/i.test(templateId) ? 'template' : 'application';
  return { servicePrincipalId, application, jobId, templateId, on: mayBeOn(job), foundBy };
}

/** None in an application that can't have any. */
async function jobsIn(
  { calls }: Pick<MigrationPorts, 'calls'>,
  servicePrincipalId: string,
  signal: AbortSignal,
): Promise<readonly ServiceJob[]> {
  try {
    return await calls(servicePrincipalId).jobs(signal);
  } catch (error) {
    if (error instanceof ServiceRefusal && error.status === 404) return [];
    throw error;
  }
}
