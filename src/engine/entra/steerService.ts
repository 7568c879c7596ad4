import type { Clock } from '../../directories/http/throttle.ts';
import { createJob, findJob, whileNew } from '../../entraService/findJob.ts';
import { planPush, push } from '../../entraService/schema/exchangeSchema.ts';
import { ServiceRefusal } from '../../entraService/serviceCalls.ts';
import type { ServiceJob } from '../../entraService/serviceJob.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { ordinaryRestart, type RestartCriterion } from '../../protocol/restartCriteria.ts';
import type { StartOptions } from '../session.ts';
import { requireJob } from './jobInService.ts';
import type { ServiceParts } from './serviceParts.ts';
import { authorizeThere } from './testService.ts';
import { text } from '../../protocol/text.ts';

/**
 * Starts the job in Entra, whose first cycle begins at once. One that runs already is left alone: Graph's documentation warns of
 * starting a running job. Entra has to get into the target with the credentials that it keeps.
 *
 * @throws ProvisioningFailure of kind `credential` when it doesn't, and `notFound` when there is no job.
 */
export async function startService(parts: ServiceParts, { signal, create }: StartOptions, clock: Clock): Promise<void> {
  const client = parts.client();
  const found = await findJob(client, signal);
  if (found !== null && found.status.schedule.state === 'Active' && found.quarantine === null) return;
  const job = found ?? (create ? await createFromFile(parts, clock, signal) : await requireJob(parts, signal));
  const { id } = job.status;
  await proveCredentials(parts, id, signal);
  await client.start(id, signal);
}

/** Creates the job in Entra, off, unless it is there. */
export async function createInService(parts: ServiceParts, clock: Clock, signal: AbortSignal): Promise<void> {
  if ((await findJob(parts.client(), signal)) === null) await createFromFile(parts, clock, signal);
}

/** A new job gets the schema of the job file, so that what was previewed is what will be done. */
async function createFromFile(parts: ServiceParts, clock: Clock, signal: AbortSignal): Promise<ServiceJob> {
  const client = parts.client();
  const job = await createJob(client, clock, signal);
  const current = await whileNew(clock, signal, () => client.readSchema(job.status.id, signal));
  const plan = planPush(parts.job.schema, null, current);
  const common = await whileNew(clock, signal, () => push(client, job.status.id, plan, signal));
  parts.state().setCommonSchema(common);
  return job;
}

async function proveCredentials(parts: ServiceParts, id: string, signal: AbortSignal): Promise<void> {
  try {
    await parts.client().validateCredentials(id, 'saved', [], signal);
  } catch (error) {
    if (!(error instanceof ServiceRefusal) || (error.status !== 400 && error.status !== 422)) throw error;
    throw new ProvisioningFailure(
      'credential',
      text`Entra can’t get into the target with the credentials that it keeps, so provisioning wasn’t started. ${error.text}`,
      { recommendedAction: authorizeThere, exchange: error.exchange, cause: error },
    );
  }
}

/** Lets the job begin no further cycle; one that runs comes to its end. */
export async function pauseService(parts: ServiceParts, signal: AbortSignal): Promise<void> {
  const { status } = await requireJob(parts, signal);
  if (status.schedule.state === 'Active') await parts.client().pause(status.id, signal);
}

/** Restarts the job. What the portal's Restart does is Graph's empty criteria. */
export async function restartService(
  parts: ServiceParts,
  criteria: readonly RestartCriterion[],
  signal: AbortSignal,
): Promise<void> {
  const { status } = await requireJob(parts, signal);
  const isOrdinary =
    criteria.length === ordinaryRestart.length && ordinaryRestart.every((criterion) => criteria.includes(criterion));
  await parts.client().restart(status.id, isOrdinary ? [] : criteria, signal);
}
