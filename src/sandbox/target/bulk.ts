import type { ScimRequest, ScimResponse, TargetContext } from './context.ts';
import { bulkLimits } from './discovery.ts';
import { badRequest, errorBody, ScimError } from './errors.ts';
import { isObject } from './scimObject.ts';
import type { ScimObject } from './scimObject.ts';

export const BULK_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

const CIRCLE = 'The operations refer to each other in a circle.';

interface BulkOperation {
  readonly method: string;
  readonly path: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: unknown;
  /** Why the operation cannot be carried out as it is written. */
  readonly problem: string | undefined;
}

interface BulkResult {
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: object;
}

/**
 * Answers a bulk request (RFC 7644 section 3.7). An operation that refers to a `bulkId` created further down waits
 * for it; operations that wait for each other fail with 409, and those that are wrongly written with 400. After
 * `failOnErrors` errors the rest is left undone.
 * Throws 400 or 413.
 */
export function answerBulk(
  context: TargetContext,
  route: (request: ScimRequest) => ScimResponse,
  baseAddress: string,
  request: ScimRequest,
): ScimResponse {
  const { operations, failOnErrors } = readBulkRequest(request.body());
  const ids = new Map<string, string>();
  const results: (BulkResult | undefined)[] = operations.map(() => undefined);
  let errors = 0;
  const isStopped = (): boolean => failOnErrors !== undefined && errors >= failOnErrors;
  const finish = (index: number, result: BulkResult): void => {
    results[index] = result;
    if (Number(result.status) >= 400) errors += 1;
  };
  let waiting = [...operations.entries()];
  while (waiting.length > 0 && !isStopped()) {
    const pending = new Set(waiting.flatMap(([, { bulkId }]) => bulkId ?? []));
    const postponed: typeof waiting = [];
    for (const [index, operation] of waiting) {
      if (isStopped()) break;
      if (referencesIn(operation).some((id) => pending.has(id) && !ids.has(id))) postponed.push([index, operation]);
      else finish(index, perform(context, route, baseAddress, operation, ids));
      if (operation.bulkId !== undefined && results[index] !== undefined) pending.delete(operation.bulkId);
    }
    if (postponed.length === waiting.length) {
      for (const [index, operation] of postponed) {
        if (!isStopped()) finish(index, failure(baseAddress, operation, 409, CIRCLE));
      }
      break;
    }
    waiting = postponed;
  }
  return {
    status: 200,
    body: { schemas: [BULK_RESPONSE_URN], Operations: results.filter((result) => result !== undefined) },
  };
}

function perform(
  context: TargetContext,
  route: (request: ScimRequest) => ScimResponse,
  baseAddress: string,
  operation: BulkOperation,
  ids: Map<string, string>,
): BulkResult {
  const { method, bulkId } = operation;
  try {
    if (operation.problem !== undefined) throw badRequest('invalidSyntax', operation.problem);
    const path = resolveReferences(operation.path, ids);
    const data = resolveIn(operation.data, ids);
    const response = route({
      method,
      path,
      query: new URLSearchParams(),
      ifMatch: operation.version,
      ifNoneMatch: undefined,
      body: () => data,
    });
    const id = isObject(response.body) ? response.body['id'] : undefined;
    if (bulkId !== undefined && typeof id === 'string') ids.set(bulkId, id);
    const kind = path.startsWith('/Users') ? 'User' : 'Group';
    const version = response.headers?.['ETag'];
    return {
      method,
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(version === undefined ? {} : { version }),
      location: typeof id === 'string' ? context.view.location(kind, id) : baseAddress + path,
      status: String(response.status),
      ...(response.status >= 400 && typeof response.body === 'object' ? { response: response.body } : {}),
    };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return failure(baseAddress, operation, error.status, error.message, error);
  }
}

function failure(
  baseAddress: string,
  { method, bulkId, path }: BulkOperation,
  status: number,
  detail: string,
  error?: ScimError,
): BulkResult {
  return {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    // RFC 7644 section 3.7: a location except for a POST that failed.
    ...(method === 'POST' ? {} : { location: baseAddress + path }),
    status: String(status),
    response: errorBody(status, detail, error?.scimType),
  };
}

function readBulkRequest(body: unknown): { operations: readonly BulkOperation[]; failOnErrors: number | undefined } {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object, a BulkRequest message.');
  const { schemas, Operations: operations, failOnErrors } = body;
  if (!Array.isArray(schemas) || !schemas.includes(BULK_REQUEST_URN)) {
    throw badRequest('invalidSyntax', `'schemas' must name '${BULK_REQUEST_URN}'.`);
  }
  if (!Array.isArray(operations)) throw badRequest('invalidSyntax', `'Operations' must be a list.`);
  if (operations.length > bulkLimits.maxOperations) {
    throw new ScimError(
      413,
      `A bulk request may have ${bulkLimits.maxOperations} operations; this one has ${operations.length}.`,
    );
  }
  if (
    failOnErrors !== undefined &&
    (typeof failOnErrors !== 'number' || !Number.isInteger(failOnErrors) || failOnErrors < 1)
  ) {
    throw badRequest('invalidValue', `'failOnErrors' must be a positive integer.`);
  }
  return { operations: operations.map(readOperation), failOnErrors };
}

function readOperation(operation: unknown, index: number): BulkOperation {
  const { method, path, bulkId, version, data } = isObject(operation) ? operation : ({} as ScimObject);
  const pathText = typeof path === 'string' ? path : '';
  const read = {
    method: typeof method === 'string' ? method.toUpperCase() : '',
    path: pathText.startsWith('/') ? pathText : `/${pathText}`,
    bulkId: typeof bulkId === 'string' ? bulkId : undefined,
    version: typeof version === 'string' ? version : undefined,
    data,
  };
  return { ...read, problem: problemOf(read, `Operations[${index}]`) };
}

function problemOf({ method, path, bulkId }: Omit<BulkOperation, 'problem'>, name: string): string | undefined {
  if (!/^(POST|PUT|PATCH|DELETE)$/.test(method)) return `${name}.method must be POST, PUT, PATCH or DELETE.`;
  if (!/^\/(Users|Groups)(\/|$)/.test(path)) return `${name}.path must lead to /Users or /Groups.`;
  return method === 'POST' && bulkId === undefined ? `${name} is a POST and needs a bulkId.` : undefined;
}

const REFERENCE = /bulkId:([^/"\\]+)/g;

function referencesIn({ path, data }: BulkOperation): readonly string[] {
  const text = `${path} ${data === undefined ? '' : JSON.stringify(data)}`;
  return [...text.matchAll(REFERENCE)].map(([, id = '']) => id.trim());
}

function resolveReferences(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (_whole, id: string) => {
    const known = ids.get(id);
    if (known !== undefined) return known;
    throw badRequest('invalidValue', `The bulkId '${id}' stands for no resource that this request created.`);
  });
}

function resolveIn(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.startsWith('bulkId:') ? resolveReferences(value, ids) : value;
  if (Array.isArray(value)) return value.map((item) => resolveIn(item, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolveIn(part, ids)]));
}
