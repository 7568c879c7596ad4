import type { AssignedObject, ObjectState } from '../../protocol/assignedObjects.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';

/** An assigned object after an event of a running sync, so that the tree need not ask the engine for each. */
export function applyEvent(object: AssignedObject, event: ProvisioningEvent): AssignedObject {
  return {
    ...object,
    state: stateAfter(event) ?? object.state,
    reason: event.reason,
    targetId: event.targetId ?? object.targetId,
    lastAction: event.action,
    lastStatus: event.status,
    lastActivity: event.activityDateTime,
    lastEventId: event.id,
    // When it's tried again is known when the cycle has ended; until then, with the next one.
    nextAttempt: event.status === 'failure' ? event.activityDateTime : null,
  };
}

function stateAfter({ status, action }: ProvisioningEvent): ObjectState | null {
  if (status === 'failure') return 'failed';
  switch (action) {
    case 'create':
    case 'update':
      return 'provisioned';
    case 'disable':
    case 'delete':
      return 'disabled';
    case 'stagedDelete':
      return 'staged';
    case 'skip':
      return 'skipped';
    case 'none':
      return null;
  }
}
