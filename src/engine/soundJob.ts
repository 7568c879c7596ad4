import type { ProvisioningJob } from '../job/job.ts';
import { readJob } from '../job/readJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';

/**
 * The job of a job file's text.
 *
 * @throws ProvisioningFailure of kind `invalidJob` when the text has errors; it says where the first one is.
 */
export function soundJob(text: string): ProvisioningJob {
  const { job, problems } = readJob(text);
  if (job !== null) return job;
  const first = problems.find((problem) => problem.severity === 'error');
  const where = first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}`;
  throw new ProvisioningFailure('invalidJob', `The job file has errors.${where}`, {
    recommendedAction: 'Correct the problems in the job file.',
  });
}
