import { provisionOnDemand, ruleFor } from '../../entraService/provisionOnDemand.ts';
import { readServiceSchema } from '../../entraService/schema/exchangeSchema.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import { findSubject } from '../findSubject.ts';
import { requireJob } from './jobInService.ts';
import { recordServiceEvents } from './recordLog.ts';
import type { ServiceParts } from './serviceParts.ts';

/** Has Entra provision the user or group of a name now, and tells the steps; a group goes with all of its members. */
export async function provisionInService(
  parts: ServiceParts,
  context: CycleContext,
  name: string,
): Promise<ProvisioningEvent> {
  const { store, source, signal, sourceAttributes } = context;
  const { status } = await requireJob(parts, signal);
  const subject = await findSubject(context, name);
  const presence = await source.readOne(subject.type, subject.id, sourceAttributes[subject.type], signal);
  const isThere = presence.kind === 'present';
  const displayName = isThere ? presence.object.displayName : subject.id;
  const members = isThere
    ? presence.references
        .filter(({ attribute, type }) => attribute === 'members' && type !== 'Group')
        .map(({ id }) => id)
    : [];
  const schema = readServiceSchema(await parts.client().readSchema(status.id, signal));
  const events = await provisionOnDemand(
    parts.client(),
    { serviceJobId: status.id, jobId: parts.job.id, ruleId: ruleFor(schema, subject), now: parts.now },
    { ...subject, displayName, members: subject.type === 'Group' ? members : [] },
    signal,
  );
  const recorded = store.database.transaction(() => {
    store.state.setIdentity(parts.identity);
    return recordServiceEvents(store, events);
  });
  return recorded.reduce(withNext);
}

/** The requests of one group as one event: what failed counts, and every step is told. */
function withNext(first: ProvisioningEvent, next: ProvisioningEvent): ProvisioningEvent {
  const failed = next.status === 'failure' && first.status !== 'failure';
  return {
    ...(failed ? next : first),
    steps: [...first.steps, ...next.steps],
    modifiedProperties: [...first.modifiedProperties, ...next.modifiedProperties],
    durationMs: first.durationMs + next.durationMs,
  };
}
