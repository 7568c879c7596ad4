import type { SynchronizationSchema } from './schema.ts';
import type { Text } from '../protocol/text.ts';

/** A provisioning job: the content of one `*.provisioning.json` (docs/job-file.md). */
export interface ProvisioningJob {
  /** Names the job's state; stable when the file moves. */
  readonly id: string;
  readonly displayName: string;
  readonly executor: 'local' | 'entra';
  readonly source: JobSource;
  readonly target: JobTarget;
  readonly provisioning: ProvisioningSettings;
  readonly schema: SynchronizationSchema;
}

export type JobSource =
  | {
      readonly kind: 'entra';
      readonly tenantId: string;
      readonly servicePrincipalId: string;
      readonly cloud: Cloud;
      /** Any Graph-shaped server, its version segment included (`https://graph.microsoft.com/v1.0`); the cloud's own when absent. */
      readonly baseAddress?: string;
    }
  | { readonly kind: 'snapshot'; readonly path: string }
  | { readonly kind: 'sandbox' };

export type Cloud = 'global' | 'usGovernment' | 'usGovernmentDoD' | 'china';

export type JobTarget =
  | {
      readonly kind: 'scim';
      readonly baseAddress: string;
      /** `entra` reproduces the dialect of Entra's own SCIM client; `rfc7644` is the default. */
      readonly compatibility: 'rfc7644' | 'entra';
    }
  | {
      readonly kind: 'dropboxBusiness';
      /** Above `/2/`; Dropbox's own (`https://api.dropboxapi.com`) when absent. */
      readonly apiAddress?: string;
      readonly removal: RemovalSettings;
    }
  | { readonly kind: 'sandbox' };

/** What becomes of the files of members who are removed. Without a word on that nobody is removed. */
export interface RemovalSettings {
  /** `manager`, or an address; null where the job doesn't say. */
  readonly transferFilesTo: string | null;
  /** The address of who gets them where the former can't; null for nobody. */
  readonly otherwiseTo: string | null;
  /** The address of the team admin whom Dropbox tells of errors of a transfer. */
  readonly transferAdmin: string | null;
  /** Whether the account becomes a personal one, with its files. */
  readonly keepAccount: boolean;
  /** Whether such an account keeps what was shared with it. */
  readonly retainTeamShares: boolean;
  readonly removeEvenIfNobodyGetsTheFiles: boolean;
}

export interface ProvisioningSettings {
  readonly status: 'on' | 'off';
  readonly scope: 'assigned' | 'all';
  /** Minutes between cycles, from the file's ISO 8601 duration; 40 by default, 5 at least. */
  readonly intervalMinutes: number;
  readonly notification: NotificationSettings;
  readonly accidentalDeletionPrevention: AccidentalDeletionPrevention;
  readonly retry: RetrySettings;
  readonly quarantine: QuarantineSettings;
  readonly skipOutOfScopeDeletions: boolean;
  /** Users whose only assignment is Default Access are excluded unless this is true. */
  readonly includeDefaultAccess: boolean;
}

/** Who is told of what, and how. */
export interface NotificationSettings {
  /** The email address that is told; null for none. */
  readonly email: string | null;
  /** Whether entering quarantine, another reason for it and its end are told. */
  readonly onFailure: boolean;
  /** How often the failures of single objects are counted and told. */
  readonly digest: 'never' | 'daily' | 'cycle';
  /** Whether users and groups are listed by name; else they are only counted. */
  readonly includeNames: boolean;
  /** The sender's address. Null: the user name at the mail server where it is an address, else the recipient's own. */
  readonly from: string | null;
  /** How email leaves: through a mail server, or through Microsoft Graph with the source's token. */
  readonly via: 'smtp' | 'graph';
  readonly webhook: Webhook | null;
}

/** An address that notifications are posted to, in the shape that the service behind it reads. */
export interface Webhook {
  /** Whoever knows it can post there, so it's shown to nobody as a whole. */
  readonly address: string;
  readonly format: 'teams' | 'slack' | 'json';
}

/** What one cycle may take away before a person has to release it. */
export interface AccidentalDeletionPrevention {
  readonly enabled: boolean;
  /** Disables and deletes of users and groups together. */
  readonly threshold: number;
  /** The share of the provisioned users, and of the groups, in percent. */
  readonly percentage: number;
  /** So many disables and deletes of a type are never too large a share. */
  readonly minimum: number;
  /** The share of its members that a group may lose, in percent. */
  readonly groupPercentage: number;
  /** Groups of fewer members aren't guarded. */
  readonly groupMinimum: number;
}

/** When an object that failed is tried again, in milliseconds. */
export interface RetrySettings {
  /** Since the first failure, in rising order; zero is "with the next cycle". */
  readonly delays: readonly number[];
  /** Between two attempts after those. */
  readonly interval: number;
  /** Since the first failure: what fails for so long is tried again only when it changes or a person asks for it. */
  readonly duration: number;
}

/**
 * How many failures put a job in quarantine.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
 */
export interface QuarantineSettings {
  /** Fewer failures than this say nothing. */
  readonly minimumFailures: number;
  /** A larger share of what one cycle attempts may not fail, in percent; references don't count. */
  readonly failurePercentage: number;
  /** More stored failures than this; references don't count. */
  readonly baseFailures: number;
  /** More stored failures than this, references included. */
  readonly totalFailures: number;
  /** Milliseconds after which a job in quarantine isn't run by itself any more. */
  readonly duration: number;
}

/** One thing that is wrong with a job file, and what to write instead. */
export interface JobProblem {
  /** Stable, kebab-case: `not-json`, `unknown-member`, `wrong-type`, `insecure-address`, … */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to write instead, in one or two sentences. */
  readonly message: Text;
  /** What the message speaks of, for whoever mends it: the member that is missing, the attribute that nothing is mapped to. */
  readonly about?: string;
  /** UTF-16 offset and length in the file's text. */
  readonly offset: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** What reading a job file comes to: the job when nothing in it is an error, and every problem found. */
export type JobReading =
  | { readonly job: ProvisioningJob; readonly problems: readonly JobProblem[] }
  | { readonly job: null; readonly problems: readonly JobProblem[] };
