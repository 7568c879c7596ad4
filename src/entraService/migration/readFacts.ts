import { ProvisioningFailure, textOf } from '../../protocol/failure.ts';
import { text } from '../../protocol/text.ts';
import { dropboxTemplate, isOfDropbox, onlyOne } from '../findJob.ts';
import { maskedKeysOf } from '../secrets.ts';
import { ServiceRefusal } from '../serviceCalls.ts';
import type { ServiceJob } from '../serviceJob.ts';
import { readSettings } from '../settings.ts';
import type { SynchronizationCalls } from '../synchronizationClient.ts';
import { parseJson, toRecord, type Wire } from '../wire.ts';
import { type CredentialFacts, isOn, type MigrationFacts, type SideFacts } from './facts.ts';
import type { MigrationPlace, MigrationPorts } from './ports.ts';

/**
 * Reads everything that a migration is planned from, from Graph. Entra tries the credentials that it keeps while the new job is off.
 *
 * @throws ProvisioningFailure of kind `notFound` when the old job isn't there any more.
 */
export async function readFacts(
  ports: MigrationPorts,
  { old, servicePrincipalId }: MigrationPlace,
  signal: AbortSignal,
): Promise<MigrationFacts> {
  const oldJob = await ports.calls(old.servicePrincipalId).job(old.jobId, signal);
  if (oldJob === null) throw gone(old.jobId);
  const calls = ports.calls(servicePrincipalId);
  const job = onlyOne((await calls.jobs(signal)).filter(isOfDropbox));
  const secrets = await calls.readSecrets(signal);
  return {
    old: await readSide(ports, old.servicePrincipalId, oldJob, signal),
    new: {
      ...(await readSide(ports, servicePrincipalId, job, signal)),
      offersTemplate: (await calls.templates(signal)).some(({ id }) => isScim(id)),
      templateSchema: await calls.readTemplateSchema(job?.status.templateId ?? dropboxTemplate, signal),
      maskedKeys: maskedKeysOf(secrets),
      credentials: await readCredentials(calls, job, signal),
    },
  };
}

function isScim(templateId: string): boolean {
  return templateId.toLowerCase() === dropboxTemplate.toLowerCase();
}

async function readSide(
  ports: MigrationPorts,
  servicePrincipalId: string,
  job: ServiceJob | null,
  signal: AbortSignal,
): Promise<SideFacts> {
  const calls = ports.calls(servicePrincipalId);
  const { displayName, roles, assignments } = await ports.assigning(servicePrincipalId).read(signal);
  return {
    servicePrincipalId,
    application: displayName,
    roles,
    assignments,
    job,
    schema: job === null ? null : await readSchema(calls, job, signal),
    settings: readSettings(await calls.readSecrets(signal)),
  };
}

async function readSchema(calls: SynchronizationCalls, { status }: ServiceJob, signal: AbortSignal): Promise<Wire> {
  const { text } = await calls.readSchema(status.id, signal);
  return toRecord(parseJson(text)) ?? {};
}

async function readCredentials(
  calls: SynchronizationCalls,
  job: ServiceJob | null,
  signal: AbortSignal,
): Promise<CredentialFacts> {
  if (job === null) return { state: 'unknown' };
  if (isOn(job) && job.quarantine === null) return { state: 'taken' };
  try {
    await calls.validateCredentials(job.status.id, 'saved', [], signal);
    return { state: 'taken' };
  } catch (error) {
    if (!(error instanceof ServiceRefusal) || (error.status !== 400 && error.status !== 422)) throw error;
    return { state: 'refused', said: textOf(error) };
  }
}

function gone(jobId: string): ProvisioningFailure {
  return new ProvisioningFailure('notFound', text`The old integration no longer has a job ${jobId}.`, {
    recommendedAction: text`Look for old jobs again. If there are none, the migration is done.`,
  });
}
