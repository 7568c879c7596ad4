/**
 * What a decision, an event of the provisioning log and the state of a job look like when they leave the engine: on its
 * way to the tree, the output channel, the command line or a file.
 *
 * The shapes follow Microsoft Graph's `provisioningObjectSummary` (v1.0) where Graph has one.
 */

import type { ServiceStatus } from './service.ts';

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
  readonly description: string;
  /** Facts behind the sentence; every value is text. */
  readonly details: Readonly<Record<string, string>>;
}

/** Why an action was chosen. */
export interface Reason {
  /** Stable, in Entra's spelling where Entra has one: `NotEffectivelyEntitled`, `RedundantExport`, … */
  readonly code: string;
  readonly message: string;
  /** What a person can do about it; null when nothing needs doing. */
  readonly recommendedAction: string | null;
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
  /** Of a member who is removed by Dropbox's Business API; absent otherwise. */
  readonly files?: LeaverFiles;
}

/** What a person decided about an action that is held back. */
export interface HoldDecision {
  /** `released`: the next sync carries it out. `rejected`: it stays held back until the source changes what caused it. */
  readonly verdict: 'released' | 'rejected';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who decided: the name of the operating system's account; null when it isn't known. */
  readonly by: string | null;
}

/** An action that accidental-deletion prevention holds back until a person releases it, by name. */
export interface StagedAction {
  /** Names the action: the object, its account and the act. Stays the same from cycle to cycle. */
  readonly key: string;
  readonly source: ObjectIdentity;
  readonly targetId: string;
  readonly action: 'disable' | 'delete' | 'removeMembers';
  /** True when the account can't be given back afterwards. */
  readonly permanent: boolean;
  /** For `removeMembers`: how many of its members a group would lose; null otherwise. */
  readonly members: { readonly lost: number; readonly of: number } | null;
  readonly reason: Reason;
  /** ISO 8601, UTC: when it was held back first. */
  readonly since: string;
  /** Of a member who would be removed by Dropbox's Business API; absent otherwise. */
  readonly files?: LeaverFiles;
  /** Null while nobody has decided. */
  readonly decision: HoldDecision | null;
}

/** A staged action with what it would change. */
export interface StagedDetail {
  readonly action: StagedAction;
  /** What the account has now, as far as it's known, by target attribute. */
  readonly before: Readonly<Record<string, AttributeJson>>;
  /** What it would have afterwards; null when there would be no account any more. */
  readonly after: Readonly<Record<string, AttributeJson>> | null;
  /** Display names, sorted: the members of a group who stay, and those who would leave; null for a user. */
  readonly members: { readonly stay: readonly string[]; readonly leave: readonly string[] } | null;
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

export interface ActionCounts {
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly skip: number;
  readonly failure: number;
}

export interface RequestCounts {
  readonly source: number;
  readonly target: number;
  readonly targetWrites: number;
}

/** How a cycle ended. */
export interface CycleSummary {
  readonly cycleId: string;
  readonly cycle: 'initial' | 'incremental';
  /** `cancelled` leaves a consistent state: the next cycle does the rest. */
  readonly outcome: 'completed' | 'cancelled' | 'quarantined';
  readonly counts: ActionCounts;
  /** Objects that were looked at and needed nothing. */
  readonly unchanged: number;
  /** Actions held back by accidental-deletion prevention. Those that a person has rejected count as skipped. */
  readonly staged: number;
  /** Accounts that the cycle takes away permanently, of those that it disables or deletes. */
  readonly permanent: number;
  /** Objects of which the target's responses leave something open. What may not have been done isn't counted as done. */
  readonly warnings: number;
  readonly requests: RequestCounts;
  readonly durationMs: number;
  readonly quarantine: Quarantine | null;
  /** Null when nobody needed a seat, or everybody got one of a target that doesn't tell. Absent of older cycles. */
  readonly seats?: SeatReport | null;
  /** What a preview of a job that Entra runs could not see, in sentences; absent where it saw everything. */
  readonly unseen?: readonly string[];
}

/** The seats of the target's team, as a cycle found them before its first write. */
export interface SeatReport {
  /** Null where the target doesn't tell, as over SCIM: who gets none is learnt there by a refusal. */
  readonly told: {
    readonly licensed: number;
    readonly free: number;
    /** How many become free first, by whom the cycle suspends or removes. */
    readonly freed: number;
    readonly needed: number;
  } | null;
  /** Who gets none, in the order in which seats are given. */
  readonly without: readonly ObjectIdentity[];
}

export interface Quarantine {
  /** `TooManyDeletes`, `EncounteredQuarantineException`, … (Graph's quarantineReason). */
  readonly reason: string;
  readonly message: string;
  readonly recommendedAction: string;
  /** ISO 8601, UTC: since when it's for this reason. */
  readonly since: string;
  /** The request, and its response, that caused it; null where none did. */
  readonly exchange: HttpExchange | null;
  /** ISO 8601, UTC: since when one attempt after the other has failed, for whatever reason. */
  readonly seriesBegan: string;
  /** How many attempts that were. */
  readonly seriesCount: number;
  /** ISO 8601, UTC: when a cycle runs by itself next. Null while that is as ever, and when `off`. */
  readonly nextAttempt: string | null;
  /** True when it has lasted so long that no cycle runs by itself any more; *Sync Now* and a restart do. */
  readonly off: boolean;
  /** True when an initial cycle has forgotten what failed when: all of it remains to be decided. */
  readonly escrowsPruned: boolean;
}

export type ConnectionStepId =
  | 'address'
  | 'proxy'
  | 'tls'
  | 'authentication'
  | 'answer'
  | 'permission'
  | 'matchingFilter'
  /** Of Dropbox's Business API: who has authorized the token, and how many seats the team has. */
  | 'admin'
  | 'seats'
  /** What earlier cycles have learnt of the target; left out when that is nothing. */
  | 'learned'
  /** Of a job that Entra's provisioning service runs: the job itself, and the credentials that it keeps. */
  | 'job'
  | 'credentials';

export interface ConnectionStep {
  readonly side: 'source' | 'target';
  readonly id: ConnectionStepId;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'warning';
  /** What was found. */
  readonly detail: string;
  /** What to do, when the step did not pass. */
  readonly recommendedAction: string | null;
  readonly exchange: HttpExchange | null;
}

export interface ConnectionReport {
  readonly succeeded: boolean;
  readonly steps: readonly ConnectionStep[];
}

/** The state of one assigned object in the tree. */
export type ObjectState = 'notYet' | 'inScope' | 'provisioned' | 'skipped' | 'failed' | 'disabled' | 'staged';

export interface AssignedObject extends ObjectIdentity {
  readonly state: ObjectState;
  /** Why it was skipped or failed; the last reason otherwise; null before the first cycle. */
  readonly reason: Reason | null;
  /** Names of the app roles, `Default Access` among them. */
  readonly roles: readonly string[];
  /** Whether an assignment is its own. */
  readonly assignedDirectly: boolean;
  /** Display names of the groups that bring assignments, beside a direct one or without. */
  readonly assignedVia: readonly string[];
  readonly userPrincipalName: string | null;
  readonly targetId: string | null;
  readonly lastAction: ProvisioningEvent['action'] | null;
  /** How the last action ended; null before the first. */
  readonly lastStatus: EventStatus | null;
  /** ISO 8601, UTC. */
  readonly lastActivity: string | null;
  readonly lastEventId: number | null;
  /** Number of direct members, for a group. */
  readonly memberCount: number | null;
  /** ISO 8601, UTC: when what failed is tried again; not after now when that is with the next cycle. Null when it isn't. */
  readonly nextAttempt: string | null;
}

export interface AssignedPage {
  readonly objects: readonly AssignedObject[];
  /** Total that match the filter, over all pages. */
  readonly total: number;
  /** Total without a filter. */
  readonly unfiltered: number;
}

/** How many users and groups are in each state; states that none is in are left out. */
export type StateCounts = Readonly<Partial<Record<ObjectState, number>>>;

/** What became of one notification on one of the ways that it goes. */
export interface Delivery {
  readonly way: 'email' | 'webhook';
  /** For people: an email address and the server it went through, or the kind and origin of a webhook. */
  readonly to: string;
  /** What it is about. */
  readonly subject: string;
  /** Null when it was sent. */
  readonly failure: DeliveryFailure | null;
}

/** Why a notification could not be sent, and what to do. */
export interface DeliveryFailure {
  readonly message: string;
  readonly recommendedAction: string;
}

export interface NotificationReport {
  /** Empty when the job tells nobody. */
  readonly deliveries: readonly Delivery[];
}

/** How a job's notifications are. */
export interface NotificationStatus {
  /** How many wait to be sent with the next cycle. */
  readonly waiting: number;
  /** Why the last one could not be sent, and when that was tried (ISO 8601, UTC); null when it was sent. */
  readonly failure: (DeliveryFailure & { readonly at: string }) | null;
}

/** When what failed is tried again. */
export interface Retries {
  /** Objects that are tried later than with the next cycle. */
  readonly waiting: number;
  /** ISO 8601, UTC: when the first of them is; null when none waits. */
  readonly next: string | null;
  /** Objects that failed for so long that they are tried again only when they change, or when a person asks for it. */
  readonly givenUp: number;
}

export interface JobStatus {
  readonly jobId: string;
  readonly displayName: string;
  readonly code: 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  readonly lastCycle: (CycleSummary & { readonly finishedAt: string }) | null;
  readonly quarantine: Quarantine | null;
  /** Objects of which something failed last. */
  readonly escrowed: number;
  readonly retries: Retries;
  /** Linked objects by type. */
  readonly linked: { readonly User: number; readonly Group: number };
  /** What accidental-deletion prevention holds back, by name. */
  readonly staged: readonly StagedAction[];
  /** So many objects remain for the next cycle, beside what is held back: one was interrupted, or could not decide. */
  readonly pending: number;
  /** ISO 8601 of the last assignment read; null before the first. */
  readonly sourceReadAt: string | null;
  /** Who runs on the job now, in whatever window or process; null for nobody. */
  readonly running: RunHolder | null;
  readonly schedule: JobSchedule;
  readonly notifications: NotificationStatus;
  /** What Entra's provisioning service said last; absent of a job that our own engine runs, and before it was asked. */
  readonly service?: ServiceStatus;
}

/** Who has the right to run on a job; one has it at a time. */
export interface RunHolder {
  readonly who: 'window' | 'commandLine' | 'watch';
  readonly what: 'sync' | 'preview' | 'explain' | 'provisionOnDemand' | 'refresh' | 'decide';
  /** True when nobody has asked for it: it gives way at once to what somebody asks for. */
  readonly background: boolean;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export interface JobSchedule {
  /** ISO 8601, UTC: when the next cycle is due, which may be over; null while none will be. */
  readonly nextCycle: string | null;
  /** The last cycle that was begun; null before the first. */
  readonly lastAttempt: CycleAttempt | null;
}

/** A cycle that was begun, however it ended. */
export interface CycleAttempt {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC; null while it runs, and when its process has ended before it. */
  readonly finishedAt: string | null;
  /** Why it stopped as a whole; null when it did not. */
  readonly failure: { readonly kind: string; readonly message: string } | null;
}
