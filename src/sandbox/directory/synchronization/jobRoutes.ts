import type { SynchronizationJob } from '@microsoft/microsoft-graph-types';
import { restartCriteria } from '../../../protocol/restartCriteria.ts';
import type { RestartCriterion } from '../../../protocol/restartCriteria.ts';
import { badRequest } from '../graphError.ts';
import type { Json } from '../model.ts';
import type { GraphRequest, Handler, RouteTable } from '../router.ts';
import { bodyObject, created, findServicePrincipal, noContent, ok } from '../routes/lookups.ts';
import { changeJob, createJob, findJob, jobsOf, resetNext } from './jobs.ts';
import { shownJob } from './jobView.ts';
import { secretsOf } from './secrets.ts';
import type { StoredJob } from './storedJob.ts';
import { templateOf, templatesOf } from './templates.ts';

export const synchronizationBase = '/servicePrincipals/:id/synchronization';
const base = synchronizationBase;

/** Templates and jobs (Microsoft Graph v1.0, "Synchronization API overview"). */
export const synchronizationJobRoutes: RouteTable = {
  [`GET ${base}/templates`]: (request) => {
    const value = templatesOf(applicationOf(request)) as unknown as Json;
    return ok(request, metadata(request, 'templates'), { value });
  },
  [`GET ${base}/templates/:templateId`]: (request) => {
    const template = templateOf(applicationOf(request), request.params['templateId'] ?? '');
    return ok(request, `${metadata(request, 'templates')}/$entity`, wire(template));
  },
  [`GET ${base}/jobs`]: (request) => {
    const jobs = jobsOf(request.directory, applicationOf(request).id).filter(({ id }) => !request.lag.hides(id));
    return ok(request, metadata(request, 'jobs'), { value: jobs.map((job) => wire(viewOf(request, job))) });
  },
  [`POST ${base}/jobs`]: (request) => {
    const { directory, lag } = request;
    const application = applicationOf(request);
    const { templateId } = bodyObject(request.body);
    if (typeof templateId !== 'string') throw badRequest('A synchronization job needs a templateId.');
    if (!templatesOf(application).some(({ id }) => id === templateId)) {
      throw badRequest(`The synchronization template '${templateId}' is not one of this application.`);
    }
    const job = createJob(directory, application.id, templateId);
    lag.begin(job.id);
    return created(request, `${metadata(request, 'jobs')}/$entity`, wire(viewOf(request, job)));
  },
  [`GET ${base}/jobs/:jobId`]: (request) =>
    ok(request, `${metadata(request, 'jobs')}/$entity`, wire(viewOf(request, jobOf(request)))),
  [`DELETE ${base}/jobs/:jobId`]: (request) => {
    request.directory.records.delete('synchronizationJob', jobOf(request).id);
    return noContent;
  },
  [`POST ${base}/jobs/:jobId/start`]: onJob((request, { id }) => {
    changeJob(request.directory, id, (job) => ({ ...resetNext(job, ['QuarantineState']), state: 'Active' }));
    request.provisioning.begin(id);
  }),
  [`POST ${base}/jobs/:jobId/pause`]: onJob((request, { id }) => {
    changeJob(request.directory, id, () => ({ state: 'Paused' }));
  }),
  [`POST ${base}/jobs/:jobId/restart`]: onJob((request, { id }) => {
    const criteria = readCriteria(request.body);
    changeJob(request.directory, id, (job) => ({ ...resetNext(job, criteria), state: 'Active' }));
    request.provisioning.begin(id);
  }),
};

/** The application that a request is about. Throws Graph's 404. */
export function applicationOf({ directory, params }: GraphRequest): ReturnType<typeof findServicePrincipal> {
  return findServicePrincipal(directory, params['id'] ?? '');
}

/** The job that a request is about. Throws Graph's 404. */
export function jobOf(request: GraphRequest): StoredJob {
  return findJob(request.directory, applicationOf(request).id, request.params['jobId'] ?? '');
}

/** What is after `$metadata#` for a part of an application's synchronization. */
export function metadata(request: GraphRequest, part: string): string {
  return `servicePrincipals('${applicationOf(request).id}')/synchronization/${part}`;
}

/** Graph's types as JSON: they are interfaces, which TypeScript doesn't take for it. */
export function wire(value: object): Readonly<Record<string, Json>> {
  return value as Readonly<Record<string, Json>>;
}

function onJob(act: (request: GraphRequest, job: StoredJob) => void): Handler {
  return (request) => {
    act(request, jobOf(request));
    return noContent;
  };
}

function viewOf({ directory, provisioning }: GraphRequest, job: StoredJob): SynchronizationJob {
  return shownJob(job, secretsOf(directory, job.servicePrincipalId), provisioning.progressOf(job.id));
}

/** Nothing said is what the portal's *Restart provisioning* does. */
const portalCriteria: readonly RestartCriterion[] = ['QuarantineState', 'Watermark', 'Escrows'];

function readCriteria(body: unknown): readonly RestartCriterion[] {
  const { criteria } = Object(body ?? {}) as { readonly criteria?: unknown };
  const { resetScope = '' } = Object(criteria ?? {}) as { readonly resetScope?: unknown };
  if (typeof resetScope !== 'string') throw badRequest("'resetScope' must be a string.");
  const names = resetScope.split(',').map((name) => name.trim());
  if (names.every((name) => name === '')) return portalCriteria;
  return names
    .filter((name) => name !== 'None')
    .map((name) => {
      const found = restartCriteria.find((criterion) => criterion.toLowerCase() === name.toLowerCase());
      if (found !== undefined) return found;
      throw badRequest(`Requested value '${name}' was not found in 'microsoft.graph.synchronizationJobRestartScope'.`);
    });
}
