import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { Consequence, ScopeCount } from './mappingEditor.ts';
import type { FilterGroupView } from './mappingEditorView.ts';
import type { AssignedPage, ObjectState, StateCounts } from './assignedObjects.ts';
import type { ConnectionReport } from './connectionReport.ts';
import type { CycleSummary, SeatReport } from './cycleSummary.ts';
import type { Delivery, NotificationReport } from './deliveries.ts';
import type { JobStatus, RunHolder } from './jobStatus.ts';
import type { DecisionSummary, ProvisioningEvent } from './provisioning.ts';
import type { HoldDecision, StagedAction, StagedDetail } from './stagedActions.ts';
import type { RestartCriterion } from './restartCriteria.ts';
import type { Text } from './text.ts';
import type { PulledSchema, PushPlan, ServiceLook, SettingDifference } from './service.ts';
import type { Comparison, ExecutorDifference } from './comparison.ts';

/**
 * The conversation between a user interface (the extension) and the engine's process, over `vscode-jsonrpc`.
 *
 * Long requests report through notifications that carry the request's `token`; each request can be cancelled with
 * JSON-RPC's own cancellation, which leaves a consistent state.
 */

/** The job's text and what is needed to run it. Tokens travel here, never in arguments, environment or files. */
export interface OpenJobParams {
  /** The text of the job file. */
  readonly text: string;
  /** Absolute path of the job file, against which a snapshot's path is resolved. */
  readonly path: string;
  /** Directory of the job's state; created when missing. */
  readonly stateDirectory: string;
  /** The running sandbox, for a job whose source or target is of kind `sandbox`; null when none runs. */
  readonly sandbox: SandboxAddresses | null;
  readonly sourceCredential: Credential | null;
  readonly targetCredential: Credential | null;
  /** Why there are no tokens, in a sentence: a cycle that is due fails of it. Absent where there are, or none are needed. */
  readonly withoutTokens?: string;
  /** Milliseconds after which a request without an answer is given up; 30,000 when absent. */
  readonly requestTimeoutMs?: number;
  /** What notifications are sent with; absent where nobody has said. */
  readonly notifications?: NotificationAccess;
}

/** What the job's notifications are sent with, beside the source's token. */
export interface NotificationAccess {
  /** The mail server; null when none is set. */
  readonly smtp: { readonly server: SmtpServer; readonly password: string | null } | null;
}

/** A mail server to send through. */
export interface SmtpServer {
  /** As `URL.hostname` has it, without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS (RFC 8314 section 3.3); else STARTTLS is asked for. */
  readonly implicitTls: boolean;
  /** Null when the server asks for none. */
  readonly user: string | null;
  /** Whether it's this machine: only there a connection may go without TLS. */
  readonly loopback: boolean;
}

/** A bearer token, bound to the origin that it was entered for; it is never sent to another. */
export interface Credential {
  readonly token: string;
  /** For example `https://www.dropbox.com`. */
  readonly origin: string;
  /** How a token is renewed that ends; absent of one that isn't renewed. */
  readonly renewal?: TokenRenewal;
}

/** A token that can be asked for anew, from whoever opened the job. */
export interface TokenRenewal {
  /** Names it to whoever renews it; no secret. */
  readonly key: string;
  /** When another one is asked for before the next request, in milliseconds since 1970; 0 for a token that is still to be had. */
  readonly renewAt: number;
}

export interface RenewTokenParams {
  /** `TokenRenewal.key` */
  readonly key: string;
  /** The token that the server has just refused as expired; null when it is only near its end. */
  readonly refused: string | null;
}

export interface RenewedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
}

/** Gets a token that is in force. @throws ProvisioningFailure of kind `credential` or `connection` */
export type RenewToken = (params: RenewTokenParams) => Promise<RenewedToken>;

/** Where a running sandbox answers: what `sandbox` on the command line prints when it is ready. */
export interface SandboxAddresses {
  /** Stays the same when the sandbox gets other ports; null of one that doesn't say. */
  readonly id?: string | null;
  readonly source: {
    readonly baseAddress: string;
    readonly token: string;
    readonly tenantId: string;
    readonly servicePrincipalId: string;
  };
  readonly target: { readonly baseAddress: string; readonly token: string };
  /** The same team behind Dropbox's Business API; absent of a sandbox that doesn't have it. */
  readonly dropboxBusiness?: {
    readonly apiAddress: string;
    readonly token: string;
    readonly authorizeAddress?: string;
    readonly appKey?: string;
  };
}

export interface RunParams {
  readonly job: OpenJobParams;
  readonly token: string;
}

/** A run whose person can be asked. */
export interface ConfirmingParams extends RunParams {
  /** Whether `confirmPermanent` is asked before accounts go permanently; without it nobody is asked. */
  readonly confirms?: boolean;
}

/** What a run is about to take away, some of it permanently. */
export interface PermanentLosses {
  /** Accounts and groups to disable, and to delete, all in all. */
  readonly disable: number;
  readonly delete: number;
  /** How many of them can't be given back. */
  readonly permanent: number;
  /** Display names of those, sorted; ten at most. */
  readonly names: readonly string[];
}

export interface SyncParams extends ConfirmingParams {
  /** Releases, by name, the actions that accidental-deletion prevention has held back so far. */
  readonly allowDeletes: boolean;
  /** Has every object decided anew, and ends a quarantine: resets what an ordinary restart does. */
  readonly restart: boolean;
  /** What else is reset first; nothing when absent. */
  readonly reset?: readonly RestartCriterion[];
  /** Tries again what failed, whether or not its time has come. */
  readonly retryFailures?: boolean;
  /** Takes up a state that belongs to another tenant, application or target: forgets its links and matches anew. */
  readonly adopt: boolean;
}

export interface PreviewParams extends RunParams {
  /** Shows what *Adopt* would do. */
  readonly adopt: boolean;
  /** True when nobody has asked for it: it waits for its turn, and gives way to what somebody asks for. */
  readonly background?: boolean;
}

export interface ConsequenceParams extends RunParams {
  /** The text of the job file that the job's text is compared with. */
  readonly former: string;
}

/** What a changed text does, and the decisions of those listed in it, for showing them side by side. */
export interface ConsequenceResult {
  readonly consequence: Consequence;
  readonly decisions: readonly DecisionSummary[];
  /** How many objects it changes in the target. */
  readonly changing: number;
}

export interface SubjectParams extends RunParams {
  /** A display name, user principal name, mail or object id. */
  readonly name: string;
}

/** A run that may be nobody's wish. */
export interface UnaskedParams extends RunParams {
  /** As in `PreviewParams`. */
  readonly background?: boolean;
}

export type ProvisionParams = SubjectParams & ConfirmingParams;

export interface ListAssignedParams {
  readonly job: OpenJobParams;
  /** Text that the display name, user principal name or mail must contain; empty for all. */
  readonly filter: string;
  /** Only objects in one of these states; all when absent. */
  readonly states?: readonly ObjectState[];
  /** Those that failed, are held back or were skipped before the others. */
  readonly problemsFirst?: boolean;
  /** Only the direct members of this group; null for the assigned users and groups themselves. */
  readonly groupId: string | null;
  readonly type: 'User' | 'Group';
  readonly offset: number;
  readonly limit: number;
}

export interface CountStatesParams {
  readonly job: OpenJobParams;
  /** As in `ListAssignedParams`. */
  readonly filter: string;
}

export interface SourceAttributesParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  readonly id: string;
}

export interface SampleObjectsParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  readonly limit: number;
}

export interface CountScopeParams {
  readonly job: OpenJobParams;
  readonly type: 'User' | 'Group';
  /** The scoping filter, saved or not. */
  readonly groups: readonly FilterGroupView[];
}

/** A source object as a sample for expressions: attributes under their Entra names, app roles as Graph gives them. */
export interface SampleObject {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface DecideHoldsParams {
  readonly job: OpenJobParams;
  /** Keys, ids, user principal names or display names; null for all that nobody has decided about. */
  readonly names: readonly string[] | null;
  readonly verdict: HoldDecision['verdict'];
}

/** What was decided about, and the events that tell it. */
export interface DecidedHolds {
  readonly actions: readonly StagedAction[];
  readonly events: readonly ProvisioningEvent[];
}

export interface StartParams extends RunParams {
  /** Creates the job in the service first when there is none. */
  readonly create: boolean;
}

export interface RestartParams extends RunParams {
  readonly criteria: readonly RestartCriterion[];
}

export interface PushParams extends RunParams {
  readonly plan: Pick<PushPlan, 'version' | 'text'>;
}

export interface PushSettingsParams extends RunParams {
  /** The credentials that Entra keeps and shows only masked, by key, as a person has entered them again; stored nowhere. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface LogQuery {
  readonly job: OpenJobParams;
  /** Events of this object only. */
  readonly sourceId: string | null;
  /** Events of this cycle only. */
  readonly cycleId: string | null;
  /** Events with a smaller id, for paging backwards; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** The other way round, asked by the engine: a token in the middle of a long cycle. */
export const renewToken = new RequestType<RenewTokenParams, RenewedToken, EngineErrorData>('engine/renewToken');

/** The other way round, too: whether accounts may go permanently, asked before anything is written. */
export const confirmPermanent = new RequestType<
  { readonly token: string; readonly losses: PermanentLosses },
  boolean,
  EngineErrorData
>('engine/confirmPermanent');

export const testConnection = new RequestType<RunParams, ConnectionReport, EngineErrorData>('engine/testConnection');
export const preview = new RequestType<PreviewParams, CycleSummary, EngineErrorData>('engine/preview');
export const sync = new RequestType<SyncParams, CycleSummary, EngineErrorData>('engine/sync');
/** Runs the cycle that is due; null when none is, because provisioning is off or another process has run it. */
export const syncWhenDue = new RequestType<RunParams, CycleSummary | null, EngineErrorData>('engine/syncWhenDue');
/** Ends whatever runs on the job, in whatever window or process, in a consistent state; gives what it was. */
export const cancelRun = new RequestType<RunParams, RunHolder | null, EngineErrorData>('engine/cancelRun');
export const provisionOnDemand = new RequestType<ProvisionParams, ProvisioningEvent, EngineErrorData>(
  'engine/provisionOnDemand',
);
export const explain = new RequestType<SubjectParams & UnaskedParams, DecisionSummary, EngineErrorData>(
  'engine/explain',
);
export const listAssigned = new RequestType<ListAssignedParams, AssignedPage, EngineErrorData>('engine/listAssigned');
/** How many of the assigned users and groups that match a text are in each state. */
export const countStates = new RequestType<CountStatesParams, StateCounts, EngineErrorData>('engine/countStates');
/** Reads assignments and objects from the source into the job's state, deciding nothing. */
export const refreshSource = new RequestType<UnaskedParams, JobStatus, EngineErrorData>('engine/refreshSource');
export const status = new RequestType<{ readonly job: OpenJobParams }, JobStatus, EngineErrorData>('engine/status');
export const logs = new RequestType<LogQuery, readonly ProvisioningEvent[], EngineErrorData>('engine/logs');
export const readEvent = new RequestType<
  { readonly job: OpenJobParams; readonly id: number },
  ProvisioningEvent | null,
  EngineErrorData
>('engine/readEvent');

/** Releases or rejects staged actions; nothing is sent to either side. */
export const decideHolds = new RequestType<DecideHoldsParams, DecidedHolds, EngineErrorData>('engine/decideHolds');
export const readHold = new RequestType<
  { readonly job: OpenJobParams; readonly key: string },
  StagedDetail | null,
  EngineErrorData
>('engine/readHold');

/** The job file as the last cycle that came to its end ran with it; null before the first. */
export const lastRunText = new RequestType<{ readonly job: OpenJobParams }, string | null, EngineErrorData>(
  'engine/lastRunText',
);

/** What the source knows of one object, for evaluating expressions on it; null when it is not known. */
export const sourceAttributes = new RequestType<SourceAttributesParams, SampleObject | null, EngineErrorData>(
  'engine/sourceAttributes',
);

/** Objects in question as the last read left them, by display name: nothing is asked of the source. */
export const sampleObjects = new RequestType<SampleObjectsParams, readonly SampleObject[], EngineErrorData>(
  'engine/sampleObjects',
);

/**
 * How the objects in question fare under a scoping filter, as the last read left them: numbers, and some names. It is worked
 * out beside whatever else runs, and waits while something runs that somebody has asked for.
 */
export const countScope = new RequestType<CountScopeParams, ScopeCount, EngineErrorData>('engine/countScope');

/**
 * What the next cycle does otherwise with the job's text than with another one. Nothing is written, and neither side is read
 * but for what only the job's text asks for. It waits for its turn, and gives way to what somebody asks for.
 */
export const consequence = new RequestType<ConsequenceParams, ConsequenceResult, EngineErrorData>('engine/consequence');

/** Sends a test notification to everybody whom the job names; what was not sent is part of the response. */
export const sendTestNotification = new RequestType<
  { readonly job: OpenJobParams },
  NotificationReport,
  EngineErrorData
>('engine/sendTestNotification');

/**
 * Reads how a job is that Entra's service runs, and what was done since; new events come as `engine/provisioned`. A job that
 * our own engine runs tells what is stored.
 */
export const follow = new RequestType<RunParams, JobStatus, EngineErrorData>('engine/follow');
/** Reads how the job in Entra is and in what it differs from the job file; nothing is changed. */
export const lookAtService = new RequestType<RunParams, ServiceLook, EngineErrorData>('engine/lookAtService');
/** Creates the job in Entra, off, unless it is there. */
export const createInService = new RequestType<RunParams, JobStatus, EngineErrorData>('engine/createInService');
/** Puts our decisions beside Entra's log; the differences come as `engine/differed`, all of them before the response. */
export const compare = new RequestType<RunParams, Comparison, EngineErrorData>('engine/compare');
export const start = new RequestType<StartParams, JobStatus, EngineErrorData>('engine/start');
export const pause = new RequestType<RunParams, JobStatus, EngineErrorData>('engine/pause');
export const restart = new RequestType<RestartParams, JobStatus, EngineErrorData>('engine/restart');
export const pullSchema = new RequestType<RunParams, PulledSchema, EngineErrorData>('engine/pullSchema');
export const planPush = new RequestType<RunParams, PushPlan, EngineErrorData>('engine/planPush');
export const pushSchema = new RequestType<PushParams, PulledSchema, EngineErrorData>('engine/pushSchema');
/** Gives what Entra and the job file say differently afterwards. */
export const pushSettings = new RequestType<PushSettingsParams, readonly SettingDifference[], EngineErrorData>(
  'engine/pushSettings',
);

/** Decisions of a running preview, in their order. All of them come before the answer. */
export const decided = new NotificationType<{
  readonly token: string;
  readonly decisions: readonly DecisionSummary[];
}>('engine/decided');
/** Differences of a running comparison, in their order. */
export const differed = new NotificationType<{
  readonly token: string;
  readonly differences: readonly ExecutorDifference[];
}>('engine/differed');
/** Events of a running sync, in their order. All of them come before the answer. */
export const provisioned = new NotificationType<{
  readonly token: string;
  readonly events: readonly ProvisioningEvent[];
}>('engine/provisioned');
/** Notifications that a sync has sent, or could not send. All of them come before the response. */
export const notified = new NotificationType<{
  readonly token: string;
  readonly deliveries: readonly Delivery[];
}>('engine/notified');
export const progressed = new NotificationType<{ readonly token: string; readonly progress: CycleProgress }>(
  'engine/progressed',
);

export interface CycleProgress {
  /** `comparing` is of a consequence only: both texts are evaluated on everybody. */
  readonly stage:
    | 'comparing'
    | 'reading'
    | 'matching'
    | 'confirming'
    | 'seats'
    | 'deciding'
    | 'exporting'
    | 'references'
    | 'finishing';
  /** A few words for the progress line. */
  readonly message: Text;
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** Of the stage `seats`, which is once and before anything is written: how the seats go round. */
  readonly seats?: SeatReport;
}

/** What a failed request says, in `ResponseError.data`. */
export interface EngineErrorData {
  readonly kind:
    | 'invalidJob'
    | 'connection'
    | 'notFound'
    | 'busy'
    /** Another window or process has ended the run. */
    | 'cancelled'
    | 'credential'
    | 'source'
    /** The stored state belongs to another tenant, application or target than the job file names. */
    | 'identity'
    /** The stored state can't be used by this version. */
    | 'invalidState'
    /** The job's executor can't do it; why, and what to do in its place, is said. */
    | 'notSupported'
    | 'internal';
  readonly message: Text;
  readonly recommendedAction: Text | null;
}
