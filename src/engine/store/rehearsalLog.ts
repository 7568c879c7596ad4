import type { EventLog } from './eventLog.ts';

/**
 * The log as a preview keeps it: nobody reads its events, so none is stored. What a cycle asks of its own events is
 * remembered.
 */
export function rehearsalLog(log: EventLog): EventLog {
  const created = new Set<string>();
  const keyOf = (cycleId: string, sourceId: string): string => `${cycleId} ${sourceId}`;
  return {
    ...log,
    append(event) {
      if (event.status === 'success' && event.action === 'create') created.add(keyOf(event.cycleId, event.source.id));
      return { id: 0, ...event };
    },
    hasCreated: (cycleId, sourceId) => created.has(keyOf(cycleId, sourceId)),
  };
}
