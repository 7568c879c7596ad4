import { baselineKey } from '../consequence/baselineKey.ts';
import { consequenceOf } from '../consequence/consequence.ts';
import { soundJob } from '../soundJob.ts';
import { systemClock } from '../../directories/http/throttle.ts';
import { findJob } from '../../entraService/findJob.ts';
import { inabilityOf } from '../../protocol/executors.ts';
import { inEnglish } from '../../protocol/localize.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import { countInScope } from '../countScope.ts';
import { ingest } from '../cycle/ingest.ts';
import { runCycle } from '../cycle/runCycle.ts';
import { alone, exclusively } from '../exclusively.ts';
import { cancelRun } from '../lease/currentRun.ts';
import { givingWay } from '../lease/givingWay.ts';
import type { SessionParts } from '../localSession.ts';
import { namingDamage } from '../namingDamage.ts';
import { refused } from '../refused.ts';
import { listSampleObjects, readSampleObject } from '../sampleObject.ts';
import type { FollowOptions, JobSession } from '../session.ts';
import { setDamagedStateAside } from '../setAside.ts';
import { countStates, listAssigned } from '../store/assignedObjects.ts';
import { explainAssumed, explainSubject } from '../subject.ts';
import { compareExecutors } from './compareExecutors.ts';
import { planSchemaPush, pullSchema, pushSchema, pushSettings } from './exchangeWithService.ts';
import { followService, noteJob } from './followService.ts';
import { jobInFile, readJobInService } from './jobInService.ts';
import { lookAtService } from './lookAtService.ts';
import { provisionInService } from './provisionInService.ts';
import { runPartsOf, serviceParts, type ServiceParts } from './serviceParts.ts';
import { stagedDetailOf, statusOfService } from './statusOfService.ts';
import { createInService, pauseService, restartService, startService } from './steerService.ts';
import { testService } from './testService.ts';

/**
 * The session of a job that Microsoft Entra's provisioning service runs: Entra reads, decides and writes, and is steered and
 * followed through Graph. Preview and Explain are our engine's, on the job's own schema; nothing here writes to the target.
 */
export function createEntraSession(begin: SessionParts): JobSession {
  const parts = serviceParts(begin);
  return namingDamage<JobSession>(parts.opened.damageBehind, {
    cannot: (ability) => inabilityOf('entra', ability, inEnglish),
    testConnection: (signal) => testService(parts, signal),
    status: () => statusOfService(parts),
    cancelRun: (signal) => cancelRun(parts.params.stateDirectory, signal, parts.ports),
    ...decidingHere(parts),
    ...steering(parts),
    ...readingStore(parts),
    compare: (options) => compareExecutors(parts, options),
    ...notHere(),
    close: () => parts.close(),
  });
}

/** What our own engine decides, on what Entra has, and writes nowhere. */
function decidingHere(
  parts: ServiceParts,
): Pick<
  JobSession,
  'preview' | 'explain' | 'previewAssignment' | 'consequence' | 'refreshSource' | 'provisionOnDemand'
> {
  const quiet = (): void => undefined;
  return {
    async preview({ signal, onDecision, onProgress, background = false, asInFile = background }) {
      // What nobody has asked for is about the file that somebody edits.
      const { job, unseen } = asInFile ? jobInFile(parts) : await readJobInService(parts, signal);
      const summary = await exclusively(
        runPartsOf(parts, job),
        { what: 'preview', signal, onProgress, background },
        (context) => runCycle(context, { kind: 'preview', onDecision }),
      );
      return { ...summary, unseen };
    },
    async explain(name, signal, background = false) {
      const { job } = await readJobInService(parts, signal);
      return exclusively(
        runPartsOf(parts, job),
        { what: 'explain', signal, onProgress: quiet, background },
        (context) => explainSubject(context, name),
      );
    },
    async previewAssignment(change, signal) {
      const { job } = await readJobInService(parts, signal);
      return exclusively(runPartsOf(parts, job), { what: 'explain', signal, onProgress: quiet }, (context) =>
        explainAssumed(context, change),
      );
    },
    consequence: (former, { signal, onProgress }) =>
      exclusively(runPartsOf(parts, parts.job), { what: 'preview', signal, onProgress, background: true }, (context) =>
        consequenceOf(context, soundJob(former), parts.memory, baselineKey(parts.params, parts.opened.store(), former)),
      ),
    async refreshSource(signal, onProgress, background = false) {
      await exclusively(runPartsOf(parts, parts.job), { what: 'refresh', signal, onProgress, background }, (context) =>
        ingest(context),
      );
      return statusOfService(parts);
    },
    provisionOnDemand: (name, signal) =>
      exclusively(runPartsOf(parts, parts.job), { what: 'provisionOnDemand', signal, onProgress: quiet }, (context) =>
        provisionInService(parts, context, name),
      ),
  };
}

function steering(
  parts: ServiceParts,
): Pick<
  JobSession,
  | 'follow'
  | 'lookAtService'
  | 'createInService'
  | 'start'
  | 'pause'
  | 'restart'
  | 'pullSchema'
  | 'planPush'
  | 'pushSchema'
  | 'pushSettings'
> {
  const follow = async (options: FollowOptions): Promise<JobStatus> => {
    await followService(parts, options);
    return statusOfService(parts);
  };
  const after = async (signal: AbortSignal): Promise<JobStatus> => {
    noteJob(parts, await findJob(parts.client(), signal));
    return statusOfService(parts);
  };
  return {
    follow,
    lookAtService: (signal) => lookAtService(parts, signal),
    async createInService(signal) {
      await createInService(parts, systemClock, signal);
      return after(signal);
    },
    async start(options) {
      await startService(parts, options, systemClock);
      return after(options.signal);
    },
    async pause(signal) {
      await pauseService(parts, signal);
      return after(signal);
    },
    async restart(criteria, signal) {
      await restartService(parts, criteria, signal);
      return after(signal);
    },
    pullSchema: (signal) => pullSchema(parts, signal),
    planPush: (signal) => planSchemaPush(parts, signal),
    pushSchema: (plan, signal) => pushSchema(parts, plan, signal),
    pushSettings: (secrets, signal) => pushSettings(parts, secrets, signal),
  };
}

/** What is answered from what was read before. */
function readingStore(
  parts: ServiceParts,
): Pick<
  JobSession,
  | 'logs'
  | 'readEvent'
  | 'listAssigned'
  | 'countStates'
  | 'sourceAttributes'
  | 'sampleObjects'
  | 'countScope'
  | 'readHold'
  | 'lastRunText'
  | 'setDamagedStateAside'
> {
  const { job, params, opened, ports, now } = parts;
  const { scope } = job.provisioning;
  return {
    logs: (query) => opened.store().log.list(query),
    readEvent: (id) => opened.store().log.read(id),
    listAssigned: (query) => listAssigned(opened.store(), { ...query, scope }),
    countStates: (filter) => countStates(opened.store(), { filter, scope }),
    sourceAttributes: (type, id, signal) =>
      readSampleObject(job, () => opened.source(), opened.store(), type, id, signal),
    sampleObjects: (type, limit) => listSampleObjects(opened.store(), { type, scope }, limit),
    countScope: (type, groups, signal) =>
      countInScope(opened.store(), { type, groups, scope }, signal, {
        now,
        giveWay: givingWay(params.stateDirectory, ports),
      }),
    readHold: (key) => stagedDetailOf(opened.store(), key),
    lastRunText: () => null,
    setDamagedStateAside: () =>
      alone(
        runPartsOf(parts, job),
        { what: 'refresh', signal: new AbortController().signal, onProgress: () => undefined },
        () => Promise.resolve(setDamagedStateAside(parts.stateDirectory, now())),
      ),
  };
}

function notHere(): Pick<JobSession, 'sync' | 'syncWhenDue' | 'decideHolds' | 'sendTestNotification'> {
  return {
    sync: () => refused('entra', 'sync'),
    syncWhenDue: () => refused('entra', 'sync'),
    decideHolds: () => refused('entra', 'decideHolds'),
    sendTestNotification: () => refused('entra', 'sendTestNotification'),
  };
}
