import type { Text } from './text.ts';

/**
 * What a decision and an event of the provisioning log look like when they leave the engine: on their way to the tree, the
 * output channel, the command line or a file.
 *
 * The shapes follow Microsoft Graph's `provisioningObjectSummary` (v1.0) where Graph has one.
 */

export type ObjectType = 'User' | 'Group';

export type DecisionAction = 'create' | 'update' | 'disable' | 'delete' | 'skip' | 'none';

/** A value of an attribute as people and JSON see it. Null is "has none"; `[Redact]` stands for a redacted one. */
export type AttributeJson = ScalarJson | null | readonly ScalarJson[];

export type ScalarJson = string | number | boolean;

export interface AttributeChange {
  /** The target attribute, as the mapping names it. */
  readonly attribute: string;
  readonly old: AttributeJson;
  readonly new: AttributeJson;
}

export interface ObjectIdentity {
  readonly id: string;
  readonly type: ObjectType;
  readonly displayName: string;
}

export type StepType = 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';
export type StepStatus = 'success' | 'warning' | 'failure' | 'skipped';

/** One step on the way to a decision or through its export. */
export interface ProvisioningStep {
  readonly type: StepType;
  readonly status: StepStatus;
  /** A sentence for people. */
  readonly description: Text;
  /** Facts behind the sentence. */
  readonly details: Readonly<Record<string, Text>>;
}

/** Why an action was chosen. */
export interface Reason {
  /** Stable, in Entra's spelling where Entra has one: `NotEffectivelyEntitled`, `RedundantExport`, … */
  readonly code: string;
  readonly message: Text;
  /** What a person can do about it; null when nothing needs doing. */
  readonly recommendedAction: Text | null;
}

/** What becomes of the files of a member who is removed. */
export interface LeaverFiles {
  /** `kept`: the account becomes a personal one, with its files. `notTransferred`: nobody gets them. */
  readonly outcome: 'transferred' | 'kept' | 'notTransferred';
  /** Who gets them; null when nobody else does. */
  readonly to: { readonly targetId: string; readonly displayName: string; readonly email: string } | null;
}

/** What will be, or was, decided for one object. */
export interface DecisionSummary {
  readonly source: ObjectIdentity;
  /** The target object's id, when it is known. */
  readonly targetId: string | null;
  readonly action: DecisionAction;
  /** True when the decision is a failure of this object (for example several accounts match it); its action is then `skip`. */
  readonly failed: boolean;
  readonly reason: Reason;
  readonly steps: readonly ProvisioningStep[];
  readonly changes: readonly AttributeChange[];
  /** True when the action takes the account away permanently: a delete, or the disabling of an invited Dropbox user. */
  readonly destructive: boolean;
  /**
   * Of a preview: accidental-deletion prevention holds back the whole action, or part of what would be done (the leaving of a
   * group's members). What is held back whole isn't done. Absent where nothing is.
   */
  readonly held?: 'whole' | 'part';
  /** Of a member who is removed by Dropbox's Business API; absent otherwise. */
  readonly files?: LeaverFiles;
}

/** The HTTP exchange behind a failure, without secrets, cut to a readable length. */
export interface HttpExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  /** Null when no answer came. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
  /** What went wrong below HTTP (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …), when that is what happened. */
  readonly networkError: string | null;
}

export type EventStatus = 'success' | 'failure' | 'skipped' | 'warning';

/** One event of the provisioning log. */
export interface ProvisioningEvent {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly action: DecisionAction | 'stagedDelete';
  readonly status: EventStatus;
  readonly source: ObjectIdentity;
  readonly targetId: string | null;
  readonly reason: Reason;
  readonly steps: readonly ProvisioningStep[];
  readonly modifiedProperties: readonly AttributeChange[];
  readonly durationMs: number;
  readonly exchange: HttpExchange | null;
  /** Of a member who is removed by Dropbox's Business API; absent otherwise. */
  readonly files?: LeaverFiles;
  /** The id of the event in Entra's own provisioning log, where that tells it; absent of what our own engine did. */
  readonly serviceId?: string;
}
