import type { IncomingMessage } from 'node:http';
import { bearerTokenCheck } from '../bearerToken.ts';
import type { ScimRequest, ScimResponse } from './context.ts';
import { answerControl } from './control.ts';
import type { ControlContext } from './control.ts';
import { bulkLimits } from './discovery.ts';
import { errorBody, ScimError } from './errors.ts';
import { parseBody, readBody } from './http.ts';
import { createRouter } from './router.ts';

/** Below it is the SCIM service. */
export const BASE_PATH = '/scim/v2';
/** Below it is the control endpoint. */
export const CONTROL_PATH = '/_sandbox';

/** Room for a group of a hundred thousand members in one request. */
const LARGEST_BODY = 16 * 1_048_576;

/** Answers one HTTP request; errors become error responses. */
export type Dispatcher = (request: IncomingMessage) => Promise<ScimResponse>;

/** Makes the way from an HTTP request to its answer: the token, the body, the endpoint, and the file behind the store. */
export function createDispatcher(context: ControlContext, token: string, baseAddress: () => string): Dispatcher {
  const route = createRouter(context, baseAddress);
  const isAuthorized = bearerTokenCheck(token);
  const perform = async (request: IncomingMessage): Promise<ScimResponse> => {
    const url = request.url ?? '/';
    const limit = url.startsWith(`${BASE_PATH}/Bulk`) ? bulkLimits.maxPayloadSize : LARGEST_BODY;
    const text = await readBody(request, limit);
    const body = (): unknown => parseBody(text, request.headers['content-type']);
    const response = url.startsWith(CONTROL_PATH)
      ? answerControl(context, request.method ?? '', url.slice(CONTROL_PATH.length), body)
      : route(scimRequest(request, url, body));
    await context.store.settled();
    return response;
  };
  return async (request) => {
    if (!isAuthorized(request.headers.authorization)) return unauthorized();
    try {
      return await perform(request);
    } catch (error) {
      return errorResponse(error, context.profile().quirks.errorExtension);
    }
  };
}

function scimRequest(request: IncomingMessage, url: string, body: () => unknown): ScimRequest {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  if (path !== BASE_PATH && !path.startsWith(`${BASE_PATH}/`)) {
    throw new ScimError(404, `The service is below ${BASE_PATH}.`);
  }
  return {
    method: request.method ?? 'GET',
    path: path.slice(BASE_PATH.length),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    body,
  };
}

function unauthorized(): ScimResponse {
  return {
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer realm="scim"' },
    body: errorBody(401, 'Send the sandbox’s token as an OAuth 2.0 bearer token.'),
  };
}

function errorResponse(error: unknown, extended: boolean): ScimResponse {
  if (!(error instanceof ScimError)) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, body: errorBody(500, `The sandbox has a fault of its own: ${reason}`) };
  }
  const body = errorBody(error.status, error.message, error.scimType);
  const extension = 'urn:scimserver:api:messages:2.0:Diagnostics';
  const shown = extended
    ? { ...body, schemas: [...body.schemas, extension], [extension]: { source: 'sandbox' } }
    : body;
  // After 413 the rest of the request is not read, so the connection is of no further use.
  return { status: error.status, body: shown, ...(error.status === 413 ? { headers: { Connection: 'close' } } : {}) };
}
