import type { KnownObject } from '../../decision/knowledge.ts';
import type { Link } from '../../decision/decision.ts';
import type { ServiceEvent } from '../../entraService/logEvent.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { NewEvent } from '../cycle/record.ts';
import type { JobStore } from '../store/jobStore.ts';

/**
 * Takes events of Entra's log into the job's own, and notes which account stands for whom, and what Entra has written there.
 * To be called in a transaction.
 *
 * @param events in the order in which they were done, each new.
 */
export function recordServiceEvents(store: JobStore, events: readonly ServiceEvent[]): readonly ProvisioningEvent[] {
  return events.map(({ changeId: _, ...event }) => {
    noteAccount(store, event);
    return store.log.append(event);
  });
}

function noteAccount(store: JobStore, { source, targetId, action, status, modifiedProperties }: NewEvent): void {
  if (targetId === null || status === 'failure' || action === 'stagedDelete' || action === 'skip') return;
  const { type, id } = source;
  if (action === 'delete') {
    store.links.remove(type, id);
    return;
  }
  const before = store.links.find(type, id);
  const holder = store.links.sourceOf(type, targetId);
  if (holder !== null && holder !== id) store.links.remove(type, holder);
  const isSame = before?.targetId === targetId;
  if (before !== null && !isSame) store.links.remove(type, id);
  const written = modifiedProperties.map(
    ({ attribute, new: value }) => [attribute, { how: 'confirmed', value }] as const,
  );
  const known: KnownObject = { ...(isSame ? before.known : {}), ...Object.fromEntries(written) };
  const link: Link = {
    targetId,
    known,
    // Entra's log doesn't say why.
    disabledBecause: action === 'disable' ? 'outOfScope' : null,
    leftAlone: false,
    mapping: null,
  };
  store.links.save(type, id, link, [], false);
}
