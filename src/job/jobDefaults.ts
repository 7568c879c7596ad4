import type { AccidentalDeletionPrevention, NotificationSettings, RemovalSettings } from './job.ts';
import type { ProvisioningDocument } from './jobDocument.ts';
import jobFileSchema from './job.schema.json' with { type: 'json' };

type Written<Name extends 'retry' | 'quarantine'> = Required<NonNullable<ProvisioningDocument[Name]>>;

/** The `provisioning` member as if a person had written all of it. */
export interface WrittenSettings extends Required<ProvisioningDocument> {
  readonly notification: NotificationSettings;
  readonly accidentalDeletionPrevention: AccidentalDeletionPrevention;
  readonly retry: Written<'retry'>;
  readonly quarantine: Written<'quarantine'>;
}

/** The part of a JSON Schema that tells what a member means when it isn't written. */
interface DescribedMember {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, DescribedMember>>;
}

const { provisioning, entraSource, scimTarget, businessTarget } = jobFileSchema.definitions;

/** What `provisioning` means when nothing is written. Only job.schema.json states it; docs/job-file.md lists it. */
export const defaultProvisioning = defaultsOf(provisioning) as unknown as WrittenSettings;

/** What `target.removal` means when nothing is written: nobody is removed whose files would have nowhere to go. */
export const defaultRemoval: RemovalSettings = {
  transferFilesTo: null,
  otherwiseTo: null,
  transferAdmin: null,
  ...(defaultsOf(businessTarget.properties.removal) as unknown as Omit<
    RemovalSettings,
    'transferFilesTo' | 'otherwiseTo' | 'transferAdmin'
  >),
};

export const defaultExecutor = jobFileSchema.properties.executor.default as 'local' | 'entra';
export const defaultCloud = entraSource.properties.cloud.default as 'global';
export const defaultCompatibility = scimTarget.properties.compatibility.default as 'rfc7644' | 'entra';

function defaultsOf({ properties = {} }: DescribedMember): Readonly<Record<string, unknown>> {
  const members = Object.entries(properties).map(([name, member]) => [
    name,
    member.default === undefined && member.properties !== undefined ? defaultsOf(member) : member.default,
  ]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as Readonly<Record<string, unknown>>;
}
