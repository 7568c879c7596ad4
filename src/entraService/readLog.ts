import { readLogEvent, type ServiceEvent } from './logEvent.ts';
import type { SynchronizationClient } from './synchronizationClient.ts';
import { timeIn } from './wire.ts';

/** What was read of Entra's log. */
export interface LogReading {
  /** In the order in which it was done; one that was read before may be among them. */
  readonly events: readonly ServiceEvent[];
  /** True when there is more than was read: the older part was left out. */
  readonly cut: boolean;
}

/** So many events are read at a time: the log of a large job has more than anybody could look through. */
const most = 5000;

/**
 * Reads Entra's log of a job from a moment on.
 *
 * @param since ISO 8601, UTC. Entries may come late, so a reader begins earlier than it has got, and knows what it has.
 * @param now ISO 8601, UTC.
 */
export async function readLog(
  client: Pick<SynchronizationClient, 'logPages'>,
  serviceJobId: string,
  { jobId, since, now }: { readonly jobId: string; readonly since: string; readonly now: string },
  signal: AbortSignal,
): Promise<LogReading> {
  const filter = `jobId eq '${serviceJobId.replaceAll("'", "''")}' and activityDateTime gt ${since}`;
  const events: ServiceEvent[] = [];
  for await (const page of client.logPages(filter, signal)) {
    for (const wire of page) {
      // A server that ignores the filter would tell its whole log.
      if ((timeIn(wire, 'activityDateTime') ?? now) < since) return { events: events.reverse(), cut: false };
      const event = readLogEvent(wire, jobId, now);
      if (event !== null) events.push(event);
    }
    if (events.length >= most) return { events: events.slice(0, most).reverse(), cut: true };
  }
  return { events: events.reverse(), cut: false };
}
