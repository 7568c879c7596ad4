import type { OpenJobParams } from '../protocol/openJob.ts';
import { createConsequenceMemory } from './consequence/memory.ts';
import { createEntraSession } from './entra/entraSession.ts';
import { identityOf } from './jobIdentity.ts';
import { realLeasePorts } from './lease/leasePorts.ts';
import { createLocalSession } from './localSession.ts';
import type { JobSession, SessionOptions } from './session.ts';
import { soundJob } from './soundJob.ts';

/**
 * Opens a job for work. Nothing is sent until something is asked of it.
 *
 * @param now milliseconds since 1970.
 * @throws ProvisioningFailure of kind `invalidJob` when the job file has errors; no request is sent then.
 */
export function openJobSession(
  params: OpenJobParams,
  now: () => number = Date.now,
  {
    who = 'window',
    ports = realLeasePorts(now),
    memory = createConsequenceMemory(now),
    ...renewals
  }: SessionOptions = {},
): Promise<JobSession> {
  return Promise.resolve().then(() => {
    const job = soundJob(params.text);
    const identity = identityOf(job, params);
    const begin = { job, params, identity, who, ports, memory, renewals: { ...renewals, now } };
    // The one place where the executor is chosen: nobody who uses a session needs to know which it is.
    return job.executor === 'entra' ? createEntraSession(begin) : createLocalSession(begin);
  });
}
