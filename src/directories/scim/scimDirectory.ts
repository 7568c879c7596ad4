import type { ObjectType } from '../../protocol/provisioning.ts';
import { HttpFailure, openHttpClient, type HttpAnswer, type HttpClient, type HttpRequest } from '../http/httpClient.ts';
import { TargetError, type TargetDirectory, type TargetObject, type TargetPage } from '../targetDirectory.ts';
import { errorOf, errorOfFailure, readCreatedId, readJson, readList, readResource } from './answers.ts';
import { parseAttributePath } from './attributePath.ts';
import { readLifeCycle } from './lifeCycle.ts';
import { patchBody, patchOperations, referenceOperations, type Dialect, type PatchOperation } from './patch.ts';
import { applyChanges, applyReferences, replaceWhole } from './replace.ts';
import { createQuery } from './query.ts';
import { buildResource, member, readValues, type ScimResource } from './resource.ts';
import { readCapabilities, type ScimCapabilities } from './serviceProviderConfig.ts';
import { testScimConnection } from './testConnection.ts';

export interface ScimDirectoryOptions {
  readonly baseAddress: string;
  readonly token: string | null;
  readonly dialect: Dialect;
  readonly timeout?: number;
}

/** Requests under way at once: more saturates nothing further on HTTP/1.1. */
const concurrency = 16;
const pageSize = 500;
const referencesPerRequest = 100;

const coreSchemas: Record<ObjectType, string> = {
  User: 'urn:ietf:params:scim:schemas:core:2.0:User',
  Group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
};

/** The target directory behind any SCIM 2.0 base address (RFC 7643, RFC 7644). */
export function openScimDirectory(options: ScimDirectoryOptions): TargetDirectory {
  const base = new URL(options.baseAddress);
  const basePath = base.pathname.replace(/\/+$/, '');
  const http = openHttpClient({
    baseAddress: options.baseAddress,
    token: options.token,
    contentType: 'application/scim+json',
    concurrency,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  });
  const endpoint = (type: ObjectType): string => `${basePath}/${type === 'User' ? 'Users' : 'Groups'}`;
  const resourcePath = (type: ObjectType, id: string): string => `${endpoint(type)}/${encodeURIComponent(id)}`;
  const query = createQuery(
    (type, search, signal) =>
      sendTo(http, { method: 'GET', path: `${endpoint(type)}?${search}`, repeatable: true }, signal),
    options.dialect,
  );
  let capabilities: Promise<ScimCapabilities> | null = null;
  const capabilitiesOnce = (signal: AbortSignal): Promise<ScimCapabilities> => {
    capabilities ??= readCapabilities((request) => sendTo(http, request, signal), basePath).catch((error: unknown) => {
      capabilities = null;
      throw error;
    });
    return capabilities;
  };

  /**
   * Changes a resource by PATCH, or by writing it whole where the target cannot PATCH. Some targets answer 404 to a method
   * that they do not know: the object is then read before it is taken to be gone.
   */
  const change = async (
    path: string,
    batches: readonly (readonly PatchOperation[])[],
    edit: (resource: ScimResource) => Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<void> => {
    for (const operations of (await capabilitiesOnce(signal)).patch ? batches : []) {
      const request = { method: 'PATCH', path, body: patchBody(operations), repeatable: true } as const;
      const answer = await sendTo(http, request, signal);
      if (answer.status === 404) {
        await replaceWhole(http, path, edit, signal);
        capabilities = capabilities?.then(withoutPatch) ?? null;
        return;
      }
      if (answer.status === 405 || answer.status === 501) {
        capabilities = capabilities?.then(withoutPatch) ?? null;
        break;
      }
      if (answer.status >= 300) throw errorOf(answer, updateRefused(options.dialect));
    }
    if (!(await capabilitiesOnce(signal)).patch) await replaceWhole(http, path, edit, signal);
  };

  return {
    concurrency,
    list: (type, attributes, signal) => listAll(http, endpoint(type), type, attributes, capabilitiesOnce, signal),
    query: async (type, attribute, value, attributes, signal) =>
      (await query(type, attribute, value, signal)).map((resource) => toTargetObject(resource, attributes)),
    async read(type, id, attributes, signal) {
      const path = `${resourcePath(type, id)}${type === 'Group' ? '?excludedAttributes=members' : ''}`;
      const answer = await sendTo(http, { method: 'GET', path, repeatable: true }, signal);
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw errorOf(answer, 'Reading the object was refused');
      return toTargetObject(readResource(answer), attributes);
    },
    async create(type, values, signal) {
      const body = JSON.stringify(buildResource(coreSchemas[type], values));
      const answer = await sendTo(http, { method: 'POST', path: endpoint(type), body, repeatable: false }, signal);
      if (![200, 201, 204].includes(answer.status)) throw creationRefused(answer);
      return readCreatedId(answer);
    },
    update: (type, id, changes, held, signal) =>
      change(
        resourcePath(type, id),
        [patchOperations(changes, held, options.dialect)],
        (resource) => applyChanges(resource, changes),
        signal,
      ),
    async delete(type, id, signal) {
      const answer = await sendTo(http, { method: 'DELETE', path: resourcePath(type, id), repeatable: true }, signal);
      if (answer.status >= 300 && answer.status !== 404) throw errorOf(answer, 'The deletion was refused');
    },
    async readReferences(type, id, attribute, signal) {
      const path = `${resourcePath(type, id)}?attributes=${encodeURIComponent(parseAttributePath(attribute).text)}`;
      const answer = await sendTo(http, { method: 'GET', path, repeatable: true }, signal);
      if (answer.status !== 200) throw errorOf(answer, `Reading ${attribute} was refused`);
      return referenceIds(readJson(answer), attribute);
    },
    updateReferences: (type, id, attribute, update, signal) =>
      change(
        resourcePath(type, id),
        referenceOperations(attribute, update, options.dialect, referencesPerRequest),
        (resource) => applyReferences(resource, attribute, update),
        signal,
      ),
    testConnection: (probe, signal) =>
      testScimConnection(http, basePath, endpoint(probe.type), probe, options.token !== null, signal),
    requestCounts: () => http.counts(),
    close: () => http.close(),
  };
}

/** A strict server refuses what Entra's own dialect sends, and its words do not name the setting. */
function updateRefused(dialect: Dialect): string {
  return dialect === 'entra'
    ? 'The update, in Entra’s own dialect ("compatibility": "entra"), was refused'
    : 'The update was refused';
}

/** Behind a gateway's answer nobody knows whether the target has created the object. */
function creationRefused(answer: HttpAnswer): TargetError {
  const { kind, message, exchange } = errorOf(answer, 'The creation was refused');
  return new TargetError(kind, message, exchange, { ambiguous: [502, 503, 504].includes(answer.status) });
}

/** What is known of a target that does not take a PATCH, whatever it publishes. */
function withoutPatch(known: ScimCapabilities): ScimCapabilities {
  return { ...known, patch: false };
}

/** Sends, and turns a missing answer into a TargetError. */
async function sendTo(http: HttpClient, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    return await http.send(request, signal);
  } catch (error) {
    if (error instanceof HttpFailure) throw errorOfFailure(error, request.method !== 'GET');
    throw error;
  }
}

/**
 * Pages through everything. The target decides how large a page is, so the next start index follows from what came; a
 * list that ends before `totalResults` ends with what came, and the caller sees that some are missing. When all seems to
 * have come, one more page is asked for: some servers put the size of the page into `totalResults`. A caller that meets
 * the same page again stops.
 */
async function* listAll(
  http: HttpClient,
  endpoint: string,
  type: ObjectType,
  attributes: readonly string[],
  capabilities: (signal: AbortSignal) => Promise<ScimCapabilities>,
  signal: AbortSignal,
): AsyncGenerator<TargetPage> {
  const { maxResults } = await capabilities(signal);
  const count = Math.min(maxResults ?? pageSize, pageSize);
  const exclude = type === 'Group' ? 'excludedAttributes=members&' : '';
  let total = Number.POSITIVE_INFINITY;
  for (let startIndex = 1; ;) {
    const path = `${endpoint}?${exclude}startIndex=${startIndex}&count=${count}`;
    const answer = await sendTo(http, { method: 'GET', path, repeatable: true }, signal);
    if (startIndex > total && answer.status !== 200) return;
    const list = readList(answer, type);
    if (startIndex > total && list.resources.length === 0) return;
    yield {
      objects: list.resources.map((resource) => toTargetObject(resource, attributes)),
      totalResults: list.totalResults,
    };
    total = list.totalResults ?? total;
    startIndex += list.resources.length;
    if (list.resources.length === 0) return;
  }
}

function toTargetObject(resource: ScimResource & { readonly id: string }, attributes: readonly string[]): TargetObject {
  return { id: resource.id, values: readValues(resource, attributes), lifeCycle: readLifeCycle(resource) };
}

function referenceIds(resource: ScimResource, attribute: string): string[] {
  const path = parseAttributePath(attribute);
  const value = member(path.schema === null ? resource : member(resource, path.schema), path.attribute);
  const items: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return items.flatMap((item) => {
    const id = typeof item === 'string' ? item : member(item, 'value');
    return typeof id === 'string' ? [id] : [];
  });
}
