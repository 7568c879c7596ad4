import { readJob } from '../job/readJob.ts';
import type { OpenJobParams } from '../protocol/engineProtocol.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { createEntraSession } from './entra/entraSession.ts';
import { identityOf } from './jobIdentity.ts';
import { realLeasePorts } from './lease/leasePorts.ts';
import { createLocalSession } from './localSession.ts';
import type { JobSession, SessionOptions } from './session.ts';

/**
 * Opens a job for work. Nothing is sent until something is asked of it.
 *
 * @param now milliseconds since 1970.
 * @throws ProvisioningFailure of kind `invalidJob` when the job file has errors; no request is sent then.
 */
export function openJobSession(
  params: OpenJobParams,
  now: () => number = Date.now,
  { who = 'window', ports = realLeasePorts(now), ...renewals }: SessionOptions = {},
): Promise<JobSession> {
  const reading = readJob(params.text);
  if (reading.job === null) {
    const first = reading.problems.find((problem) => problem.severity === 'error');
    const where = first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}`;
    return Promise.reject(
      new ProvisioningFailure('invalidJob', `The job file has errors.${where}`, {
        recommendedAction: 'Correct the problems in the job file.',
      }),
    );
  }
  const { job } = reading;
  const begin = { job, params, identity: identityOf(job, params), who, ports, renewals: { ...renewals, now } };
  // The one place where the executor is chosen: nobody who uses a session needs to know which it is.
  return Promise.resolve(job.executor === 'entra' ? createEntraSession(begin) : createLocalSession(begin));
}
