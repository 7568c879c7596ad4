import { openGraph } from '../directories/entra/openGraph.ts';
import { type GraphClient } from '../directories/entra/graphClient.ts';
import type { EntraDirectoryOptions } from '../directories/entra/options.ts';
import { encodePart } from '../directories/http/encodePart.ts';
import { type HttpAnswer, type HttpRequest } from '../directories/http/httpClient.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import type { RestartCriterion } from '../protocol/restartCriteria.ts';
import { calling, type ServiceCall } from './serviceCalls.ts';
import { readServiceJob, type ServiceJob } from './serviceJob.ts';
import { parseJson, recordsIn, textIn, toRecord, type Wire } from './wire.ts';
import { text, type Text } from '../protocol/text.ts';

/** A synchronization template of an application. */
export interface ServiceTemplate {
  readonly id: string;
  /** The key of the gallery application, such as `dropbox`; null when Graph doesn't say. */
  readonly galleryKey: string | null;
  readonly isDefault: boolean;
}

/** One key of the secrets, which hold the settings of a job, too. */
export interface ServiceSecret {
  readonly key: string;
  /** As it was read; what is secret comes masked. */
  readonly value: string;
}

/** The schema as the bytes of Graph's response, with the version in it. */
export interface ServiceSchema {
  readonly text: string;
  readonly version: string;
}

/**
 * Graph's synchronization API for one service principal: what the portal's provisioning pages do.
 * Every method throws a ServiceRefusal in Graph's words, with what to do, or a ProvisioningFailure of kind `connection`.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-overview
 */
export interface SynchronizationClient {
  templates(signal: AbortSignal): Promise<readonly ServiceTemplate[]>;
  jobs(signal: AbortSignal): Promise<readonly ServiceJob[]>;
  /** Null when there is no job of this id, or not yet. */
  job(id: string, signal: AbortSignal): Promise<ServiceJob | null>;
  createJob(templateId: string, signal: AbortSignal): Promise<ServiceJob>;
  start(id: string, signal: AbortSignal): Promise<void>;
  pause(id: string, signal: AbortSignal): Promise<void>;
  /** @param criteria none for what the portal's Restart does. */
  restart(id: string, criteria: readonly RestartCriterion[], signal: AbortSignal): Promise<void>;
  /** Has Entra connect to the target with credentials, or with those that it keeps. */
  validateCredentials(
    id: string,
    credentials: readonly ServiceSecret[] | 'saved',
    secretValues: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  readSecrets(signal: AbortSignal): Promise<readonly ServiceSecret[]>;
  /** Replaces all of them. @param secretValues what of them no quote may show. */
  replaceSecrets(
    secrets: readonly ServiceSecret[],
    secretValues: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  readSchema(id: string, signal: AbortSignal): Promise<ServiceSchema>;
  /** The schema that a new job of a template begins with; null when Graph doesn't tell it. */
  readTemplateSchema(templateId: string, signal: AbortSignal): Promise<Wire | null>;
  /** Replaces it whole; the cycle that follows is an initial one. */
  replaceSchema(id: string, text: string, signal: AbortSignal): Promise<void>;
  /** What Graph responds to `provisionOnDemand`: two JSON texts. */
  provisionOnDemand(id: string, parameters: Wire, signal: AbortSignal): Promise<{ key: unknown; value: unknown }>;
  /** Pages of `auditLogs/provisioning`, the newest entries first. */
  logPages(filter: string, signal: AbortSignal): AsyncIterable<readonly Wire[]>;
  requestCount(): number;
  close(): Promise<void>;
}

/** Reports take five requests in ten seconds ("Microsoft Graph service-specific throttling limits"): pages are large. */
const logPageSize = 200;

/** @param now milliseconds since 1970, for when a status was read. */
export function openSynchronizationClient(options: EntraDirectoryOptions, now: () => number): SynchronizationClient {
  const { http, graph } = openGraph(options, ['steer']);
  const { servicePrincipalId } = options;
  return {
    ...synchronizationOf(graph, servicePrincipalId, now),
    requestCount: () => http.counts().all,
    close: () => http.close(),
  };
}

/** The calls of the synchronization API alone, over a connection that somebody else opens and closes. */
export type SynchronizationCalls = Omit<SynchronizationClient, 'requestCount' | 'close'>;

/** @param now milliseconds since 1970, for when a status was read. */
export function synchronizationOf(
  graph: GraphClient,
  servicePrincipalId: string,
  now: () => number,
): SynchronizationCalls {
  return clientOf(graph, `/servicePrincipals/${encodePart(servicePrincipalId)}/synchronization`, now);
}

function clientOf(graph: GraphClient, base: string, now: () => number): SynchronizationCalls {
  const send = (
    call: ServiceCall,
    method: HttpRequest['method'],
    path: string,
    signal: AbortSignal,
    more: Partial<HttpRequest> = {},
  ): Promise<HttpAnswer> =>
    calling(call, () => graph.send({ method, path: base + path, repeatable: method !== 'POST', ...more }, signal));
  const jobPath = (id: string): string => `/jobs/${encodePart(id)}`;
  const readJob = (wire: Wire | null, answer: HttpAnswer): ServiceJob | null =>
    wire === null ? null : readServiceJob(wire, { requestId: answer.headers['request-id'] ?? null, now: now() });
  return {
    ...logsOf(graph),
    async templates(signal) {
      return listOf(await send('read', 'GET', '/templates', signal)).flatMap(readTemplate);
    },
    async jobs(signal) {
      const answer = await send('read', 'GET', '/jobs', signal);
      return listOf(answer).flatMap((wire) => readJob(wire, answer) ?? []);
    },
    async job(id, signal) {
      try {
        const answer = await send('read', 'GET', jobPath(id), signal);
        return readJob(bodyOf(answer), answer);
      } catch (error) {
        if (error instanceof ProvisioningFailure && error.kind === 'notFound') return null;
        throw error;
      }
    },
    async createJob(templateId, signal) {
      const answer = await send('write', 'POST', '/jobs', signal, { body: JSON.stringify({ templateId }) });
      const job = readJob(bodyOf(answer), answer);
      if (job === null) throw unreadable(text`a job without an id`, answer);
      return job;
    },
    async start(id, signal) {
      await send('write', 'POST', `${jobPath(id)}/start`, signal, { repeatable: true });
    },
    async pause(id, signal) {
      await send('write', 'POST', `${jobPath(id)}/pause`, signal, { repeatable: true });
    },
    async restart(id, criteria, signal) {
      const body = JSON.stringify({ criteria: criteria.length === 0 ? {} : { resetScope: criteria.join(', ') } });
      await send('write', 'POST', `${jobPath(id)}/restart`, signal, { body });
    },
    async validateCredentials(id, credentials, secretValues, signal) {
      const given =
        credentials === 'saved'
          ? { useSavedCredentials: true, credentials: [] }
          : { useSavedCredentials: false, credentials };
      const more = { body: JSON.stringify(given), secrets: secretValues, repeatable: true, impatient: true };
      await send('write', 'POST', `${jobPath(id)}/validateCredentials`, signal, more);
    },
    async readSecrets(signal) {
      return listOf(await send('readSecrets', 'GET', '/secrets', signal)).flatMap((entry) => {
        const { key, value } = entry;
        return typeof key === 'string' ? [{ key, value: typeof value === 'string' ? value : '' }] : [];
      });
    },
    async replaceSecrets(secrets, secretValues, signal) {
      const body = JSON.stringify({ value: secrets });
      await send('write', 'PUT', '/secrets', signal, { body, secrets: secretValues });
    },
    async readSchema(id, signal) {
      const answer = await send('read', 'GET', `${jobPath(id)}/schema`, signal);
      const version = textIn(bodyOf(answer), 'version');
      if (version === null) throw unreadable(text`a schema without a version`, answer);
      return { text: answer.text, version };
    },
    async readTemplateSchema(templateId, signal) {
      try {
        return bodyOf(await send('read', 'GET', `/templates/${encodePart(templateId)}/schema`, signal));
      } catch (error) {
        if (error instanceof ProvisioningFailure && error.kind === 'notFound') return null;
        throw error;
      }
    },
    async replaceSchema(id, text, signal) {
      await send('write', 'PUT', `${jobPath(id)}/schema`, signal, { body: text });
    },
    async provisionOnDemand(id, parameters, signal) {
      const body = JSON.stringify(parameters);
      const answer = await send('write', 'POST', `${jobPath(id)}/provisionOnDemand`, signal, { body });
      const { key, value } = bodyOf(answer);
      return { key, value };
    },
  };
}

function logsOf(graph: GraphClient): Pick<SynchronizationClient, 'logPages'> {
  return {
    async *logPages(filter, signal) {
      const query = `$filter=${encodePart(filter)}&$orderby=${encodePart('activityDateTime desc')}&$top=${logPageSize}`;
      const pages = graph.pages(`/auditLogs/provisioning?${query}`, signal)[Symbol.asyncIterator]();
      for (;;) {
        const page = await calling('readLogs', () => pages.next());
        if (page.done === true) return;
        yield page.value.value;
      }
    },
  };
}

function bodyOf(answer: HttpAnswer): Wire {
  const body = toRecord(parseJson(answer.text));
  if (body === null) throw unreadable(text`a body that isn’t JSON`, answer);
  return body;
}

function listOf(answer: HttpAnswer): readonly Wire[] {
  const body = bodyOf(answer);
  if (!Array.isArray(body['value'])) throw unreadable(text`a list without "value"`, answer);
  return recordsIn(body, 'value');
}

function unreadable(what: Text, answer: HttpAnswer): ProvisioningFailure {
  return new ProvisioningFailure('source', text`Microsoft Graph responded with ${what}.`, {
    recommendedAction: text`Check the base address of the source; something in between may change Graph’s responses.`,
    exchange: answer.exchange(),
  });
}

/** Metadata names come in camel case and in Pascal case, and a name may repeat. */
function readTemplate(wire: Wire): readonly ServiceTemplate[] {
  const id = textIn(wire, 'id');
  if (id === null) return [];
  const key = recordsIn(wire, 'metadata').find(
    (entry) => textIn(entry, 'key')?.toLowerCase() === 'galleryapplicationkey',
  );
  return [{ id, galleryKey: textIn(key ?? null, 'value'), isDefault: wire['default'] === true }];
}
