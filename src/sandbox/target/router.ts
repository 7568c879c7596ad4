import { answerBulk } from './bulk.ts';
import type { ScimRequest, ScimResponse, TargetContext } from './context.ts';
import { answerDiscovery } from './discovery.ts';
import type { DiscoveryEndpoint } from './discovery.ts';
import { badRequest, errorBody, ScimError } from './errors.ts';
import { listResources, queryOfBody, queryOfParameters } from './list.ts';
import { createResource, deleteResource, getResource, patchResource, replaceResource } from './resources.ts';
import type { ResourceKind } from './schemas/resourceType.ts';

type Handler = (request: ScimRequest) => ScimResponse;
type Methods = Readonly<Record<string, Handler>>;

/** Answers one request to the SCIM service. Throws `ScimError`. */
export type ScimRouter = (request: ScimRequest) => ScimResponse;

/** What the endpoints of one router work with. */
interface Routing {
  readonly context: TargetContext;
  readonly baseAddress: () => string;
  readonly route: ScimRouter;
}

/** Makes the router over all endpoints of RFC 7644 section 3.2, table 2. */
export function createRouter(context: TargetContext, baseAddress: () => string): ScimRouter {
  const route: ScimRouter = (request) => {
    const segments = request.path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeSegment);
    const methods = methodsFor({ context, baseAddress, route }, segments);
    if (methods === undefined) throw new ScimError(404, `There is no endpoint '${request.path}'.`);
    // HEAD is GET without the body, which the server leaves out (RFC 9110 section 9.3.2).
    const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
    if (handler !== undefined) return handler(request);
    const allowed = Object.keys(methods)
      .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
      .join(', ');
    if (request.method === 'OPTIONS') return { status: 204, headers: { Allow: allowed } };
    const detail = `${request.path} does not answer ${request.method}, only ${allowed}.`;
    return { status: 405, headers: { Allow: allowed }, body: errorBody(405, detail) };
  };
  return route;
}

/** What an address answers, by method; undefined when there is nothing. */
function methodsFor(routing: Routing, segments: readonly string[]): Methods | undefined {
  const [endpoint, id, ...rest] = segments;
  if (rest.length > 0) return undefined;
  switch (endpoint) {
    case undefined:
      return queryMethods(routing, ['User', 'Group']);
    case '.search':
      return id === undefined ? searchMethods(routing, ['User', 'Group']) : undefined;
    case 'Users':
      return resourceMethods(routing, 'User', id);
    case 'Groups':
      return resourceMethods(routing, 'Group', id);
    case 'ServiceProviderConfig':
    case 'ResourceTypes':
    case 'Schemas':
      return discoveryMethods(routing, endpoint, id);
    case 'Bulk':
      return id === undefined ? bulkMethods(routing) : undefined;
    case 'Me':
      return notImplemented('/Me is not supported: the token does not stand for a user.');
    default:
      return undefined;
  }
}

function queryMethods({ context }: Routing, kinds: readonly ResourceKind[]): Methods {
  return { GET: ({ query }) => listResources(context, kinds, queryOfParameters(query)) };
}

function searchMethods({ context }: Routing, kinds: readonly ResourceKind[]): Methods {
  return { POST: ({ body }) => listResources(context, kinds, queryOfBody(body())) };
}

function resourceMethods(routing: Routing, kind: ResourceKind, id: string | undefined): Methods {
  const { context } = routing;
  if (id === undefined) {
    return { ...queryMethods(routing, [kind]), POST: (request) => createResource(context, kind, request) };
  }
  if (id === '.search') return searchMethods(routing, [kind]);
  return {
    GET: (request) => getResource(context, kind, id, request),
    PUT: (request) => replaceResource(context, kind, id, request),
    PATCH: (request) => patchResource(context, kind, id, request),
    DELETE: (request) => deleteResource(context, kind, id, request),
  };
}

function discoveryMethods(routing: Routing, endpoint: DiscoveryEndpoint, id: string | undefined): Methods {
  const { context, baseAddress } = routing;
  return { GET: (request) => answerDiscovery(context.profile(), baseAddress(), endpoint, id, request) };
}

function bulkMethods({ context, route, baseAddress }: Routing): Methods | undefined {
  if (!context.profile().quirks.bulk) return undefined;
  return { POST: (request) => answerBulk(context, route, baseAddress(), request) };
}

function notImplemented(detail: string): Methods {
  const refuse: Handler = () => {
    throw new ScimError(501, detail);
  };
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('invalidPath', `'${segment}' is not a valid part of an address.`);
  }
}
