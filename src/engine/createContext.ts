import { randomInt, randomUUID } from 'node:crypto';
import { compileMappings } from '../decision/compileMapping.ts';
import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { TargetDirectory } from '../directories/targetDirectory.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { objectMappingsOf, sourceAttributesIn } from '../job/objectMappings.ts';
import type { CycleProgress } from '../protocol/cycleProgress.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { targetIsDropbox } from './openDirectories.ts';
import type { JobStore } from './store/jobStore.ts';

export interface ContextParts {
  readonly job: ProvisioningJob;
  readonly source: SourceDirectory;
  readonly target: TargetDirectory;
  readonly store: JobStore;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Puts together what a cycle works with; asks the source for the tenant's facts only when a mapping needs them. */
export async function createContext(parts: ContextParts): Promise<CycleContext> {
  const { job, source, signal } = parts;
  const sourceAttributes = { User: attributesOf(job, 'User'), Group: attributesOf(job, 'Group') };
  const needsTenant = JSON.stringify(job.schema).includes('DefaultDomain');
  const defaultDomain = needsTenant ? (await source.readTenant(signal)).defaultDomain : null;
  return {
    ...parts,
    mappings: compileMappings(job.schema),
    settings: {
      scope: job.provisioning.scope,
      includeDefaultAccess: job.provisioning.includeDefaultAccess,
      skipOutOfScopeDeletions: job.provisioning.skipOutOfScopeDeletions,
      targetIsDropbox: targetIsDropbox(job),
      removal: job.target.kind === 'dropboxBusiness' ? job.target.removal : null,
    },
    sourceAttributes,
    evaluation: { now: parts.now(), random: unpredictable, tenant: defaultDomain === null ? {} : { defaultDomain } },
    rehearses: false,
    writeSignal: withGrace(signal),
    cycleId: randomUUID(),
  };
}

/** Milliseconds that writes under way have to come to their end after a cancel. */
const grace = 5000;

function withGrace(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const begin = (): void => {
    setTimeout(() => {
      late.abort(signal.reason);
    }, grace).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return late.signal;
}

/** RandomString() may make a first password, so its chance must not be guessable. */
function unpredictable(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

function usesManager({ target }: ProvisioningJob): boolean {
  return target.kind === 'dropboxBusiness' && target.removal.transferFilesTo === 'manager';
}

/** Attributes that are shown to people are read whether or not a mapping mentions them. */
const alwaysRead: Record<ObjectType, readonly string[]> = {
  User: ['displayName', 'userPrincipalName', 'mail', 'accountEnabled'],
  Group: ['displayName', 'mail', 'securityEnabled', 'members'],
};

function attributesOf(job: ProvisioningJob, type: ObjectType): ReadonlySet<string> {
  const attributes = new Set(alwaysRead[type]);
  // The manager of somebody who was deleted isn't told any more: it's remembered from before.
  if (type === 'User' && usesManager(job)) attributes.add('manager');
  for (const { mapping } of objectMappingsOf(job.schema)) {
    if (mapping.enabled && mapping.sourceObjectName.toLowerCase() === type.toLowerCase()) {
      for (const attribute of sourceAttributesIn(mapping)) attributes.add(attribute);
    }
  }
  return attributes;
}
