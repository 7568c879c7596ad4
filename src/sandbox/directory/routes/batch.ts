import { randomUUID } from 'node:crypto';
import { failureAnswer, refusalOf } from '../failures.ts';
import { badRequest, GraphError } from '../graphError.ts';
import type { GraphAnswer, GraphRequest, RouteTable } from '../router.ts';
import { bodyObject } from './lookups.ts';

const mostRequests = 20;
const methods: readonly unknown[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

interface InnerRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/** JSON batching (Microsoft Graph, "Combine multiple requests in one HTTP call using JSON batching"). */
export const batchRoutes: RouteTable = {
  'POST /$batch': async (request) => {
    const inner = readBatch(request.body);
    const answers = new Map<string, GraphAnswer>();
    for (const each of inner) {
      const answer = answerInner(request, each, answers);
      // What responds at once is not waited for, so that it stays in the transaction of the whole.
      answers.set(each.id, answer instanceof Promise ? await answer : answer);
    }
    return { status: 200, body: { responses: inner.map(({ id }) => shown(id, answers.get(id))) } };
  },
};

function readBatch(body: unknown): readonly InnerRequest[] {
  const { requests } = bodyObject(body);
  if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format: "requests" must be an array.');
  if (requests.length > mostRequests) {
    throw new GraphError(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${mostRequests}.`,
    );
  }
  const inner = requests.map(readInner);
  for (const [index, { id, dependsOn }] of inner.entries()) {
    const earlier = inner.slice(0, index).map((other) => other.id);
    if (earlier.includes(id)) throw badRequest(`Invalid batch payload format: the request id '${id}' is used twice.`);
    const missing = dependsOn.find((other) => !earlier.includes(other));
    if (missing !== undefined)
      throw badRequest(
        `Invalid batch payload format: request '${id}' depends on '${missing}', which does not come before it.`,
      );
  }
  return inner;
}

function readInner(json: unknown): InnerRequest {
  const { id, method, url, headers, body, dependsOn } = bodyObject(json);
  const verb = typeof method === 'string' ? method.toUpperCase() : '';
  if (typeof id !== 'string' || id === '')
    throw badRequest('Invalid batch payload format: every request needs an "id", a string.');
  if (!methods.includes(verb)) throw badRequest(`Invalid batch payload format: request '${id}' needs a "method".`);
  if (typeof url !== 'string' || /^https?:/i.test(url))
    throw badRequest(`Invalid batch payload format: request '${id}' needs a relative "url".`);
  if (/^\/?\$batch/i.test(url)) throw badRequest('Batches cannot be nested.');
  const named = headers === undefined ? {} : bodyObject(headers);
  return {
    id,
    method: verb,
    url: url.replace(/^\/?/, '/'),
    headers: Object.fromEntries(Object.entries(named).map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: body ?? null,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
  };
}

function answerInner(
  request: GraphRequest,
  inner: InnerRequest,
  answers: ReadonlyMap<string, GraphAnswer>,
): GraphAnswer | Promise<GraphAnswer> {
  const at = request.directory.now();
  const failed = (error: unknown): GraphAnswer =>
    failureAnswer(error, { requestId: randomUUID(), clientRequestId: randomUUID(), at });
  try {
    if (inner.dependsOn.some((id) => (answers.get(id)?.status ?? 500) >= 400)) {
      throw new GraphError(424, 'FailedDependency', 'The request depends on another one that failed.');
    }
    if (inner.body !== null && inner.headers['content-type'] === undefined) {
      throw badRequest('A Content-Type header is required for a batch request with a body.');
    }
    const rule = request.faults.next(inner.method, inner.url);
    const refusal = rule === undefined ? null : refusalOf(rule, at);
    if (refusal !== null) throw refusal;
    const answer = request.dispatch({
      method: inner.method,
      url: new URL(`${request.baseAddress}${inner.url}`),
      header: (name) => inner.headers[name] ?? null,
      body: inner.body,
      caller: request.caller,
    });
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

function shown(id: string, answer: GraphAnswer | undefined): object {
  const { status = 500, headers = {}, body = null } = answer ?? {};
  const type = body === null ? {} : { 'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json' };
  return {
    id,
    status,
    headers: { 'Cache-Control': 'no-cache', ...type, ...headers },
    ...(body === null ? {} : { body }),
  };
}
