import type { AssumedChange } from '../protocol/graphProtocol.ts';
import type { ConsequenceMemory } from './consequence/memory.ts';
import type { ConsequenceResult } from '../protocol/engineParams.ts';
import type { ConfirmPermanent } from './cycle/confirmPermanent.ts';
import type { Comparison, ExecutorDifference } from '../protocol/comparison.ts';
import type { CycleProgress } from '../protocol/cycleProgress.ts';
import type { ListAssignedParams, LogQuery, SampleObject } from '../protocol/engineParams.ts';
import type { RenewToken } from '../protocol/openJob.ts';
import type { Ability, Inability } from '../protocol/executors.ts';
import type { ScopeCount } from '../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';
import type { AssignedPage, StateCounts } from '../protocol/assignedObjects.ts';
import type { ConnectionReport } from '../protocol/connectionReport.ts';
import type { CycleSummary } from '../protocol/cycleSummary.ts';
import type { DecisionSummary, ObjectType, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { Delivery, NotificationReport } from '../protocol/deliveries.ts';
import type { HoldDecision, StagedAction, StagedDetail } from '../protocol/stagedActions.ts';
import type { JobStatus, RunHolder } from '../protocol/jobStatus.ts';
import type { RestartCriterion } from '../protocol/restartCriteria.ts';
import type { PulledSchema, PushPlan, ServiceLook, SettingDifference } from '../protocol/service.ts';
import type { LeasePorts } from './lease/leasePorts.ts';

/** Everything that can be done with one job, whoever asks: the command line or the extension. */
export interface JobSession {
  /** What keeps the job's executor from doing something, in English; null when it can. Whatever needs it fails of the same. */
  cannot(ability: Ability): Inability | null;
  testConnection(signal: AbortSignal): Promise<ConnectionReport>;
  preview(options: PreviewOptions): Promise<CycleSummary>;
  sync(options: SyncOptions): Promise<CycleSummary>;
  /** Runs the cycle that is due; null, without a request, when none is. */
  syncWhenDue(options: DueOptions): Promise<CycleSummary | null>;
  /** @param background true when nobody has asked for it. */
  explain(name: string, signal: AbortSignal, background?: boolean): Promise<DecisionSummary>;
  /** Decides for users and groups as if the assignments were changed, one after the other, and writes nothing. */
  previewAssignment(change: AssumedChange, signal: AbortSignal): Promise<readonly DecisionSummary[]>;
  /** @param confirm asked before the account goes permanently; nobody is asked without it. */
  provisionOnDemand(name: string, signal: AbortSignal, confirm?: ConfirmPermanent | null): Promise<ProvisioningEvent>;
  /** Reads the source into the job's state, deciding nothing. */
  refreshSource(
    signal: AbortSignal,
    onProgress: (progress: CycleProgress) => void,
    background?: boolean,
  ): Promise<JobStatus>;
  /** Ends whatever runs on the job, in whatever process, and gives what it was; null when nothing runs. */
  cancelRun(signal: AbortSignal): Promise<RunHolder | null>;
  status(): JobStatus;
  /**
   * Releases staged actions, which the next sync carries out, or rejects them, so that they stay held back until their cause
   * changes.
   *
   * @param names keys, ids, user principal names or display names; null for all that nobody has decided about.
   */
  decideHolds(
    names: readonly string[] | null,
    verdict: HoldDecision['verdict'],
    onEvent: (event: ProvisioningEvent) => void,
  ): Promise<readonly StagedAction[]>;
  /** Moves a damaged state to another name, so that the next cycle makes it again by matching. @returns where it is now. */
  setDamagedStateAside(): Promise<string>;
  /** A staged action with what it would change; null when it is no longer held back. */
  readHold(key: string): StagedDetail | null;
  /** The job file as the last cycle that came to its end ran with it; null before the first. */
  lastRunText(): string | null;
  logs(query: Omit<LogQuery, 'job'>): readonly ProvisioningEvent[];
  readEvent(id: number): ProvisioningEvent | null;
  listAssigned(query: Omit<ListAssignedParams, 'job'>): AssignedPage;
  /** How many of the assigned users and groups that match the text are in each state. */
  countStates(filter: string): StateCounts;
  /** Sends a test notification to everybody whom the job names. */
  sendTestNotification(signal: AbortSignal): Promise<NotificationReport>;
  /** An object as a sample for expressions. */
  sourceAttributes(type: ObjectType, id: string, signal: AbortSignal): Promise<SampleObject | null>;
  /** Assigned or linked objects as the last read left them. */
  sampleObjects(type: ObjectType, limit: number): readonly SampleObject[];
  /** How assigned or linked objects fare under a scoping filter, as the last read left them. */
  countScope(type: ObjectType, groups: readonly FilterGroupView[], signal: AbortSignal): Promise<ScopeCount>;
  /**
   * Reads how the job is and what was done since, where that happens elsewhere; tells what is stored already otherwise.
   * Events that are new go to `onEvent`.
   */
  follow(options: FollowOptions): Promise<JobStatus>;
  /** Reads how the job in the service is and in what it differs from the job file; nothing is changed. */
  lookAtService(signal: AbortSignal): Promise<ServiceLook>;
  /** Creates the job in the service, off, with the schema of the job file; one that is there is left alone. */
  createInService(signal: AbortSignal): Promise<JobStatus>;
  /** Starts the service's cycles. @throws ProvisioningFailure of kind `notFound` when it has no such job and none is to be created. */
  start(options: StartOptions): Promise<JobStatus>;
  /** Lets the service begin no further cycle; its state stays. */
  pause(signal: AbortSignal): Promise<JobStatus>;
  /** Has the service forget what is chosen, and begin anew. */
  restart(criteria: readonly RestartCriterion[], signal: AbortSignal): Promise<JobStatus>;
  /**
   * Puts what our engine would do with each object beside what the service did last; nothing is written.
   *
   * @returns how many objects were compared, and what could not be seen.
   */
  compare(options: CompareOptions): Promise<Comparison>;
  /** The schema of the job in the service, and what it and the settings there say otherwise than the job file. */
  pullSchema(signal: AbortSignal): Promise<PulledSchema>;
  /** What writing the job file's schema into the service would do. */
  planPush(signal: AbortSignal): Promise<PushPlan>;
  /** Writes the schema of a plan. @returns the schema as the service has it then. */
  pushSchema(plan: Pick<PushPlan, 'version' | 'text'>, signal: AbortSignal): Promise<PulledSchema>;
  /**
   * Writes the settings of the job file into the service.
   *
   * @param secrets credentials by key, as a person has entered them: those that the service keeps and doesn't tell, or that it
   *   is to get. They are sent to the service and stored nowhere here.
   * @returns what the two say differently afterwards.
   */
  pushSettings(secrets: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly SettingDifference[]>;
  /** What the next cycle does otherwise than with another text of the job. */
  consequence(former: string, options: Pick<PreviewOptions, 'signal' | 'onProgress'>): Promise<ConsequenceResult>;
  close(): Promise<void>;
}

/** How a job is followed that is carried out elsewhere. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProvisioningEvent) => void;
}

export interface CompareOptions {
  readonly signal: AbortSignal;
  readonly onDifference: (difference: ExecutorDifference) => void;
  readonly onProgress: (progress: CycleProgress) => void;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Creates the job in the service first, with the schema and settings of the job file, when there is none. */
  readonly create: boolean;
}

export interface PreviewOptions {
  readonly signal: AbortSignal;
  readonly onDecision: (decision: DecisionSummary) => void;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Shows what *Adopt* would do: the stored links belong to something else. */
  readonly adopt?: boolean;
  /** True when nobody has asked for it: it waits for its turn, and gives way to what somebody asks for. */
  readonly background?: boolean;
  /** With executor `entra`: what it would do with schema and settings of the job file, as if they had been pushed. */
  readonly asInFile?: boolean;
}

export interface SyncOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProvisioningEvent) => void;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Releases, by name, what accidental-deletion prevention has held back so far. */
  readonly allowDeletes: boolean;
  /** Has everything decided anew: resets what Entra's *Restart provisioning* does. */
  readonly restart: boolean;
  /** What else is reset first. */
  readonly reset?: readonly RestartCriterion[];
  /** Tries again what failed, whether or not its time has come. */
  readonly retryFailures?: boolean;
  /** Takes up a state that belongs to something else: forgets its links and matches everyone anew. */
  readonly adopt?: boolean;
  /** Asked before accounts go permanently; nobody is asked without it. */
  readonly confirm?: ConfirmPermanent | null;
  /** Hears of each notification that was sent after the cycle, or could not be. */
  readonly onDelivery?: (delivery: Delivery) => void;
}

/** A cycle that comes by itself releases and restarts nothing. */
export type DueOptions = Pick<SyncOptions, 'signal' | 'onEvent' | 'onProgress' | 'onDelivery'>;

/** Who opens a job, and how it waits for others. */
export interface SessionOptions {
  readonly who?: RunHolder['who'];
  readonly ports?: LeasePorts;
  /** Renews tokens that end in the middle of a cycle. */
  readonly renewToken?: RenewToken;
  /** What consequences have found out before, of sessions of the same process. */
  readonly memory?: ConsequenceMemory;
}
