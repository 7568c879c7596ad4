import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { EventLog } from './eventLog.ts';

const acts: ReadonlySet<ProvisioningEvent['action']> = new Set(['create', 'update', 'disable', 'delete']);

/**
 * The log as a preview keeps it: nobody reads its events, so none is stored. What a cycle asks of its own events is
 * remembered.
 */
export function rehearsalLog(log: EventLog): EventLog {
  const acted = new Set<string>();
  const created = new Set<string>();
  const keyOf = (cycleId: string, sourceId: string): string => `${cycleId} ${sourceId}`;
  return {
    ...log,
    append(event) {
      if (event.status === 'success' && acts.has(event.action)) {
        const key = keyOf(event.cycleId, event.source.id);
        acted.add(key);
        if (event.action === 'create') created.add(key);
      }
      return { id: 0, ...event };
    },
    hasActed: (cycleId, sourceId) => acted.has(keyOf(cycleId, sourceId)),
    hasCreated: (cycleId, sourceId) => created.has(keyOf(cycleId, sourceId)),
  };
}
