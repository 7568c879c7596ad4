import type { CycleAttempt, JobSchedule, JobStatus } from '../../protocol/jobStatus.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { StagedAction, StagedDetail } from '../../protocol/stagedActions.ts';
import type { ServiceStatus } from '../../protocol/service.ts';
import { currentRun } from '../lease/currentRun.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { KnownService } from '../store/serviceState.ts';
import { valuesOf } from './loggedTarget.ts';
import type { ServiceParts } from './serviceParts.ts';

/** How a job that Entra's service runs was when it was read last; no request is sent. */
export function statusOfService(parts: ServiceParts): JobStatus {
  const { job, params, opened } = parts;
  const store = opened.store();
  const known = parts.state().known();
  const service = known?.status ?? null;
  return {
    jobId: job.id,
    displayName: job.displayName,
    code: codeOf(service),
    lastCycle: null,
    quarantine: known?.quarantine ?? null,
    escrowed: service?.lastExecution?.escrowed ?? 0,
    retries: { waiting: 0, next: null, givenUp: 0 },
    linked: { User: linkedOf('user', service, store), Group: linkedOf('group', service, store) },
    staged: stagedIn(store),
    pending: 0,
    sourceReadAt: store.state.sourceReadAt(),
    running: currentRun(params.stateDirectory),
    schedule: scheduleOf(known),
    notifications: { waiting: 0, failure: null },
    ...(service === null ? {} : { service }),
  };
}

function codeOf(service: ServiceStatus | null): JobStatus['code'] {
  if (service === null || service.code === 'NotConfigured' || service.code === 'NotRun') return 'NotRun';
  // A job that is switched off keeps the code of its last cycle.
  return service.code === 'Active' && service.schedule.state !== 'Active' ? 'Paused' : service.code;
}

/** Entra counts by names such as `User to urn:…`, and nothing of what its log no longer tells is linked here. */
function linkedOf(type: 'user' | 'group', service: ServiceStatus | null, store: JobStore): number {
  const counts = service?.counts.filter(({ key }) => key.toLowerCase().startsWith(type)) ?? [];
  return counts.length === 0
    ? store.links.count(type === 'user' ? 'User' : 'Group')
    : counts.reduce((sum, { value }) => sum + value, 0);
}

/** Entra begins the next cycle so long after the last one has ended. */
function scheduleOf(known: KnownService | null): JobSchedule {
  const { lastExecution = null, schedule } = known?.status ?? {};
  const lastAttempt: CycleAttempt | null = lastExecution && {
    startedAt: lastExecution.began,
    finishedAt: lastExecution.ended,
    failure: lastExecution.error && { kind: lastExecution.error.code, message: lastExecution.error.message },
  };
  const ended = lastExecution?.ended ?? null;
  const interval = schedule?.intervalMinutes ?? null;
  const usual =
    ended === null || interval === null ? null : new Date(Date.parse(ended) + interval * 60_000).toISOString();
  return { nextCycle: known?.quarantine ? known.quarantine.nextAttempt : usual, lastAttempt };
}

/** What one staged delete would take away, as far as Entra's log tells; null when it isn't held back any more. */
export function stagedDetailOf(store: JobStore, key: string): StagedDetail | null {
  const action = stagedIn(store).find((staged) => staged.key === key);
  if (action === undefined) return null;
  const { type, id } = action.source;
  return { action, before: valuesOf(store.links.find(type, id)?.known ?? {}), after: null, members: null };
}

/** What Entra's log says is held back, of those about whom it says nothing newer. */
function stagedIn({ database, log }: JobStore): readonly StagedAction[] {
  return database
    .prepare(
      "SELECT id FROM event e WHERE action = 'stagedDelete' AND id = (SELECT max(id) FROM event WHERE source_id = e.source_id) ORDER BY id",
    )
    .all()
    .flatMap((row) => {
      const event = log.read(Number(row['id']));
      return event === null ? [] : [stagedOf(event)];
    });
}

/** Entra doesn't tell a disable from a delete here, so it's taken for what can't be undone. */
function stagedOf({ source, targetId, reason, activityDateTime }: ProvisioningEvent): StagedAction {
  return {
    key: `${source.type} ${source.id}`,
    source,
    targetId: targetId ?? '',
    action: 'delete',
    permanent: true,
    members: null,
    reason,
    since: activityDateTime,
    decision: null,
  };
}
