import { createServer, type IncomingMessage } from 'node:http';
import type { TestContext } from 'node:test';
import { listenUntilEnd } from '../integration/loopbackServer.ts';

type Json = Readonly<Record<string, unknown>>;

/** One request of a client, as it came. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query below the version segment. */
  readonly path: string;
  readonly body: string;
}

/**
 * A Graph whose synchronization API and provisioning logs are scripted on the documented wire shapes; whatever else is asked goes
 * to another Graph behind it.
 * Sources: Microsoft Graph v1.0, "Synchronization API overview" and "provisioningObjectSummary".
 */
export interface ScriptedService {
  readonly origin: string;
  /** With the version segment. */
  readonly baseAddress: string;
  readonly requests: ServiceRequest[];
  jobs: Json[];
  templates: Json[];
  secrets: { key: string; value: string }[];
  /** The schema as text; its version is changed by each write. */
  schema: Json;
  /** Entries of the log, in any order. */
  log: Json[];
  /** What provisionOnDemand responds; the two texts of Graph. */
  onDemand: (body: Json) => { readonly key: string; readonly value: string };
  /** Refuses what it's told to: by method and path, with Graph's error. */
  refuse: (
    request: ServiceRequest,
  ) => { readonly status: number; readonly code: string; readonly message: string } | null;
}

export const serviceJobId = 'DropboxSCIMOutDelta.11111111222233334444555555555555.aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** A job as Graph tells it. */
export function serviceJob(
  changes: { readonly status?: Json; readonly schedule?: Json; readonly id?: string } = {},
): Json {
  return {
    id: changes.id ?? serviceJobId,
    templateId: 'DropboxSCIMOutDelta',
    schedule: { expiration: null, interval: 'PT40M', state: 'Active', ...changes.schedule },
    status: {
      code: 'Active',
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
      steadyStateLastAchievedTime: '0001-01-01T00:00:00Z',
      troubleshootingUrl: '',
      quarantine: null,
      lastExecution: null,
      lastSuccessfulExecution: null,
      lastSuccessfulExecutionWithExports: null,
      progress: [],
      synchronizedEntryCountByType: [],
      ...changes.status,
    },
  };
}

/** Starts it in front of another Graph; it ends with the test. */
export async function startScriptedService(
  test: TestContext,
  behind: { readonly origin: string; readonly token: string },
  schema: Json,
): Promise<ScriptedService> {
  const service = {
    requests: [] as ServiceRequest[],
    jobs: [serviceJob()],
    templates: [
      { id: 'DropboxSCIMOutDelta', default: true, metadata: [{ key: 'galleryApplicationKey', value: 'dropbox' }] },
    ] as Json[],
    secrets: [{ key: 'SyncAll', value: 'false' }],
    schema: { ...schema, version: 'Date:2026-11-01T00:00:00.0000000Z, ActivityId:1' } as Json,
    log: [] as Json[],
    onDemand: (): { key: string; value: string } => ({ key: '{"result":"Success","details":{}}', value: '{}' }),
    refuse: ((): null => null) as ScriptedService['refuse'],
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const asked = { method: request.method ?? 'GET', path: (request.url ?? '').replace('/v1.0', ''), body };
      const isOurs = /\/synchronization\/|^\/auditLogs\/provisioning/.test(asked.path);
      if (isOurs) service.requests.push(asked);
      const { status, value } = isOurs ? answer(service, asked) : await passedOn(behind, asked, request);
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'request-of-the-test' });
      response.end(value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value));
    });
  });
  const origin = await listenUntilEnd(test, server);
  return Object.assign(service, { origin, baseAddress: `${origin}/v1.0` });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function passedOn(
  behind: { readonly origin: string; readonly token: string },
  { method, path, body }: ServiceRequest,
  request: IncomingMessage,
): Promise<{ status: number; value: unknown }> {
  const prefer = request.headers['prefer'];
  const real = await fetch(`${behind.origin}/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${behind.token}`, ...(typeof prefer === 'string' ? { prefer } : {}) },
    ...(body === '' ? {} : { body }),
  });
  const own = `http://${request.headers.host ?? ''}`;
  return { status: real.status, value: (await real.text()).replaceAll(behind.origin, own) };
}

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

const done: Answer = { status: 204, value: null };

function answer(service: Omit<ScriptedService, 'origin' | 'baseAddress'>, request: ServiceRequest): Answer {
  const refusal = service.refuse(request);
  if (refusal !== null) {
    const { status, code, message } = refusal;
    return { status, value: { error: { code, message, innerError: { 'request-id': 'request-of-the-test' } } } };
  }
  const { method, path, body } = request;
  if (path.startsWith('/auditLogs/')) return { status: 200, value: { value: logFor(service.log, path) } };
  const [, what = ''] = /\/synchronization\/(.*)$/.exec(decodeURIComponent(path)) ?? [];
  const [collection, id, act] = what.split('/');
  if (collection === 'templates') return { status: 200, value: { value: service.templates } };
  if (collection === 'secrets') return secretsOf(service, method, body);
  if (id === undefined) return jobsOf(service, method, body);
  const job = service.jobs.find((each) => each['id'] === id);
  if (job === undefined) return notFound;
  if (act === undefined) return { status: 200, value: job };
  if (act === 'schema') return schemaOf(service, method, body);
  if (act === 'provisionOnDemand') return { status: 200, value: service.onDemand(JSON.parse(body) as Json) };
  if (act === 'start' || act === 'pause') {
    const state = act === 'start' ? 'Active' : 'Paused';
    Object.assign(job['schedule'] as object, { state });
    Object.assign(job['status'] as object, { code: state, quarantine: null });
  }
  return done;
}

const notFound: Answer = {
  status: 404,
  value: { error: { code: 'NotFound', message: 'There is no such job.', innerError: {} } },
};

function jobsOf(service: Pick<ScriptedService, 'jobs'>, method: string, body: string): Answer {
  if (method === 'GET') return { status: 200, value: { value: service.jobs } };
  const { templateId } = JSON.parse(body) as { readonly templateId: string };
  const job = {
    ...serviceJob({
      schedule: { state: 'Disabled', interval: 'P10675199DT2H48M5.4775807S' },
      status: { code: 'NotConfigured' },
    }),
    templateId,
  };
  service.jobs.push(job);
  return { status: 201, value: job };
}

/** Secrets come masked, whatever was written. */
function secretsOf(service: Pick<ScriptedService, 'secrets'>, method: string, body: string): Answer {
  if (method === 'GET')
    return {
      status: 200,
      value: {
        value: service.secrets.map(({ key, value }) => ({
          key,
          value: /Token|Secret$/.test(key) && value !== '' ? '*' : value,
        })),
      },
    };
  service.secrets = (JSON.parse(body) as { readonly value: { key: string; value: string }[] }).value;
  return done;
}

function schemaOf(service: Pick<ScriptedService, 'schema' | 'requests'>, method: string, body: string): Answer {
  if (method === 'GET') return { status: 200, value: { '@odata.context': 'x', ...service.schema } };
  const count = service.requests.length;
  service.schema = { ...(JSON.parse(body) as Json), version: `Date:2026-11-02T00:00:00.0000000Z, ActivityId:${count}` };
  return done;
}

/** The entries after the moment that the filter names, the newest first. */
function logFor(log: readonly Json[], path: string): readonly Json[] {
  const filter = new URL(path, 'http://graph').searchParams.get('$filter') ?? '';
  const after = /activityDateTime gt (\S+)/.exec(filter)?.[1] ?? '';
  const job = /jobId eq '([^']*)'/.exec(filter)?.[1] ?? '';
  return log
    .filter((entry) => entry['jobId'] === job && Date.parse(String(entry['activityDateTime'])) > Date.parse(after))
    .toSorted((one, other) => String(other['activityDateTime']).localeCompare(String(one['activityDateTime'])));
}
