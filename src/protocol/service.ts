import type { Text } from './text.ts';

/**
 * What Microsoft Entra's provisioning service says of a job that it runs, as far as people see it.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationjob
 */
export interface ServiceStatus {
  /** The job's id in Entra; opaque. */
  readonly id: string;
  readonly templateId: string;
  readonly code: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  readonly schedule: ServiceSchedule;
  /** How far the running cycle is, in Entra's own units, which are pages as a rule. */
  readonly progress: readonly ServiceProgress[];
  /** How many objects are known by type, under Entra's names. They never shrink when objects are deleted. */
  readonly counts: readonly { readonly key: string; readonly value: number }[];
  readonly lastExecution: ServiceExecution | null;
  /** The last cycle that succeeded and wrote something. */
  readonly lastExport: ServiceExecution | null;
  /** Cycles in a row that failed as a whole. */
  readonly successiveFailures: number;
  /** ISO 8601, UTC: since when nothing is left to do; null while that isn't so yet. */
  readonly steadySince: string | null;
  /** A page of Microsoft's about what is wrong; null for none. */
  readonly troubleshootingUrl: string | null;
  /** Graph's request-id of the response that told this; null when it had none. */
  readonly requestId: string | null;
  /** ISO 8601, UTC: when it was read. */
  readonly readAt: string;
}

export interface ServiceSchedule {
  readonly state: 'Active' | 'Disabled' | 'Paused';
  /** Minutes between two cycles; null while none will come. */
  readonly intervalMinutes: number | null;
}

export interface ServiceProgress {
  readonly completed: number;
  /** Null when Entra doesn't say. */
  readonly total: number | null;
  /** `pages`, as a rule. */
  readonly units: string;
}

/** One cycle of the service. Source: Microsoft Graph v1.0, resource synchronizationTaskExecution. */
export interface ServiceExecution {
  readonly activityId: string;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  /** ISO 8601, UTC. */
  readonly began: string;
  /** ISO 8601, UTC; null while it runs. */
  readonly ended: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly entitled: number;
  readonly imported: number;
  readonly exported: number;
  readonly escrowed: number;
}

/** One difference between two schemas. */
export interface SchemaChange {
  /** Where it is, for people: `User to User › attribute mapping userName › source`. */
  readonly place: string;
  /** Null where it isn't there. */
  readonly old: string | null;
  readonly new: string | null;
}

/** Both sides have changed the same place since the schema was pulled. */
export interface SchemaConflict {
  readonly place: string;
  readonly base: string | null;
  /** In the job file. */
  readonly mine: string | null;
  /** In Entra. */
  readonly theirs: string | null;
}

/** The schema of a job in Entra. */
export interface PulledSchema {
  /** As Graph gives it, printed for people; unknown members and their order are kept. */
  readonly text: string;
  readonly version: string;
  /** What would change in the job file. */
  readonly changes: readonly SchemaChange[];
  /** The settings in Entra that the job file says otherwise. */
  readonly settings: readonly SettingDifference[];
}

/** What a push would do. */
export interface PushPlan {
  /** The version in Entra that the plan rests on: another one by the time of the push is refused. */
  readonly version: string;
  /** What would change in Entra. */
  readonly changes: readonly SchemaChange[];
  /** What somebody has changed in Entra since the schema was pulled; empty when nobody has. */
  readonly theirs: readonly SchemaChange[];
  /** Whether the version in Entra is another than the one that was pulled. */
  readonly changedMeanwhile: boolean;
  /** Places that both have changed. A push of the merged schema keeps those of Entra. */
  readonly conflicts: readonly SchemaConflict[];
  /** What would be written, printed for people, so that it can be looked at. */
  readonly text: string;
  /** What is in Entra now, printed the same way. */
  readonly currentText: string;
  /** What of the job file Entra's service doesn't know, in sentences. */
  readonly notes: readonly Text[];
}

/** A setting that Entra and the job file say differently. */
export interface SettingDifference {
  readonly name: string;
  readonly inFile: string | number | boolean | null;
  readonly inEntra: string | number | boolean | null;
}

/** How a job in Entra is, and in what it differs from the job file; nothing is changed by looking. */
export interface ServiceLook {
  /** Null when the application has no such job. */
  readonly status: ServiceStatus | null;
  /** Why it's in quarantine, in a sentence; null when it isn't. */
  readonly quarantine: Text | null;
  /** What a push of the job file's schema would do; null without a job. */
  readonly push: PushPlan | null;
  /** What a pull would change in the job file. */
  readonly pull: readonly SchemaChange[];
  /** The settings that Entra and the job file say differently; null when they can't be read with this sign-in. */
  readonly settings: readonly SettingDifference[] | null;
  /** The keys of credentials that Graph shows only masked: writing settings needs their values. */
  readonly maskedKeys: readonly string[];
}
