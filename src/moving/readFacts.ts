import { applyTextEdits, setJobValue } from '../job/editJob.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { readJob } from '../job/readJob.ts';
import type { Executor } from '../protocol/executors.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import type { ServiceLook } from '../protocol/service.ts';
import type { MoveFacts } from './movePlan.ts';

/** What both executors are asked, each with the job's text as it would be theirs. */
export interface FactSources {
  local(text: string): Promise<JobStatus>;
  /** Asked only where Entra's service could run the job. */
  service(text: string): Promise<ServiceLook>;
}

/** Reads how everything is that a move depends on. @param job the job of the text. */
export async function readFacts(text: string, job: ProvisioningJob, sources: FactSources): Promise<MoveFacts> {
  const inEntra = withExecutor(text, 'entra');
  const obstacle = readJob(inEntra).problems.find(({ severity }) => severity === 'error')?.message ?? null;
  const local = await sources.local(withExecutor(text, 'local'));
  return { job, obstacle, local, service: obstacle === null ? await sources.service(inEntra) : null };
}

/** A job file's text with another executor. */
export function withExecutor(text: string, executor: Executor): string {
  return applyTextEdits(text, setJobValue(text, ['executor'], executor));
}
