import type { ApplicationAssignment, ApplicationRole } from '../../protocol/graphProtocol.ts';
import type { Text } from '../../protocol/text.ts';
import type { ServiceJob } from '../serviceJob.ts';
import type { ServiceSettings } from '../settings.ts';
import type { Wire } from '../wire.ts';

/** What Graph tells of one of the two integrations. */
export interface SideFacts {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly application: string;
  readonly roles: readonly ApplicationRole[];
  readonly assignments: readonly ApplicationAssignment[];
  /** Null when there is no such job. */
  readonly job: ServiceJob | null;
  /** Null when there is no job. */
  readonly schema: Wire | null;
  readonly settings: ServiceSettings;
}

/** What Graph tells of the old and the new integration at one moment. */
export interface MigrationFacts {
  readonly old: SideFacts;
  readonly new: SideFacts & {
    /** Whether the application can have a job of the SCIM integration. */
    readonly offersTemplate: boolean;
    /** The schema that a new job begins with; null when Graph doesn't tell it. */
    readonly templateSchema: Wire | null;
    /** The keys of credentials that Graph shows only masked: writing settings needs their values. */
    readonly maskedKeys: readonly string[];
    readonly credentials: CredentialFacts;
  };
}

/** Whether Entra gets into Dropbox with what it keeps. `unknown` before there is a job. */
export type CredentialFacts =
  { readonly state: 'taken' | 'unknown' } | { readonly state: 'refused'; readonly said: Text };

/** Whether Entra runs cycles of a job by itself. */
export function isOn(job: ServiceJob | null): boolean {
  return job?.status.schedule.state === 'Active';
}

/** Whether the old job may run: only what Entra says is off is known to be. */
export function mayBeOn(job: ServiceJob | null): boolean {
  return job !== null && (isOn(job) || !job.scheduleTold);
}

/** Both jobs belong to one application, so that they share assignments, credentials and settings. */
export function isOneApplication({ old, new: now }: MigrationFacts): boolean {
  return old.servicePrincipalId === now.servicePrincipalId;
}
