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
import {
  defaultCloud,
  defaultCompatibility,
  defaultExecutor,
  defaultProvisioning,
  defaultRemoval,
  type WrittenSettings,
} from './jobDefaults.ts';
import type { ObjectMapping, SynchronizationSchema } from './schema.ts';
import { english } from '../protocol/text.ts';

/** What the `provisioning` member means when nothing is written (docs/job-file.md). */
export const defaultSettings: ProvisioningSettings = completeSettings({});

/** The job that a checked document stands for, with its defaults filled in. */
export function completeJob(document: JobDocument): ProvisioningJob {
  return {
    id: document.id,
    displayName: document.displayName ?? document.id,
    executor: document.executor ?? defaultExecutor,
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
  return source.kind === 'entra' ? { ...source, cloud: source.cloud ?? defaultCloud } : source;
}

function completeTarget(target: TargetDocument): JobTarget {
  switch (target.kind) {
    case 'scim':
      return { ...target, compatibility: target.compatibility ?? defaultCompatibility };
    case 'dropboxBusiness':
      return { ...target, removal: { ...defaultRemoval, ...target.removal } };
    case 'sandbox':
      return target;
  }
}

function completeSettings(written: ProvisioningDocument): ProvisioningSettings {
  const usual = defaultProvisioning;
  const { interval, notification, accidentalDeletionPrevention, retry, quarantine, ...plain } = {
    ...usual,
    ...written,
  };
  return {
    ...plain,
    intervalMinutes: minutesOf(interval),
    notification: { ...usual.notification, ...notification },
    accidentalDeletionPrevention: { ...usual.accidentalDeletionPrevention, ...accidentalDeletionPrevention },
    retry: completeRetry({ ...usual.retry, ...retry }),
    quarantine: completeQuarantine({ ...usual.quarantine, ...quarantine }),
  };
}

function completeRetry({ delays, interval, duration }: WrittenSettings['retry']): RetrySettings {
  return {
    delays: delays.map(spanOf).sort((left, right) => left - right),
    interval: spanOf(interval),
    duration: spanOf(duration),
  };
}

function completeQuarantine({ duration, ...counts }: WrittenSettings['quarantine']): QuarantineSettings {
  return { ...counts, duration: spanOf(duration) };
}

function minutesOf(interval: string): number {
  const reading = readInterval(interval);
  if ('problem' in reading) throw new RangeError(english(reading.problem));
  return reading.minutes;
}

/** Milliseconds of a duration that was checked. */
function spanOf(duration: string): number {
  const span = millisecondsOf(duration);
  if (span === null) throw new RangeError(`${duration} is not a duration.`);
  return span;
}
