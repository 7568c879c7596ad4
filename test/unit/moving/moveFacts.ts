import { createJobText } from '../../../src/job/defaultJob.ts';
import type { ProvisioningJob } from '../../../src/job/job.ts';
import { readJob } from '../../../src/job/readJob.ts';
import type { MoveFacts } from '../../../src/moving/movePlan.ts';
import type { RunHolder } from '../../../src/protocol/jobStatus.ts';
import type { PushPlan, ServiceExecution, ServiceLook, ServiceStatus } from '../../../src/protocol/service.ts';

/** Facts of a move in words. */
export interface MoveWords {
  readonly executor?: ProvisioningJob['executor'];
  readonly status?: 'on' | 'off';
  readonly running?: RunHolder['what'] | null;
  /** When our engine's last cycle ended; null for none. */
  readonly ours?: string | null;
  readonly outcome?: 'completed' | 'cancelled' | 'quarantined';
  /** Null for no job in Entra. */
  readonly state?: 'Active' | 'Paused' | 'Disabled' | null;
  /** When Entra's last cycle began and ended; null for none. */
  readonly theirs?: readonly [began: string, ended: string | null] | null;
  readonly push?: Partial<PushPlan>;
  readonly pull?: ServiceLook['pull'];
  readonly settings?: ServiceLook['settings'];
  readonly maskedKeys?: ServiceLook['maskedKeys'];
}

/** Nothing differs, everything is off, nobody has run a cycle. */
export function factsOf(words: MoveWords): MoveFacts {
  const { executor = 'local', status = 'off', running = null, ours = null, state = 'Paused', pull = [] } = words;
  const text = createJobText({
    id: 'moving',
    displayName: 'Moving',
    executor,
    source: { kind: 'entra', tenantId: tenant, servicePrincipalId: application },
    target: { kind: 'scim', baseAddress: 'https://www.dropbox.com/scim/v2' },
  });
  const { job } = readJob(text.replace('"status": "off"', `"status": "${status}"`));
  if (job === null) throw new Error('The job of the test has errors.');
  const { theirs = null, push = {}, settings = [], maskedKeys = [], outcome = 'completed' } = words;
  return {
    job,
    obstacle: null,
    local: {
      running: running === null ? null : holderOf(running),
      lastCycle: ours === null ? null : cycleAt(ours, outcome),
    },
    service: {
      status: state === null ? null : statusOf(state, theirs),
      quarantine: null,
      push: state === null ? null : { ...noPush, ...push },
      pull,
      settings: state === null ? null : settings,
      maskedKeys,
    },
  };
}

const tenant = '11111111-1111-4111-8111-111111111111';
const application = '22222222-2222-4222-8222-222222222222';

const noPush: PushPlan = {
  version: 'one',
  changes: [],
  theirs: [],
  changedMeanwhile: false,
  conflicts: [],
  text: '{}',
  currentText: '{}',
  notes: [],
};

function holderOf(what: RunHolder['what']): RunHolder {
  return { who: 'window', what, background: false, pid: 1, host: 'here', since: '2026-11-01T10:00:00.000Z' };
}

function cycleAt(
  finishedAt: string,
  outcome: NonNullable<MoveWords['outcome']>,
): NonNullable<MoveFacts['local']['lastCycle']> {
  return {
    ...{ cycleId: 'cycle', cycle: 'initial', outcome, finishedAt, unchanged: 0, staged: 0, permanent: 0 },
    counts: { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 },
    ...{ warnings: 0, durationMs: 1, quarantine: null, requests: { source: 1, target: 1, targetWrites: 0 } },
  };
}

function statusOf(state: ServiceStatus['schedule']['state'], theirs: MoveWords['theirs']): ServiceStatus {
  return {
    ...{ id: 'job', templateId: 'DropboxSCIMOutDelta', code: state === 'Active' ? 'Active' : 'Paused' },
    schedule: { state, intervalMinutes: state === 'Active' ? 40 : null },
    ...{ progress: [], counts: [], lastExport: null, successiveFailures: 0, steadySince: null },
    ...{ troubleshootingUrl: null, requestId: null, readAt: '2026-11-01T10:00:00.000Z' },
    lastExecution: theirs == null ? null : executionAt(theirs),
  };
}

function executionAt([began, ended]: readonly [string, string | null]): ServiceExecution {
  return {
    ...{ activityId: 'activity', state: 'Succeeded', began, ended, error: null },
    ...{ entitled: 0, imported: 0, exported: 0, escrowed: 0 },
  };
}
