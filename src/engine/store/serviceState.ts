import { isListOf, isNullOr, isOneOf, isOptional, isText, type Guard } from '../../protocol/mappingEditorGuards.ts';
import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { ServiceExecution, ServiceProgress, ServiceSchedule, ServiceStatus } from '../../protocol/service.ts';
import type { Database } from './database.ts';
import { readStored } from './storedJson.ts';
import { has, isNumber, isQuarantine, isTime } from './storedShapes.ts';

/** How a job in Entra was when it was read last. */
export interface KnownService {
  readonly status: ServiceStatus;
  readonly quarantine: Quarantine | null;
}

/** The schema that the job file and Entra had in common when it was pulled or pushed. */
export interface CommonSchema {
  readonly version: string;
  readonly text: string;
}

/** What is kept of a job that Entra's service runs, beside its log. */
export interface ServiceState {
  /** Null before it was read, and when the service has no such job. */
  known(): KnownService | null;
  setKnown(known: KnownService | null): void;
  /** ISO 8601, UTC: up to when Entra's log was read; null before the first time. */
  logReadTo(): string | null;
  setLogReadTo(time: string): void;
  commonSchema(): CommonSchema | null;
  setCommonSchema(schema: CommonSchema): void;
  /** Which of these events of Entra's log are in ours, of those from a moment on (milliseconds since 1970). */
  storedSince(time: number): ReadonlySet<string>;
}

export function serviceState(database: Database): ServiceState {
  const read = <Value>(key: string, isWhole: Guard<Value>): Value | null => {
    const text = database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'];
    return typeof text === 'string' ? readStored('meta', text, isWhole) : null;
  };
  const write = (key: string, value: unknown): void => {
    database
      .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, JSON.stringify(value));
  };
  return {
    known: () => read('service.job', isNullOr(isKnownService)),
    setKnown: (known) => {
      write('service.job', known);
    },
    logReadTo: () => read('service.logReadTo', isTime as Guard<string>),
    setLogReadTo: (time) => {
      write('service.logReadTo', time);
    },
    commonSchema: () => read('service.schema', isCommonSchema),
    setCommonSchema: (schema) => {
      write('service.schema', schema);
    },
    storedSince: (time) =>
      new Set(
        database
          .prepare("SELECT json_extract(body, '$.serviceId') AS id FROM event WHERE time >= ?")
          .all(time)
          .map((row) => String(row['id'])),
      ),
  };
}

const isInstant = isTime as Guard<string>;

const isExecution = has<ServiceExecution>({
  activityId: isText,
  state: isOneOf('Succeeded', 'Failed', 'EntryLevelErrors'),
  began: isInstant,
  ended: isNullOr(isInstant),
  error: isNullOr(has<NonNullable<ServiceExecution['error']>>({ code: isText, message: isText })),
  entitled: isNumber,
  imported: isNumber,
  exported: isNumber,
  escrowed: isNumber,
});

const isServiceStatus = has<ServiceStatus>({
  id: isText,
  templateId: isText,
  code: isOneOf('NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine'),
  schedule: has<ServiceSchedule>({
    state: isOneOf('Active', 'Disabled', 'Paused'),
    intervalMinutes: isNullOr(isNumber),
  }),
  progress: isListOf(has<ServiceProgress>({ completed: isNumber, total: isNullOr(isNumber), units: isText })),
  counts: isListOf(has<{ readonly key: string; readonly value: number }>({ key: isText, value: isNumber })),
  lastExecution: isNullOr(isExecution),
  lastExport: isNullOr(isExecution),
  successiveFailures: isNumber,
  steadySince: isNullOr(isInstant),
  troubleshootingUrl: isOptional(isNullOr(isText)),
  requestId: isNullOr(isText),
  readAt: isInstant,
});

const isKnownService = has<KnownService>({ status: isServiceStatus, quarantine: isNullOr(isQuarantine) });

const isCommonSchema = has<CommonSchema>({ version: isText, text: isText });
