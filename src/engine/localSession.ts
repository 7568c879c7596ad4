import { baselineKey } from './consequence/baselineKey.ts';
import { consequenceOf } from './consequence/consequence.ts';
import type { ConsequenceMemory } from './consequence/memory.ts';
import { soundJob } from './soundJob.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import type { CycleSummary } from '../protocol/cycleSummary.ts';
import { inabilityOf } from '../protocol/executors.ts';
import { inEnglish } from '../protocol/localize.ts';
import { ordinaryRestart } from '../protocol/restartCriteria.ts';
import { attempted, isDue } from './attempts.ts';
import { countInScope } from './countScope.ts';
import { decideHolds, readHold } from './decideHolds.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { quarantiningFailures } from './cycle/quarantineJob.ts';
import { resetState } from './cycle/restart.ts';
import { ingest } from './cycle/ingest.ts';
import { runCycle } from './cycle/runCycle.ts';
import { alone, exclusively, inContext, type RunParts } from './exclusively.ts';
import { mayHaveWritten, refuseBesideService, serviceBefore, type ServiceBefore } from './entra/serviceBefore.ts';
import { adopt, checkIdentity } from './jobIdentity.ts';
import { statusOf } from './jobStatus.ts';
import { cancelRun } from './lease/currentRun.ts';
import { givingWay } from './lease/givingWay.ts';
import { createNotifier } from './notify/notifier.ts';
import { countStates, listAssigned } from './store/assignedObjects.ts';
import type { JobStore } from './store/jobStore.ts';
import { namingDamage } from './namingDamage.ts';
import { lazily } from './openedJob.ts';
import { refused } from './refused.ts';
import type { Renewals } from './renewedBearer.ts';
import type { JobSession, SyncOptions } from './session.ts';
import { setDamagedStateAside } from './setAside.ts';
import { listSampleObjects, readSampleObject } from './sampleObject.ts';
import { explainAssumed, explainSubject, provisionSubject } from './subject.ts';
import { testConnection } from './testConnection.ts';

/** What a session begins with. */
export interface SessionParts extends Omit<RunParts, 'opened'> {
  readonly renewals: Renewals;
  readonly memory: ConsequenceMemory;
}

/** The session of a job that our own engine runs. */
export function createLocalSession({ renewals, memory, ...begin }: SessionParts): JobSession {
  const { job, params, identity, ports } = begin;
  const { now } = renewals;
  const opened = lazily(job, params, identity, renewals);
  const parts: RunParts = { ...begin, opened };
  const notifier = createNotifier(job, params, opened.renewals);
  const quiet = (): void => undefined;
  const status = (): JobStatus => statusOf(job, opened.store(), params.stateDirectory, now());
  const cycle = (options: SyncOptions, signal: AbortSignal): Promise<CycleSummary> => {
    const { onProgress, adopt: adopts = false, onDelivery = quiet } = options;
    const before = serviceBefore(params.stateDirectory, now());
    refuseBesideService(before);
    const run = (): Promise<CycleSummary> =>
      inContext(parts, { what: 'sync', signal, onProgress, adopts }, signal, (context) => {
        if (adopts) adopt(context.store, identity);
        readAnewAfterService(context.store, before);
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

  return namingDamage<JobSession>(opened.damageBehind, {
    ...withoutService(),
    follow: () => Promise.resolve(status()),
    testConnection: (signal) => testConnection(job, opened.source(), opened.target(), signal),
    preview: ({ signal, onDecision, onProgress, adopt: adopts = false, background = false }) =>
      exclusively(parts, { what: 'preview', signal, onProgress, adopts, background }, (context) =>
        runCycle(context, {
          kind: 'preview',
          onDecision,
          begin: () => {
            if (adopts) adopt(context.store, identity);
            readAnewAfterService(context.store, serviceBefore(params.stateDirectory, now()));
          },
        }),
      ),
    sync: (options) => alone(parts, { what: 'sync', ...options }, (signal) => cycle(options, signal)),
    syncWhenDue: (options) =>
      alone(parts, { what: 'sync', ...options }, async (signal) =>
        isDue(job, opened.store().state, now())
          ? cycle({ ...options, allowDeletes: false, restart: false }, signal)
          : null,
      ),
    explain: (name, signal, background = false) =>
      exclusively(parts, { what: 'explain', signal, onProgress: quiet, background }, (context) =>
        explainSubject(context, name),
      ),
    previewAssignment: (change, signal) =>
      exclusively(parts, { what: 'explain', signal, onProgress: quiet }, (context) => explainAssumed(context, change)),
    provisionOnDemand: (name, signal, confirm = null) =>
      exclusively(parts, { what: 'provisionOnDemand', signal, onProgress: quiet }, (context) => {
        refuseBesideService(serviceBefore(params.stateDirectory, now()));
        return provisionSubject(context, name, confirm);
      }),
    async refreshSource(signal, onProgress, background = false) {
      await exclusively(parts, { what: 'refresh', signal, onProgress, background }, (context) => ingest(context));
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
    consequence: (former, { signal, onProgress }) =>
      exclusively(parts, { what: 'preview', signal, onProgress, background: true }, (context) =>
        consequenceOf(context, soundJob(former), memory, baselineKey(params, opened.store(), former)),
      ),
    close: () => opened.close(),
  });
}

/** What Entra's service has written since the last cycle is read anew; links stay. */
function readAnewAfterService(store: JobStore, before: ServiceBefore | null): void {
  if (mayHaveWritten(before, store.state)) resetState(store, ['Watermark']);
}

/** Steering a service is for a job that one runs. */
function withoutService(): Pick<JobSession, ServiceMethod | 'cannot'> {
  return {
    cannot: (ability) => inabilityOf('local', ability, inEnglish),
    lookAtService: () => refused('local', 'steer'),
    createInService: () => refused('local', 'steer'),
    start: () => refused('local', 'steer'),
    pause: () => refused('local', 'steer'),
    restart: () => refused('local', 'steer'),
    compare: () => refused('local', 'steer'),
    pullSchema: () => refused('local', 'exchangeSchema'),
    planPush: () => refused('local', 'exchangeSchema'),
    pushSchema: () => refused('local', 'exchangeSchema'),
    pushSettings: () => refused('local', 'exchangeSchema'),
  };
}

type ServiceMethod =
  | 'lookAtService'
  | 'createInService'
  | 'start'
  | 'pause'
  | 'restart'
  | 'compare'
  | 'pullSchema'
  | 'planPush'
  | 'pushSchema'
  | 'pushSettings';

/** One cycle, after what is to be forgotten before it. */
async function syncOnce(
  context: CycleContext,
  text: string,
  { onEvent, allowDeletes, restart, reset = [], retryFailures = false, confirm = null }: SyncOptions,
): Promise<CycleSummary> {
  const { store } = context;
  resetState(store, restart ? [...ordinaryRestart, ...reset] : reset);
  if (retryFailures) store.escrow.renewAll();
  const releases = allowDeletes || reset.includes('ForceDeletes');
  const summary = await runCycle(context, { kind: 'sync', allowDeletes: releases, confirm, onEvent });
  if (summary.outcome !== 'cancelled') store.state.setLastRunText(text);
  return summary;
}
