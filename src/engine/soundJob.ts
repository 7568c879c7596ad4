import type { ProvisioningJob } from '../job/job.ts';
import { readJob } from '../job/readJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { text } from '../protocol/text.ts';

/**
 * The job of a job file's text.
 *
 * @throws ProvisioningFailure of kind `invalidJob` when the text has errors; it says where the first one is.
 */
export function soundJob(written: string): ProvisioningJob {
  const { job, problems } = readJob(written);
  if (job !== null) return job;
  const first = problems.find((problem) => problem.severity === 'error');
  throw new ProvisioningFailure(
    'invalidJob',
    first === undefined
      ? text`The job file has errors.`
      : text`The job file has errors. Line ${first.line}, column ${first.column}: ${first.message}`,
    { recommendedAction: text`Correct the problems in the job file.` },
  );
}
