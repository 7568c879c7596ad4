import type { SynchronizationSchema } from '../job/schema.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { ObjectIdentity } from '../protocol/provisioning.ts';
import { readLogEvent, withIdentity, type ServiceEvent } from './logEvent.ts';
import type { SynchronizationClient } from './synchronizationClient.ts';
import { parseJson, recordIn, textIn, toRecord, type Wire } from './wire.ts';
import { text } from '../protocol/text.ts';

/** Whom to provision now. */
export interface OnDemandSubject extends ObjectIdentity {
  /** The users whose membership of a group is provisioned along; empty for a user. */
  readonly members: readonly string[];
}

/** So many members of a group go with one request, as the portal has it. */
const membersPerRequest = 5;

/**
 * Has Entra provision one user, or a group with its members, now; members go in requests of five. It writes.
 *
 * @returns one event for each request.
 * @throws ProvisioningFailure of kind `notFound` when no rule of the schema is about such objects.
 * Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand
 */
export async function provisionOnDemand(
  client: Pick<SynchronizationClient, 'provisionOnDemand'>,
  { serviceJobId, jobId, ruleId, now }: OnDemandJob,
  subject: OnDemandSubject,
  signal: AbortSignal,
): Promise<readonly ServiceEvent[]> {
  const events: ServiceEvent[] = [];
  for (const members of inParts(subject.members)) {
    const parameters = { parameters: [{ ruleId, subjects: [subjectOf(subject, members)] }] };
    const { key, value } = await client.provisionOnDemand(serviceJobId, parameters, signal);
    events.push(readResponse(parsed(key), parsed(value), subject, jobId, new Date(now()).toISOString()));
  }
  return events;
}

export interface OnDemandJob {
  /** Entra's id of the job. */
  readonly serviceJobId: string;
  /** Our job's id. */
  readonly jobId: string;
  readonly ruleId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The rule that provisions objects of a type; its id is always read from the schema. */
export function ruleFor(schema: SynchronizationSchema, { type }: Pick<ObjectIdentity, 'type'>): string {
  const rule = schema.synchronizationRules.find(({ objectMappings }) =>
    objectMappings.some(
      ({ enabled, sourceObjectName }) => enabled && sourceObjectName.toLowerCase() === type.toLowerCase(),
    ),
  );
  if (rule?.id !== undefined) return rule.id;
  throw new ProvisioningFailure(
    'notFound',
    type === 'User'
      ? text`The job in Entra provisions no users: no object mapping for them is enabled.`
      : text`The job in Entra provisions no groups: no object mapping for them is enabled.`,
    { recommendedAction: text`Enable it in the job’s schema and push it.` },
  );
}

function subjectOf({ type, id }: OnDemandSubject, members: readonly string[]): Wire {
  const links = members.map((objectId) => ({ objectId, objectTypeName: 'User' }));
  return { objectId: id, objectTypeName: type, ...(links.length === 0 ? {} : { links: { members: links } }) };
}

function inParts(members: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let from = 0; from === 0 || from < members.length; from += membersPerRequest)
    parts.push(members.slice(from, from + membersPerRequest));
  return parts;
}

/** Both parts of the response are JSON in texts. */
function parsed(value: unknown): Wire {
  return toRecord(typeof value === 'string' ? parseJson(value) : value) ?? {};
}

/** The verdict counts where the event says nothing, as of groups, whose event is empty. */
function readResponse(verdict: Wire, told: Wire, subject: ObjectIdentity, jobId: string, now: string): ServiceEvent {
  const result = textIn(verdict, 'result') ?? 'unknown';
  const details = recordIn(verdict, 'details');
  const [errorCode, errorMessage] = [textIn(details, 'errorCode'), textIn(details, 'errorMessage')];
  const statusInfo = recordIn(told, 'statusInfo') ??
    recordIn(told, 'provisioningStatusInfo') ?? {
      status: result,
      ...(errorCode === null ? {} : { errorCode, reason: errorMessage }),
    };
  const { id, type } = subject;
  const event = readLogEvent(withIdentity({ ...told, statusInfo }, subject), jobId, now);
  if (event !== null) return { ...event, source: { id, type, displayName: event.source.displayName } };
  throw new ProvisioningFailure('source', text`Microsoft Graph’s response to provisioning on demand can’t be read.`, {
    recommendedAction: text`Look into the provisioning log for what was done.`,
  });
}
