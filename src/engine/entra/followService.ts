import { findJob } from '../../entraService/findJob.ts';
import { readLog } from '../../entraService/readLog.ts';
import type { ServiceJob } from '../../entraService/serviceJob.ts';
import type { FollowOptions } from '../session.ts';
import { quarantineOfService } from './quarantineOfService.ts';
import { recordServiceEvents } from './recordLog.ts';
import type { ServiceParts } from './serviceParts.ts';

/** Milliseconds of Entra's log that are read when nothing of it was read before: its free retention. */
const firstReach = 7 * 86_400_000;
/** Entries come late: so far back one looks again, in milliseconds. */
const overlap = 30 * 60_000;

/** Reads how the job in Entra is, and what its log says since the last look; both are kept. */
export async function followService(parts: ServiceParts, { signal, onEvent }: FollowOptions): Promise<void> {
  const job = await findJob(parts.client(), signal);
  noteJob(parts, job);
  if (job === null) return;
  const store = parts.opened.store();
  const state = parts.state();
  const now = parts.now();
  const readTo = state.logReadTo();
  const from = readTo === null ? now - firstReach : Date.parse(readTo) - overlap;
  const span = { jobId: parts.job.id, since: new Date(from).toISOString(), now: new Date(now).toISOString() };
  const { events } = await readLog(parts.client(), job.status.id, span, signal);
  const recorded = store.database.transaction(() => {
    store.state.setIdentity(parts.identity);
    const stored = state.storedSince(from);
    const isNew = events.filter(
      ({ serviceId, changeId }) => !stored.has(serviceId) && (changeId === null || !stored.has(changeId)),
    );
    const newest = events.at(-1)?.activityDateTime ?? span.since;
    if (readTo === null || newest > readTo) state.setLogReadTo(newest);
    return recordServiceEvents(store, isNew);
  });
  for (const event of recorded) onEvent(event);
}

/** Keeps how a job was read; null when the application has none. */
export function noteJob(parts: Pick<ServiceParts, 'state' | 'now'>, job: ServiceJob | null): void {
  const time = new Date(parts.now()).toISOString();
  parts.state().setKnown(job && { status: job.status, quarantine: quarantineOfService(job, time) });
}
