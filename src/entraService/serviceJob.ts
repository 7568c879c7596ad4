import type { ServiceExecution, ServiceProgress, ServiceSchedule, ServiceStatus } from '../protocol/service.ts';
import { numberIn, oneOf, recordIn, recordsIn, textIn, timeIn, type Wire } from './wire.ts';

/** A synchronizationJob of Graph: what people see of it, and why it is in quarantine. */
export interface ServiceJob {
  readonly status: ServiceStatus;
  readonly quarantine: ServiceQuarantine | null;
  /** Whether Graph told if the job is scheduled; what it left out counts as off in the status. */
  readonly scheduleTold: boolean;
  /** Whether failures of single objects were dropped during the initial cycle. */
  readonly escrowsPruned: boolean;
}

/** Source: https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine */
export interface ServiceQuarantine {
  /** Graph's `quarantineReason`, such as `TooManyDeletes`. */
  readonly reason: string;
  readonly error: { readonly code: string; readonly message: string; readonly tenantActionable: boolean } | null;
  /** ISO 8601, UTC; null when Entra doesn't say. */
  readonly currentBegan: string | null;
  readonly seriesBegan: string | null;
  readonly seriesCount: number;
  readonly nextAttempt: string | null;
}

/** Where and when a response was read. */
export interface ReadOf {
  readonly requestId: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Reads a job as Graph tells it; what it leaves out is taken for nothing. Null for an entry without an id. */
export function readServiceJob(wire: Wire, { requestId, now }: ReadOf): ServiceJob | null {
  const id = textIn(wire, 'id');
  if (id === null) return null;
  const status = recordIn(wire, 'status') ?? {};
  return {
    status: {
      id,
      templateId: textIn(wire, 'templateId') ?? id.split('.')[0] ?? id,
      code: oneOf(textIn(status, 'code'), ['NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine'], 'NotRun'),
      schedule: readSchedule(recordIn(wire, 'schedule')),
      progress: recordsIn(status, 'progress').map(readProgress),
      counts: recordsIn(status, 'synchronizedEntryCountByType').flatMap((entry) => {
        const key = textIn(entry, 'key');
        return key === null ? [] : [{ key, value: numberIn(entry, 'value') }];
      }),
      lastExecution: readExecution(recordIn(status, 'lastExecution')),
      lastExport: readExecution(recordIn(status, 'lastSuccessfulExecutionWithExports')),
      successiveFailures: numberIn(status, 'countSuccessiveCompleteFailures'),
      steadySince: timeIn(status, 'steadyStateLastAchievedTime'),
      troubleshootingUrl: textIn(status, 'troubleshootingUrl'),
      requestId,
      readAt: new Date(now).toISOString(),
    },
    quarantine: readQuarantine(recordIn(status, 'quarantine')),
    scheduleTold: stateOf(recordIn(wire, 'schedule')) !== null,
    escrowsPruned: status['escrowsPruned'] === true,
  };
}

function readSchedule(wire: Wire | null): ServiceSchedule {
  const state = stateOf(wire) ?? 'Disabled';
  return { state, intervalMinutes: state === 'Active' ? minutesOf(textIn(wire, 'interval')) : null };
}

function stateOf(wire: Wire | null): ServiceSchedule['state'] | null {
  return oneOf<ServiceSchedule['state'], null>(textIn(wire, 'state'), ['Active', 'Disabled', 'Paused'], null);
}

/** A job that is off shows .NET's longest time span, which no calendar holds: longer than a year counts as none. */
const longestInterval = 366 * 24 * 60;

/** Minutes of an ISO 8601 duration in days, hours, minutes and seconds. */
function minutesOf(duration: string | null): number | null {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration ?? '');
  if (parts === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part || 0));
  const all = (days * 24 + hours) * 60 + minutes + seconds / 60;
  return all > 0 && all < longestInterval ? all : null;
}

function readProgress(wire: Wire): ServiceProgress {
  const total = numberIn(wire, 'totalUnits');
  return {
    completed: numberIn(wire, 'completedUnits'),
    total: total > 0 ? total : null,
    units: textIn(wire, 'units') ?? 'units',
  };
}

function readExecution(wire: Wire | null): ServiceExecution | null {
  const began = timeIn(wire, 'timeBegan');
  if (wire === null || began === null) return null;
  const error = recordIn(wire, 'error');
  return {
    activityId: textIn(wire, 'activityIdentifier') ?? '',
    state: oneOf(textIn(wire, 'state'), ['Succeeded', 'Failed', 'EntryLevelErrors'], 'Failed'),
    began,
    ended: timeIn(wire, 'timeEnded'),
    error: error === null ? null : { code: textIn(error, 'code') ?? '', message: textIn(error, 'message') ?? '' },
    entitled: numberIn(wire, 'countEntitledForProvisioning'),
    imported: numberIn(wire, 'countImported'),
    exported: numberIn(wire, 'countExported'),
    escrowed: numberIn(wire, 'countEscrowed'),
  };
}

function readQuarantine(wire: Wire | null): ServiceQuarantine | null {
  if (wire === null) return null;
  const error = recordIn(wire, 'error');
  return {
    reason: textIn(wire, 'reason') ?? 'Unknown',
    error:
      error === null
        ? null
        : {
            code: textIn(error, 'code') ?? '',
            message: textIn(error, 'message') ?? '',
            tenantActionable: error['tenantActionable'] === true,
          },
    currentBegan: timeIn(wire, 'currentBegan'),
    seriesBegan: timeIn(wire, 'seriesBegan'),
    seriesCount: numberIn(wire, 'seriesCount'),
    nextAttempt: timeIn(wire, 'nextAttempt'),
  };
}
