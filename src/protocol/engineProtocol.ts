import type { AssignedPage, StateCounts } from './assignedObjects.ts';
import type { Comparison, ExecutorDifference } from './comparison.ts';
import type { ConnectionReport } from './connectionReport.ts';
import type { CycleProgress } from './cycleProgress.ts';
import type { CycleSummary } from './cycleSummary.ts';
import type { Delivery, NotificationReport } from './deliveries.ts';
import type { EngineErrorData } from './engineError.ts';
import type {
  ConsequenceParams,
  ConsequenceResult,
  CountScopeParams,
  CountStatesParams,
  DecideHoldsParams,
  DecidedHolds,
  ListAssignedParams,
  LogQuery,
  PermanentLosses,
  PreviewParams,
  ProvisionParams,
  PushParams,
  PushSettingsParams,
  RestartParams,
  RunParams,
  SampleObject,
  SampleObjectsParams,
  SourceAttributesParams,
  StartParams,
  SubjectParams,
  SyncParams,
  UnaskedParams,
} from './engineParams.ts';
import type { JobStatus, RunHolder } from './jobStatus.ts';
import type { ScopeCount } from './mappingEditor.ts';
import type { OpenJobParams, RenewTokenParams, RenewedToken } from './openJob.ts';
import type { DecisionSummary, ProvisioningEvent } from './provisioning.ts';
import type { PulledSchema, PushPlan, ServiceLook, SettingDifference } from './service.ts';
import type { StagedDetail } from './stagedActions.ts';
import { NotificationType, RequestType } from 'vscode-jsonrpc';

/**
 * The conversation between a user interface (the extension) and the engine's process, over `vscode-jsonrpc`.
 *
 * Long requests report through notifications that carry the request's `token`; each request can be cancelled with
 * JSON-RPC's own cancellation, which leaves a consistent state.
 */

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
