import { findJob } from '../../entraService/findJob.ts';
import { readServiceSchema } from '../../entraService/schema/exchangeSchema.ts';
import type { ServiceJob } from '../../entraService/serviceJob.ts';
import { ServiceRefusal } from '../../entraService/serviceCalls.ts';
import { readSettings, type ServiceSettings } from '../../entraService/settings.ts';
import type { ServiceSecret } from '../../entraService/synchronizationClient.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import { targetAddress } from '../../job/serverAddresses.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ServiceParts } from './serviceParts.ts';
import { text, type Text } from '../../protocol/text.ts';

/** A job as Entra's service runs it, for our engine to decide by, and what of it can't be seen. */
export interface JobInService {
  readonly job: ProvisioningJob;
  /** In sentences. */
  readonly unseen: readonly Text[];
}

/** The job in Entra. @throws ProvisioningFailure of kind `notFound` when the application has none. */
export async function requireJob(parts: Pick<ServiceParts, 'client'>, signal: AbortSignal): Promise<ServiceJob> {
  const job = await findJob(parts.client(), signal);
  if (job !== null) return job;
  throw new ProvisioningFailure('notFound', text`The application has no provisioning job in Microsoft Entra ID yet.`, {
    recommendedAction: text`Create it with Start Provisioning (start --create), or in the Microsoft Entra admin center.`,
  });
}

/** Reads the schema and the settings that the service runs with. Without a job there, the job file's are what it would have. */
export async function readJobInService(parts: ServiceParts, signal: AbortSignal): Promise<JobInService> {
  const { job, unseen: ofTarget } = jobInFile(parts);
  const found = await findJob(parts.client(), signal);
  if (found === null) return { job, unseen: [...ofTarget, noJobYet] };
  const schema = readServiceSchema(await parts.client().readSchema(found.status.id, signal));
  const settings = await settingsOrNull(parts, signal);
  return {
    job: { ...job, schema, provisioning: settings === null ? job.provisioning : withSettings(job, settings) },
    unseen: [...ofTarget, ownMemory, ...(settings === null ? [noSettings] : [])],
  };
}

/** The job as its file says, with whatever Entra has left aside. */
export function jobInFile({ job, seesTarget }: Pick<ServiceParts, 'job' | 'seesTarget'>): JobInService {
  return { job, unseen: seesTarget ? [] : [withoutTarget(job)] };
}

/** The settings in Entra. Who may not read them goes on without. */
export async function settingsOrNull(
  parts: Pick<ServiceParts, 'client'>,
  signal: AbortSignal,
): Promise<ServiceSettings | null> {
  const secrets = await secretsOrNull(parts, signal);
  return secrets && readSettings(secrets);
}

/** Settings and credentials of the job in Entra, as Graph shows them; null for who may not read them. */
export async function secretsOrNull(
  { client }: Pick<ServiceParts, 'client'>,
  signal: AbortSignal,
): Promise<readonly ServiceSecret[] | null> {
  try {
    return await client().readSecrets(signal);
  } catch (error) {
    if (error instanceof ServiceRefusal && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

/** Entra's guard counts, and knows no share. */
function withSettings({ provisioning }: ProvisioningJob, settings: ServiceSettings): ProvisioningJob['provisioning'] {
  const { scope, skipOutOfScopeDeletions, deletionThreshold } = settings;
  const { accidentalDeletionPrevention: file } = provisioning;
  return {
    ...provisioning,
    scope,
    skipOutOfScopeDeletions,
    accidentalDeletionPrevention:
      deletionThreshold === null
        ? { ...file, enabled: false }
        : { ...file, enabled: true, threshold: deletionThreshold, percentage: 100, groupPercentage: 100 },
  };
}

const noJobYet = text`There is no provisioning job in Microsoft Entra ID yet: this is what it would do with the schema of the job file.`;

const ownMemory = text`Entra’s own memory of the job can’t be read: which accounts it has linked before its log begins, and which failures it tries again when.`;

const noSettings = text`The settings in Entra can’t be read with this sign-in (Synchronization.ReadWrite.All): scope, accidental-deletion prevention and skipped deletions are those of the job file.`;

function withoutTarget({ target }: ProvisioningJob): Text {
  const address = targetAddress(target);
  const where = address === null ? text`the target` : new URL(address).origin;
  return text`There is no token for ${where} here, so accounts are known only by what Entra’s log says of them: somebody shown as created may have an account that Entra will find and match.`;
}
