import { TargetError, type TargetDirectory } from '../directories/targetDirectory.ts';
import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { ProvisioningJob } from '../job/job.ts';
import { objectMappingsOf, matchingMappings } from '../job/objectMappings.ts';
import { readJob } from '../job/readJob.ts';
import { startThere, whyNotOurs } from '../job/writingExecutor.ts';
import type {
  CycleProgress,
  ListAssignedParams,
  LogQuery,
  SampleObject,
  OpenJobParams,
} from '../protocol/engineProtocol.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type {
  AssignedPage,
  ConnectionReport,
  CycleSummary,
  DecisionSummary,
  JobStatus,
  ObjectType,
  ProvisioningEvent,
} from '../protocol/provisioning.ts';
import { createContext } from './createContext.ts';
import { codeOf } from './cycle/errorCodes.ts';
import { forgetWatermarks } from './cycle/restart.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { ingest } from './cycle/ingest.ts';
import { runCycle } from './cycle/runCycle.ts';
import { adopt, checkIdentity, identityOf } from './jobIdentity.ts';
import { openSource, openTarget } from './openDirectories.ts';
import { takeRunLock } from './runLock.ts';
import { listAssigned } from './store/assignedObjects.ts';
import { namingDamage } from './namingDamage.ts';
import { hasState, openDatabase, type Database } from './store/database.ts';
import type { JobIdentity } from './store/jobState.ts';
import { jobStore, type JobStore } from './store/jobStore.ts';
import { listSampleObjects, readSampleObject } from './sampleObject.ts';
import { explainSubject, provisionSubject } from './subject.ts';

/** Everything that can be done with one job, whoever asks: the command line or the extension. */
export interface JobSession {
  testConnection(signal: AbortSignal): Promise<ConnectionReport>;
  preview(options: PreviewOptions): Promise<CycleSummary>;
  sync(options: SyncOptions): Promise<CycleSummary>;
  explain(name: string, signal: AbortSignal): Promise<DecisionSummary>;
  provisionOnDemand(name: string, signal: AbortSignal): Promise<ProvisioningEvent>;
  /** Reads the source into the job's state, deciding nothing. */
  refreshSource(signal: AbortSignal, onProgress: (progress: CycleProgress) => void): Promise<JobStatus>;
  status(): JobStatus;
  logs(query: Omit<LogQuery, 'job'>): readonly ProvisioningEvent[];
  readEvent(id: number): ProvisioningEvent | null;
  listAssigned(query: Omit<ListAssignedParams, 'job'>): AssignedPage;
  /** An object as a sample for expressions. */
  sourceAttributes(type: ObjectType, id: string, signal: AbortSignal): Promise<SampleObject | null>;
  /** Assigned or linked objects as the last read left them. */
  sampleObjects(type: ObjectType, limit: number): readonly SampleObject[];
  close(): Promise<void>;
}

export interface PreviewOptions {
  readonly signal: AbortSignal;
  readonly onDecision: (decision: DecisionSummary) => void;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Shows what *Adopt* would do: the stored links belong to something else. */
  readonly adopt?: boolean;
}

export interface SyncOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProvisioningEvent) => void;
  readonly onProgress: (progress: CycleProgress) => void;
  /** Releases, by name, what accidental-deletion prevention has held back so far. */
  readonly allowDeletes: boolean;
  readonly restart: boolean;
  /** Takes up a state that belongs to something else: forgets its links and matches everyone anew. */
  readonly adopt?: boolean;
}

/**
 * Opens a job for work. Nothing is sent until something is asked of it.
 *
 * @param now milliseconds since 1970.
 * @throws ProvisioningFailure of kind `invalidJob` when the job file has errors; no request is sent then.
 */
export function openJobSession(params: OpenJobParams, now: () => number = Date.now): Promise<JobSession> {
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
  return Promise.resolve(createSession(reading.job, params, now));
}

function createSession(job: ProvisioningJob, params: OpenJobParams, now: () => number): JobSession {
  const identity = identityOf(job, params);
  const opened = lazily(job, params, identity);

  /** Runs `work` alone on the job's state, when that state belongs to what the job file names. */
  const exclusively = async <T>(
    { signal, onProgress, adopts = false }: Exclusive,
    work: (context: CycleContext) => Promise<T>,
  ): Promise<T> => {
    const release = takeRunLock(params.stateDirectory);
    try {
      if (!adopts) checkIdentity(opened.store(), job, identity);
      const [source, target, store] = [opened.source(), opened.target(), opened.store()];
      try {
        return await work(await createContext({ job, source, target, store, signal, onProgress, now }));
      } finally {
        store.state.setLearned(identity.target, target.learned());
      }
    } catch (error) {
      throw error instanceof TargetError ? connectionFailure(error) : error;
    } finally {
      release();
    }
  };
  /** The same for what writes to the target, which is for the executor that the job names and no other. */
  const writing = <T>(exclusive: Exclusive, work: (context: CycleContext) => Promise<T>): Promise<T> => {
    const reason = whyNotOurs(job);
    return reason === null
      ? exclusively(exclusive, work)
      : Promise.reject(new ProvisioningFailure('invalidJob', reason, { recommendedAction: startThere }));
  };
  const quiet = (): void => undefined;

  return namingDamage(opened.damageBehind, {
    testConnection: (signal) => testConnection(job, opened.source(), opened.target(), signal),
    preview: ({ signal, onDecision, onProgress, adopt: adopts = false }) =>
      exclusively({ signal, onProgress, adopts }, (context) =>
        runCycle(context, {
          kind: 'preview',
          onDecision,
          begin: () => {
            if (adopts) adopt(context.store, identity);
          },
        }),
      ),
    sync: ({ signal, onEvent, onProgress, allowDeletes, restart, adopt: adopts = false }) =>
      writing({ signal, onProgress, adopts }, (context) => {
        if (adopts) adopt(context.store, identity);
        if (restart) forgetWatermarks(context.store);
        return runCycle(context, { kind: 'sync', allowDeletes, onEvent });
      }),
    explain: (name, signal) => exclusively({ signal, onProgress: quiet }, (context) => explainSubject(context, name)),
    provisionOnDemand: (name, signal) =>
      writing({ signal, onProgress: quiet }, (context) => provisionSubject(context, name)),
    refreshSource: (signal, onProgress) =>
      exclusively({ signal, onProgress }, async (context) => {
        await ingest(context);
        return statusOf(job, opened.store());
      }),
    status: () => statusOf(job, opened.store()),
    logs: (query) => opened.store().log.list(query),
    readEvent: (id) => opened.store().log.read(id),
    listAssigned: (query) => listAssigned(opened.store(), { ...query, scope: job.provisioning.scope }),
    sourceAttributes: (type, id, signal) =>
      readSampleObject(job, () => opened.source(), opened.store(), type, id, signal),
    sampleObjects: (type, limit) => listSampleObjects(opened.store(), type, limit, job.provisioning.scope),
    close: () => opened.close(),
  });
}

interface Exclusive {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CycleProgress) => void;
  /** True when the state is taken up whatever it belongs to. */
  readonly adopts?: boolean;
}

/** A target that fails before any object is at stake fails the whole run. */
function connectionFailure(error: TargetError): ProvisioningFailure {
  return new ProvisioningFailure('connection', `The target could not be read: ${error.message}`, {
    recommendedAction: `${connectionAdvice(error)} Nothing was changed.`,
    exchange: error.exchange,
    cause: error,
  });
}

function connectionAdvice(error: TargetError): string {
  switch (error.kind) {
    case 'unauthorized':
      return 'Enter a token that is valid for this target; it may have expired.';
    case 'forbidden':
    case 'redirected':
      return codeOf(error).recommendedAction;
    default:
      return 'Run Test Connection to see which step fails.';
  }
}

interface Opened {
  store(): JobStore;
  source(): SourceDirectory;
  target(): TargetDirectory;
  /** The damage to the state that is behind an unexpected error, if it has been opened and is damaged. */
  damageBehind: (error: unknown) => ProvisioningFailure | null;
  close(): Promise<void>;
}

/** Opens store and directories when they are first needed: a status needs no connection. */
function lazily(job: ProvisioningJob, params: OpenJobParams, identity: JobIdentity): Opened {
  let database: Database | null = null;
  let store: JobStore | null = null;
  let source: SourceDirectory | null = null;
  let target: TargetDirectory | null = null;
  return {
    store() {
      database ??= openDatabase(params.stateDirectory);
      store ??= jobStore(database);
      return store;
    },
    source: () => (source ??= openSource(job, params)),
    target() {
      target ??= openTarget(
        job,
        params,
        learnedOf(params.stateDirectory, () => this.store(), identity),
      );
      return target;
    },
    damageBehind: (error) => database?.damageBehind(error) ?? null,
    async close() {
      await Promise.all([source?.close(), target?.close()]);
      database?.close();
    },
  };
}

/** A connection can be tested without a state, or with one that can't be read. */
function learnedOf(stateDirectory: string, store: () => JobStore, { target }: JobIdentity): string | null {
  try {
    return hasState(stateDirectory) ? store().state.learned(target) : null;
  } catch {
    return null;
  }
}

async function testConnection(
  job: ProvisioningJob,
  source: SourceDirectory,
  target: TargetDirectory,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const users = objectMappingsOf(job.schema).find(
    ({ mapping }) => mapping.enabled && mapping.sourceObjectName.toLowerCase() === 'user',
  );
  const attribute = users === undefined ? undefined : matchingMappings(users.mapping)[0]?.targetAttributeName;
  const [sourceSteps, targetSteps] = await Promise.all([
    source.testConnection(signal),
    target.testConnection({ type: 'User', attribute: attribute ?? 'userName' }, signal),
  ]);
  const steps = [...sourceSteps, ...targetSteps];
  return { succeeded: steps.every((step) => step.status === 'passed' || step.status === 'warning'), steps };
}

function statusOf(job: ProvisioningJob, store: JobStore): JobStatus {
  const lastCycle = store.state.lastCycle();
  const quarantine = store.state.quarantine();
  return {
    jobId: job.id,
    displayName: job.displayName,
    code:
      quarantine !== null
        ? 'Quarantine'
        : lastCycle === null
          ? 'NotRun'
          : job.provisioning.status === 'on'
            ? 'Active'
            : 'Paused',
    lastCycle,
    quarantine,
    escrowed: store.work.escrowed(),
    linked: { User: store.links.count('User'), Group: store.links.count('Group') },
    staged: store.holds.list(),
    pending: store.work.count('User', null) + store.work.count('Group', null),
    sourceReadAt: store.state.sourceReadAt(),
  };
}
