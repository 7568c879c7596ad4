import { badRequest, resourceNotFound } from '../graphError.ts';
import type { RouteTable } from '../router.ts';
import { bodyObject, noContent, ok } from '../routes/lookups.ts';
import { applicationOf, jobOf, metadata, synchronizationBase as base, wire } from './jobRoutes.ts';
import { saveJob } from './jobs.ts';
import { directoriesOf, newVersion, readSchemaBody, schemaOf } from './schemaDocument.ts';
import { problemOfSchema } from './serviceJob.ts';
import type { StoredJob } from './storedJob.ts';
import { templateOf, templateSchema } from './templates.ts';
import { english } from '../../../protocol/text.ts';

/** The schema of a job (Microsoft Graph v1.0, "synchronizationSchema"). What is put replaces all; a write starts anew. */
export const synchronizationSchemaRoutes: RouteTable = {
  [`GET ${base}/templates/:templateId/schema`]: (request) => {
    const { id = '' } = templateOf(applicationOf(request), request.params['templateId'] ?? '');
    return ok(request, metadata(request, `templates('${id}')/schema/$entity`), wire(templateSchema(id)));
  },
  [`GET ${base}/jobs/:jobId/schema`]: (request) => {
    const job = jobOf(request);
    return ok(request, metadata(request, `jobs('${job.id}')/schema/$entity`), wire(schemaOf(job)));
  },
  [`PUT ${base}/jobs/:jobId/schema`]: (request) => {
    const { directory, body } = request;
    const schema = readSchemaBody(bodyObject(body));
    const job: StoredJob = { ...anew(jobOf(request)), schema, version: newVersion(directory.now()) };
    const problem = problemOfSchema(job);
    if (problem !== null) throw badRequest(`The schema is not valid: ${english(problem.message)}`);
    saveJob(directory, job);
    return noContent;
  },
  [`DELETE ${base}/jobs/:jobId/schema`]: (request) => {
    const { directory } = request;
    saveJob(directory, { ...anew(jobOf(request)), schema: null, version: newVersion(directory.now()) });
    return noContent;
  },
  [`POST ${base}/jobs/:jobId/schema/directories/:directoryId/discover`]: (request) => {
    const { directory, params } = request;
    const job = jobOf(request);
    const schema = schemaOf(job);
    const at = directory.now().toISOString();
    const isMeant = ({ id }: { readonly id?: unknown }): boolean => id === params['directoryId'];
    const found = directoriesOf(schema).find(isMeant);
    if (found === undefined) throw resourceNotFound(params['directoryId'] ?? '');
    const discovered = { ...found, discoveryDateTime: at, version: newVersion(directory.now()) };
    const directories = directoriesOf(schema).map((each) => (isMeant(each) ? discovered : each));
    saveJob(directory, { ...job, schema: { ...schema, directories } });
    return ok(request, 'microsoft.graph.directoryDefinition', wire(discovered));
  },
};

/** "Saving your changes starts an initial cycle" (Customize user provisioning attribute mappings). */
function anew(job: StoredJob): StoredJob {
  return { ...job, resets: [...new Set([...job.resets, 'Watermark' as const])] };
}
