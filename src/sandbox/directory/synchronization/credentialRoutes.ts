import { randomUUID } from 'node:crypto';
import { ProvisioningFailure } from '../../../protocol/failure.ts';
import { badRequest, GraphError } from '../graphError.ts';
import type { Json } from '../model.ts';
import type { GraphAnswer, GraphRequest, RouteTable } from '../router.ts';
import { bodyObject, noContent, ok } from '../routes/lookups.ts';
import { applicationOf, jobOf, metadata, synchronizationBase as base } from './jobRoutes.ts';
import { onDemandResponse } from './onDemand.ts';
import { ruleOf, schemaOf } from './schemaDocument.ts';
import { masked, putSecrets, readSecrets, secretsOf } from './secrets.ts';
import { checkCredentials, CredentialFailure, serviceTarget } from './serviceTarget.ts';

/** Credentials, and provisioning one object at once (Microsoft Graph v1.0, "synchronization"). */
export const synchronizationCredentialRoutes: RouteTable = {
  [`GET ${base}/secrets`]: (request) => {
    const values = masked(secretsOf(request.directory, applicationOf(request).id));
    return ok(request, metadata(request, 'secrets'), { value: values as unknown as Json });
  },
  [`PUT ${base}/secrets`]: (request) => {
    putSecrets(request.directory, applicationOf(request).id, readSecrets(bodyObject(request.body)['value']));
    return noContent;
  },
  [`POST ${base}/jobs/validateCredentials`]: validateCredentials,
  [`POST ${base}/jobs/:jobId/validateCredentials`]: (request) => {
    jobOf(request);
    return validateCredentials(request);
  },
  [`POST ${base}/jobs/:jobId/provisionOnDemand`]: provisionOnDemand,
};

async function validateCredentials(request: GraphRequest): Promise<GraphAnswer> {
  const { useSavedCredentials, credentials } = bodyObject(request.body);
  const values =
    useSavedCredentials === true ? secretsOf(request.directory, applicationOf(request).id) : readSecrets(credentials);
  try {
    await checkCredentials(serviceTarget(values, request.provisioning.practice()), randomUUID());
  } catch (error) {
    throw refusalOf(error);
  }
  return noContent;
}

async function provisionOnDemand(request: GraphRequest): Promise<GraphAnswer> {
  const { directory, provisioning } = request;
  const [servicePrincipal, job] = [applicationOf(request), jobOf(request)];
  const { ruleId, objectId, type } = readSubject(request.body);
  if (ruleOf(schemaOf(job), ruleId) === undefined) throw badRequest(`The schema has no rule '${String(ruleId)}'.`);
  const isThere = directory.collection(type === 'User' ? 'user' : 'group').get(objectId) !== undefined;
  if (!isThere) throw badRequest(`There is no ${type} '${objectId}' in the directory.`);
  try {
    const event = await provisioning.provision(job.id, objectId);
    const response = onDemandResponse(event, { job, servicePrincipal, tenantId: directory.tenantId });
    return ok(request, 'microsoft.graph.stringKeyStringValuePair', { ...response });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** One object, as in the portal. Throws Graph's 400. */
function readSubject(body: unknown): {
  readonly ruleId: unknown;
  readonly objectId: string;
  readonly type: 'User' | 'Group';
} {
  const { parameters } = bodyObject(body);
  const [parameter, ...others] = listIn(parameters, 'parameters');
  const { ruleId, subjects } = bodyObject(parameter);
  const [subject, ...more] = listIn(subjects, 'subjects');
  if (others.length + more.length > 0) throw badRequest('One object is provisioned on demand at a time.');
  const { objectId, objectTypeName } = bodyObject(subject);
  if (typeof objectId !== 'string') throw badRequest("A subject needs an 'objectId'.");
  if (objectTypeName !== 'User' && objectTypeName !== 'Group') {
    throw badRequest("'objectTypeName' must be 'User' or 'Group'.");
  }
  return { ruleId, objectId, type: objectTypeName };
}

function listIn(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw badRequest(`'${name}' must be an array with one element.`);
  return value;
}

/** A failure of the service in Graph's shape; anything else stays what it is. */
function refusalOf(error: unknown): unknown {
  if (error instanceof CredentialFailure) return new GraphError(400, error.code, error.message);
  return error instanceof ProvisioningFailure ? new GraphError(400, 'BadRequest', error.message) : error;
}
