import type {
  AttributeChange,
  EventStatus,
  ObjectIdentity,
  ObjectType,
  ProvisioningEvent,
  ProvisioningStep,
  Reason,
  StepType,
} from '../protocol/provisioning.ts';
import { numberIn, oneOf, recordIn, recordsIn, textIn, timeIn, toRecord, type Wire } from './wire.ts';
import { text } from '../protocol/text.ts';

/** An event of Entra's log before our own log has given it a number. */
export interface ServiceEvent extends Omit<ProvisioningEvent, 'id'> {
  /** Its id in Entra's log; what was done on demand has that of the change, and comes again in the log. */
  readonly serviceId: string;
  readonly changeId: string | null;
}

/**
 * Makes an event of our log from one of Entra's (Graph's provisioningObjectSummary), from which `provisionOnDemand` differs in
 * some names. What is left out is taken for nothing; null for one that names no object.
 *
 * @param jobId our job's id.
 * @param now ISO 8601: for one that doesn't say when it was.
 * Source: https://learn.microsoft.com/graph/api/resources/provisioningobjectsummary
 */
export function readLogEvent(wire: Wire, jobId: string, now: string): ServiceEvent | null {
  const source = readIdentity(recordIn(wire, 'sourceIdentity'));
  if (source === null) return null;
  const info = recordIn(wire, 'provisioningStatusInfo') ?? recordIn(wire, 'statusInfo');
  const steps = recordsIn(wire, 'provisioningSteps');
  const status = readStatus(textIn(info, 'status'));
  const told = textIn(wire, 'provisioningAction') ?? textIn(wire, 'action') ?? 'other';
  const skipped = steps
    .map((step) => textIn(recordIn(step, 'details'), 'SkipReason'))
    .find((reason) => reason !== null);
  const reason = readReason(info, steps, skipped ?? null, { told, status });
  const target = recordIn(wire, 'targetIdentity');
  return {
    serviceId: textIn(wire, 'id') ?? textIn(wire, 'changeId') ?? '',
    changeId: textIn(wire, 'changeId'),
    activityDateTime: timeIn(wire, 'activityDateTime') ?? timeIn(wire, 'endTime') ?? now,
    jobId,
    cycleId: textIn(wire, 'cycleId') ?? '',
    action: readAction(told, status, reason.code),
    status: status === 'skipped' && reason.code === 'RedundantExport' ? 'success' : status,
    source,
    targetId: textIn(target, 'id'),
    reason,
    steps: steps.map(readStep),
    modifiedProperties: recordsIn(wire, 'modifiedProperties').flatMap(readChange),
    durationMs: durationOf(wire),
    exchange: null,
  };
}

function readIdentity(wire: Wire | null): ObjectIdentity | null {
  const id = textIn(wire, 'id');
  if (id === null) return null;
  const type = oneOf(textIn(wire, 'identityType') ?? textIn(wire, 'type'), ['User', 'Group'], null);
  if (type === null && textIn(wire, 'identityType') !== null) return null;
  return { id, type: type ?? 'User', displayName: textIn(wire, 'displayName') ?? id };
}

function readStatus(text: string | null): EventStatus {
  return oneOf(text, ['success', 'failure', 'skipped', 'warning'], 'warning');
}

/** What was skipped is no action, whatever it would have been; `other` is that nothing had to be done. */
function readAction(told: string, status: EventStatus, code: string): ProvisioningEvent['action'] {
  const action = oneOf(told, ['create', 'update', 'disable', 'delete', 'stagedDelete'], null);
  if (action === 'stagedDelete') return action;
  if (status === 'skipped') return code === 'RedundantExport' ? 'none' : 'skip';
  return action ?? (status === 'failure' ? 'skip' : 'none');
}

function readReason(
  info: Wire | null,
  steps: readonly Wire[],
  skipped: string | null,
  { told, status }: { readonly told: string; readonly status: EventStatus },
): Reason {
  const error = recordIn(info ?? {}, 'errorInformation') ?? (textIn(info, 'errorCode') === null ? null : info);
  const last = steps.findLast((step) => textIn(step, 'description') !== null);
  const description = textIn(last ?? null, 'description');
  const message = textIn(error, 'reason') ?? textIn(error, 'additionalDetails') ?? description;
  return {
    code: textIn(error, 'errorCode') ?? skipped ?? codeOf(told, status),
    message: message ?? text`Entra’s log says ${told}, ${status}, and nothing more.`,
    recommendedAction: textIn(error, 'recommendedAction'),
  };
}

function codeOf(told: string, status: EventStatus): string {
  return status === 'skipped' ? 'EntrySynchronizationSkipped' : `Entry${told.charAt(0).toUpperCase()}${told.slice(1)}`;
}

const stepTypes: readonly StepType[] = ['import', 'scoping', 'matching', 'processing', 'referenceResolution', 'export'];

function readStep(wire: Wire): ProvisioningStep {
  const name = textIn(wire, 'name') ?? textIn(wire, 'displayName');
  const details = Object.entries(recordIn(wire, 'details') ?? {}).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return {
    type: oneOf(textIn(wire, 'provisioningStepType') ?? textIn(wire, 'type'), stepTypes, 'processing'),
    status: readStatus(textIn(wire, 'status')),
    description: textIn(wire, 'description') ?? name ?? '',
    details: Object.fromEntries(name === null ? details : [['name', name], ...details]),
  };
}

function readChange(wire: Wire): readonly AttributeChange[] {
  const attribute = textIn(wire, 'displayName') ?? textIn(wire, 'name');
  return attribute === null ? [] : [{ attribute, old: plain(wire['oldValue']), new: plain(wire['newValue']) }];
}

/** Values come as texts, some of which are JSON texts. */
function plain(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const text = /^"(?:[^"\\]|\\.)*"$/s.test(value) ? unquoted(value) : value;
  return text === '' ? null : text;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function durationOf(wire: Wire): number {
  const told = numberIn(wire, 'durationInMilliseconds');
  if (told > 0) return Math.round(told);
  const [from, to] = [Date.parse(textIn(wire, 'startTime') ?? ''), Date.parse(textIn(wire, 'endTime') ?? '')];
  return to > from ? to - from : 0;
}

/** Whom a response is about, for `provisionOnDemand`, which leaves the object out of some. */
export function withIdentity(wire: unknown, { type, id, displayName }: ObjectIdentity): Wire {
  const record = toRecord(wire) ?? {};
  const told = recordIn(record, 'sourceIdentity') ?? {};
  return {
    ...record,
    sourceIdentity: { displayName, ...told, id: textIn(told, 'id') ?? id, identityType: type satisfies ObjectType },
  };
}
