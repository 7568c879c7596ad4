import { withCurrentSources } from './currentSource.ts';
import { defaultSchema } from './defaultJob.ts';
import { millisecondsOf } from './duration.ts';
import { readInterval } from './interval.ts';
import type {
  JobSource,
  JobTarget,
  ProvisioningJob,
  ProvisioningSettings,
  QuarantineSettings,
  RemovalSettings,
  RetrySettings,
} from './job.ts';
import type {
  JobDocument,
  ObjectMappingDocument,
  ProvisioningDocument,
  SchemaDocument,
  SourceDocument,
  TargetDocument,
} from './jobDocument.ts';
import type { ObjectMapping, SynchronizationSchema } from './schema.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** What the `provisioning` member means when nothing is written (docs/job-file.md). */
export const defaultSettings: ProvisioningSettings = {
  status: 'off',
  scope: 'assigned',
  intervalMinutes: 40,
  notification: {
    email: null,
    onFailure: true,
    digest: 'never',
    includeNames: false,
    from: null,
    via: 'smtp',
    webhook: null,
  },
  accidentalDeletionPrevention: {
    enabled: true,
    threshold: 500,
    percentage: 20,
    minimum: 5,
    groupPercentage: 50,
    groupMinimum: 20,
  },
  retry: { delays: [0, 6 * hour, 12 * hour, day], interval: day, duration: 28 * day },
  quarantine: {
    minimumFailures: 5000,
    failurePercentage: 40,
    baseFailures: 40_000,
    totalFailures: 60_000,
    duration: 28 * day,
  },
  skipOutOfScopeDeletions: false,
  includeDefaultAccess: false,
};

/** What `target.removal` means when nothing is written: nobody is removed whose files would have nowhere to go. */
export const defaultRemoval: RemovalSettings = {
  transferFilesTo: null,
  otherwiseTo: null,
  transferAdmin: null,
  keepAccount: false,
  retainTeamShares: false,
  removeEvenIfNobodyGetsTheFiles: false,
};

/** The job that a checked document stands for, with its defaults filled in. */
export function completeJob(document: JobDocument): ProvisioningJob {
  return {
    id: document.id,
    displayName: document.displayName ?? document.id,
    executor: document.executor ?? 'local',
    source: completeSource(document.source),
    target: completeTarget(document.target),
    provisioning: completeSettings(document.provisioning ?? {}),
    schema: document.schema === undefined ? defaultSchema() : withCurrentSources(completeSchema(document.schema)),
  };
}

/** A schema whose rules and object mappings have the members that may be left out or null; all others are kept. */
export function completeSchema(schema: SchemaDocument): SynchronizationSchema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      name: rule.name ?? nameBetween(rule.sourceDirectoryName, rule.targetDirectoryName),
      objectMappings: rule.objectMappings.map(completeObjectMapping),
    })),
  };
}

function completeObjectMapping(mapping: ObjectMappingDocument): ObjectMapping {
  return {
    ...mapping,
    name: mapping.name ?? nameBetween(mapping.sourceObjectName, mapping.targetObjectName),
    enabled: mapping.enabled ?? true,
    flowTypes: mapping.flowTypes ?? 'Add,Update,Delete',
  };
}

/** What people call something that leads from one thing to another and has no name; exported schemas leave ends empty, too. */
export function nameBetween(source: string, target: string): string {
  return [source, target].filter((name) => name !== '').join(' to ');
}

function completeSource(source: SourceDocument): JobSource {
  return source.kind === 'entra' ? { ...source, cloud: source.cloud ?? 'global' } : source;
}

function completeTarget(target: TargetDocument): JobTarget {
  switch (target.kind) {
    case 'scim':
      return { ...target, compatibility: target.compatibility ?? 'rfc7644' };
    case 'dropboxBusiness':
      return { ...target, removal: { ...defaultRemoval, ...target.removal } };
    case 'sandbox':
      return target;
  }
}

function completeSettings(written: ProvisioningDocument): ProvisioningSettings {
  const { interval, notification, accidentalDeletionPrevention, retry, quarantine, ...rest } = written;
  const reading = interval === undefined ? null : readInterval(interval);
  return {
    ...defaultSettings,
    ...rest,
    intervalMinutes: reading && 'minutes' in reading ? reading.minutes : defaultSettings.intervalMinutes,
    notification: { ...defaultSettings.notification, ...notification },
    accidentalDeletionPrevention: { ...defaultSettings.accidentalDeletionPrevention, ...accidentalDeletionPrevention },
    retry: completeRetry(retry ?? {}),
    quarantine: completeQuarantine(quarantine ?? {}),
  };
}

function completeRetry({ delays, interval, duration }: NonNullable<ProvisioningDocument['retry']>): RetrySettings {
  const { retry } = defaultSettings;
  return {
    delays: delays?.map((delay) => millisecondsOf(delay) ?? 0).sort((left, right) => left - right) ?? retry.delays,
    interval: spanOf(interval) ?? retry.interval,
    duration: spanOf(duration) ?? retry.duration,
  };
}

function completeQuarantine({
  duration,
  ...counts
}: NonNullable<ProvisioningDocument['quarantine']>): QuarantineSettings {
  const { quarantine } = defaultSettings;
  return { ...quarantine, ...counts, duration: spanOf(duration) ?? quarantine.duration };
}

function spanOf(duration: string | undefined): number | null {
  return duration === undefined ? null : millisecondsOf(duration);
}
