import { createJobText } from '../../../job/defaultJob.ts';
import type { ProvisioningDocument } from '../../../job/jobDocument.ts';
import { readJob } from '../../../job/readJob.ts';
import type { SynchronizationSchema } from '../../../job/schema.ts';
import type { JobProblem } from '../../../job/job.ts';
import { schemaOf } from './schemaDocument.ts';
import { secretOf } from './secrets.ts';
import type { SecretValue, StoredJob } from './storedJob.ts';

/** Where the provisioning service reads, for a job. */
export interface ServiceSource {
  readonly tenantId: string;
  readonly baseAddress: string;
}

/** A share of nothing is never too large: Entra counts, and knows no shares. */
const noShares = { percentage: 100, minimum: 1_000_000, groupPercentage: 100 } as const;

/**
 * The job that the provisioning service runs: settings are those that Entra keeps among the secrets, and what is written is
 * written as Entra's own SCIM client does
 * (https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility).
 */
export function serviceJobText(
  job: StoredJob,
  secrets: readonly SecretValue[],
  source: ServiceSource,
  baseAddress: string,
): string {
  return createJobText({
    id: job.id.split('.').at(-1) ?? job.id,
    displayName: job.templateId,
    executor: 'local',
    source: { kind: 'entra', servicePrincipalId: job.servicePrincipalId, ...source },
    target: { kind: 'scim', baseAddress, compatibility: 'entra' },
    provisioning: provisioningOf(secrets),
    schema: schemaOf(job) as unknown as SynchronizationSchema,
  });
}

/** What is wrong with a schema, as whoever runs it would find; null when nothing is. */
export function problemOfSchema(job: StoredJob): JobProblem | null {
  const nowhere = { tenantId: job.servicePrincipalId, baseAddress: 'http://127.0.0.1/v1.0' };
  const { problems } = readJob(serviceJobText(job, [], nowhere, 'http://127.0.0.1/scim/v2'));
  return problems.find(({ severity }) => severity === 'error') ?? null;
}

function provisioningOf(secrets: readonly SecretValue[]): ProvisioningDocument {
  const isTrue = (key: string): boolean => secretOf(secrets, key)?.toLowerCase() === 'true';
  const { enabled, threshold } = deletionThreshold(secretOf(secrets, 'SyncNotificationSettings'));
  return {
    status: 'on',
    scope: isTrue('SyncAll') ? 'all' : 'assigned',
    skipOutOfScopeDeletions: isTrue('SkipOutOfScopeDeletions'),
    notification: { email: null, onFailure: false },
    accidentalDeletionPrevention: { enabled, threshold, ...noShares },
  };
}

/** Accidental-deletion prevention, which is off until it's asked for. */
function deletionThreshold(text: string | undefined): { readonly enabled: boolean; readonly threshold: number } {
  const settings = settingsIn(text);
  const { DeleteThresholdEnabled: enabled, DeleteThresholdValue: value } = settings;
  return { enabled: enabled === true, threshold: typeof value === 'number' && value > 0 ? value : 500 };
}

function settingsIn(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text ?? '{}')) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
