import { readJob } from '../job/readJob.ts';
import { startThere, whyNotOurs } from '../job/writingExecutor.ts';
import type {
  CycleProgress,
  ListAssignedParams,
  LogQuery,
  SampleObject,
  OpenJobParams,
  RenewToken,
} from '../protocol/engineProtocol.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { ScopeCount } from '../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';
import type {
  AssignedPage,
  ConnectionReport,
  CycleSummary,
  DecisionSummary,
  HoldDecision,
  Delivery,
  JobStatus,
  NotificationReport,
  ObjectType,
  ProvisioningEvent,
  RunHolder,
  StagedAction,
  StagedDetail,
  StateCounts,
} from '../protocol/provisioning.ts';
import { ordinaryRestart, type RestartCriterion } from '../protocol/restartCriteria.ts';
import { attempted, isDue } from './attempts.ts';
import { countInScope } from './countScope.ts';
import { decideHolds, readHold } from './decideHolds.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { quarantiningFailures } from './cycle/quarantineJob.ts';
import { resetState } from './cycle/restart.ts';
import { ingest } from './cycle/ingest.ts';
import { runCycle } from './cycle/runCycle.ts';
import { alone, exclusively, inContext, type RunParts } from './exclusively.ts';
import { adopt, checkIdentity, identityOf } from './jobIdentity.ts';
import { statusOf } from './jobStatus.ts';
import { cancelRun } from './lease/currentRun.ts';
import { givingWay } from './lease/givingWay.ts';
import { realLeasePorts, type LeasePorts } from './lease/leasePorts.ts';
import type { AssumedChange } from '../protocol/graphProtocol.ts';
import { createNotifier } from './notify/notifier.ts';
import { countStates, listAssigned } from './store/assignedObjects.ts';
import { namingDamage } from './namingDamage.ts';
import { lazily } from './openedJob.ts';
import { setDamagedStateAside } from './setAside.ts';
import { listSampleObjects, readSampleObject } from './sampleObject.ts';
import { explainAssumed, explainSubject, provisionSubject } from './subject.ts';
import { testConnection } from './testConnection.ts';

/** Everything that can be done with one job, whoever asks: the command line or the extension. */
export interface JobSession {
  testConnection(signal: AbortSignal): Promise<ConnectionReport>;
  preview(options: PreviewOptions): Promise<CycleSummary>;
  sync(options: SyncOptions): Promise<CycleSummary>;
  /** Runs the cycle that is due; null, without a request, when none is. */
  syncWhenDue(options: DueOptions): Promise<CycleSummary | null>;
  explain(name: string, signal: AbortSignal): Promise<DecisionSummary>;
  /** Decides for users and groups as if the assignments were changed, one after the other, and writes nothing. */
  previewAssignment(change: AssumedChange, signal: AbortSignal): Promise<readonly DecisionSummary[]>;
  provisionOnDemand(name: string, signal: AbortSignal): Promise<ProvisioningEvent>;
  /** Reads the source into the job's state, deciding nothing. */
  refreshSource(signal: AbortSignal, onProgress: (progress: CycleProgress) => void): Promise<JobStatus>;
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
  close(): Promise<void>;
}

export interface PreviewOptions {
  readonly signal: AbortSignal;
  readonly onDecision: (decision: DecisionSummary) => void;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Shows what *Adopt* would do: the stored links belong to something else. */
  readonly adopt?: boolean;
  /** True when nobody has asked for it: it waits for its turn, and gives way to what somebody asks for. */
  readonly background?: boolean;
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
}

/**
 * Opens a job for work. Nothing is sent until something is asked of it.
 *
 * @param now milliseconds since 1970.
 * @throws ProvisioningFailure of kind `invalidJob` when the job file has errors; no request is sent then.
 */
export function openJobSession(
  params: OpenJobParams,
  now: () => number = Date.now,
  { who = 'window', ports = realLeasePorts(now), ...renewals }: SessionOptions = {},
): Promise<JobSession> {
  const reading = readJob(params.text);
  if (reading.job === null) {
    const first = reading.problems.find((problem) => problem.severity === 'error');
    const where = first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}`;
    return Promise.reject(
      new ProvisioningFailure('invalidJob', `The job file has errors.${where}`, {
        recommendedAction: 'Correct the problems in the job file.',
      }),
    );
  }
  const { job } = reading;
  const identity = identityOf(job, params);
  return Promise.resolve(
    createSession(
      { job, params, identity, opened: lazily(job, params, identity, { ...renewals, now }), who, ports },
      now,
    ),
  );
}

function createSession(parts: RunParts, now: () => number): JobSession {
  const { job, params, identity, opened, ports } = parts;
  const notifier = createNotifier(job, params, opened.renewals);
  /** What writes to the target is for the executor that the job names and no other. */
  const writing = <T>(run: () => Promise<T>): Promise<T> => {
    const reason = whyNotOurs(job);
    return reason === null
      ? run()
      : Promise.reject(new ProvisioningFailure('invalidJob', reason, { recommendedAction: startThere }));
  };
  const quiet = (): void => undefined;
  const status = (): JobStatus => statusOf(job, opened.store(), params.stateDirectory, now());
  const cycle = (options: SyncOptions, signal: AbortSignal): Promise<CycleSummary> => {
    const { onProgress, adopt: adopts = false, onDelivery = quiet } = options;
    const run = (): Promise<CycleSummary> =>
      inContext(parts, { what: 'sync', signal, onProgress, adopts }, signal, (context) => {
        if (adopts) adopt(context.store, identity);
        return syncOnce(context, params.text, options);
      });
    const store = opened.store();
    return attempted(store.state, now, () => {
      // What another job has left to be told is not this one's.
      if (!adopts) checkIdentity(store, job, identity);
      const requests = (): number => opened.requests();
      return notifier.around(store, signal, onDelivery, () => quarantiningFailures({ store, job, now, requests }, run));
    });
  };

  return namingDamage(opened.damageBehind, {
    testConnection: (signal) => testConnection(job, opened.source(), opened.target(), signal),
    preview: ({ signal, onDecision, onProgress, adopt: adopts = false, background = false }) =>
      exclusively(parts, { what: 'preview', signal, onProgress, adopts, background }, (context) =>
        runCycle(context, {
          kind: 'preview',
          onDecision,
          begin: () => {
            if (adopts) adopt(context.store, identity);
          },
        }),
      ),
    sync: (options) => writing(() => alone(parts, { what: 'sync', ...options }, (signal) => cycle(options, signal))),
    syncWhenDue: (options) =>
      writing(() =>
        alone(parts, { what: 'sync', ...options }, async (signal) =>
          isDue(job, opened.store().state, now())
            ? cycle({ ...options, allowDeletes: false, restart: false }, signal)
            : null,
        ),
      ),
    explain: (name, signal) =>
      exclusively(parts, { what: 'explain', signal, onProgress: quiet }, (context) => explainSubject(context, name)),
    previewAssignment: (change, signal) =>
      exclusively(parts, { what: 'explain', signal, onProgress: quiet }, (context) => explainAssumed(context, change)),
    provisionOnDemand: (name, signal) =>
      writing(() =>
        exclusively(parts, { what: 'provisionOnDemand', signal, onProgress: quiet }, (context) =>
          provisionSubject(context, name),
        ),
      ),
    async refreshSource(signal, onProgress) {
      await exclusively(parts, { what: 'refresh', signal, onProgress }, (context) => ingest(context));
      return status();
    },
    cancelRun: (signal) => cancelRun(params.stateDirectory, signal, ports),
    status,
    decideHolds: (names, verdict, onEvent) =>
      alone(parts, { what: 'decide', signal: new AbortController().signal, onProgress: quiet }, () =>
        Promise.resolve(decideHolds({ jobId: job.id, store: opened.store(), now, onEvent }, names, verdict)),
      ),
    setDamagedStateAside: () =>
      alone(parts, { what: 'sync', signal: new AbortController().signal, onProgress: quiet }, () =>
        Promise.resolve(setDamagedStateAside(params.stateDirectory, now())),
      ),
    readHold: (key) => readHold(opened.store(), key),
    lastRunText: () => opened.store().state.lastRunText(),
    logs: (query) => opened.store().log.list(query),
    readEvent: (id) => opened.store().log.read(id),
    listAssigned: (query) => listAssigned(opened.store(), { ...query, scope: job.provisioning.scope }),
    countStates: (filter) => countStates(opened.store(), { filter, scope: job.provisioning.scope }),
    sendTestNotification: (signal) => notifier.test(signal),
    sourceAttributes: (type, id, signal) =>
      readSampleObject(job, () => opened.source(), opened.store(), type, id, signal),
    sampleObjects: (type, limit) => listSampleObjects(opened.store(), { type, scope: job.provisioning.scope }, limit),
    countScope: (type, groups, signal) =>
      countInScope(opened.store(), { type, groups, scope: job.provisioning.scope }, signal, {
        now,
        giveWay: givingWay(params.stateDirectory, ports),
      }),
    close: () => opened.close(),
  });
}

/** One cycle, after what is to be forgotten before it. */
async function syncOnce(
  context: CycleContext,
  text: string,
  { onEvent, allowDeletes, restart, reset = [], retryFailures = false }: SyncOptions,
): Promise<CycleSummary> {
  const { store } = context;
  resetState(store, restart ? [...ordinaryRestart, ...reset] : reset);
  if (retryFailures) store.escrow.renewAll();
  const releases = allowDeletes || reset.includes('ForceDeletes');
  const summary = await runCycle(context, { kind: 'sync', allowDeletes: releases, onEvent });
  if (summary.outcome !== 'cancelled') store.state.setLastRunText(text);
  return summary;
}
