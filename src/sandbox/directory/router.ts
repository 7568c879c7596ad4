import type { Faults } from '../faults.ts';
import type { Caller } from './access/caller.ts';
import { checkAccess } from './access/checkAccess.ts';
import type { Requirement } from './access/requirement.ts';
import type { Directory } from './directory.ts';
import type { DeltaTokens } from './deltaTokens.ts';
import { GraphError } from './graphError.ts';
import type { Lag } from './lag.ts';
import type { Limits } from './limits.ts';
import type { QueryOptions } from './odata/queryOptions.ts';
import { readQueryOptions } from './odata/queryOptions.ts';
import type { Provisioning } from './synchronization/provisioning.ts';
import type { TokenSealer } from './tokens.ts';

/** What the handlers of all requests share. */
export interface GraphService {
  readonly directory: Directory;
  readonly tokens: TokenSealer;
  readonly deltaTokens: DeltaTokens;
  readonly faults: Faults;
  readonly lag: Lag;
  readonly limits: Limits;
  readonly tenant: TenantConditions;
  readonly provisioning: Provisioning;
  /** `http://127.0.0.1:PORT/v1.0`, without a slash at the end. */
  readonly baseAddress: string;
}

/** What the tenant has bought. */
export interface TenantConditions {
  /** Microsoft Entra ID P1, which assigning groups and reading logs takes. */
  premium: boolean;
}

/** A request before it has found its handler: one over HTTP, or one inside a `$batch`. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: URL;
  /** The value of a header by its name in lower case; null when it was not sent. */
  readonly header: (name: string) => string | null;
  /** The parsed JSON body; null when there is none. */
  readonly body: unknown;
  readonly caller: Caller;
}

/** A request as a handler gets it. */
export interface GraphRequest extends IncomingRequest, GraphService {
  readonly params: Readonly<Record<string, string>>;
  readonly options: QueryOptions;
  /** Sent with `ConsistencyLevel: eventual` (Microsoft Graph, "Advanced query capabilities on directory objects"). */
  readonly advanced: boolean;
  /** Answers another request as if it had come in by itself; throws as its handler does. */
  readonly dispatch: (incoming: IncomingRequest) => GraphAnswer | Promise<GraphAnswer>;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as plain text; null sends no body. */
  readonly body: object | string | null;
}

/** Responds at once, unless it has to ask somebody else first. */
export type Handler = (request: GraphRequest) => GraphAnswer | Promise<GraphAnswer>;

/** `GET /users/:id`; segments that begin with a colon are parameters. */
export type RouteTable = Readonly<Record<string, Handler>>;

interface Route {
  readonly name: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
  readonly requirement: Requirement;
}

export type Dispatch = (service: GraphService, incoming: IncomingRequest) => GraphAnswer | Promise<GraphAnswer>;

/**
 * Finds each request's handler by method and path, in any case; a literal segment goes before a parameter.
 *
 * @param permissions what each route of the table needs. Throws an Error for a route that isn't in it.
 */
export function createDispatch(table: RouteTable, permissions: Readonly<Record<string, Requirement>>): Dispatch {
  const routes = Object.entries(table).map(([name, handler]): Route => {
    const requirement = permissions[name];
    if (requirement === undefined) throw new Error(`Nothing says which permissions ${name} needs.`);
    const [method = '', path = ''] = name.split(' ');
    const segments = path
      .slice(1)
      .split('/')
      .map((each) => (isParameter(each) ? each : each.toLowerCase()));
    return { name, method, segments, handler, requirement };
  });
  routes.sort((left, right) => parameterCount(left) - parameterCount(right));
  const dispatch: Dispatch = (service, incoming) => {
    const segments = pathSegments(incoming.url, service.baseAddress);
    const matching = routes.filter((route) => matches(route, segments));
    if (matching.length === 0) throw unknownSegment(segments);
    const route = matching.find(({ method }) => method === incoming.method);
    if (route === undefined) {
      throw new GraphError(405, 'Request_BadRequest', `Specified HTTP method is not allowed for the request target.`, {
        Allow: [...new Set(matching.map(({ method }) => method))].join(', '),
      });
    }
    const params = parameters(route, segments);
    const application = route.segments[0] === 'serviceprincipals' ? (params['id'] ?? null) : null;
    checkAccess(service.directory, incoming.caller, route.requirement, application);
    const { caller } = incoming;
    service.limits.check(route.name, caller.kind === 'everything' ? '' : caller.appId);
    for (const id of Object.values(params)) service.lag.check(id);
    return route.handler({
      ...service,
      ...incoming,
      params,
      options: readQueryOptions(incoming.url.searchParams),
      advanced: incoming.header('consistencylevel')?.toLowerCase() === 'eventual',
      dispatch: (another) => dispatch(service, another),
    });
  };
  return dispatch;
}

function pathSegments(url: URL, baseAddress: string): readonly string[] {
  const root = `${new URL(baseAddress).pathname}/`;
  if (!url.pathname.startsWith(root)) {
    throw new GraphError(400, 'BadRequest', `Invalid version: the sandbox serves ${baseAddress} only.`);
  }
  return url.pathname.slice(root.length).replace(/\/$/, '').split('/').flatMap(readSegment);
}

/** Takes OData's other ways of writing a segment: `users('id')`, `servicePrincipals(appId='…')`, `microsoft.graph.delta()`. */
function readSegment(encoded: string): readonly string[] {
  const segment = decodeSegment(encoded).replace(/^microsoft\.graph\.delta\b/, 'delta');
  const [, name, key = ''] = /^(\w+)\((.*)\)$/.exec(segment) ?? [];
  if (name === undefined) return [segment];
  const quoted = /^'(.*)'$/.exec(key)?.[1]?.replaceAll("''", "'");
  return key === '' ? [name] : [name, quoted ?? key];
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new GraphError(400, 'BadRequest', `The path segment '${segment}' is not validly percent-encoded.`);
  }
}

function matches(route: Route, segments: readonly string[]): boolean {
  return (
    route.segments.length === segments.length &&
    route.segments.every((expected, index) => isParameter(expected) || expected === segments[index]?.toLowerCase())
  );
}

function parameters(route: Route, segments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    route.segments.flatMap((name, index) => (isParameter(name) ? [[name.slice(1), segments[index] ?? '']] : [])),
  );
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':');
}

function parameterCount(route: Route): number {
  return route.segments.filter(isParameter).length;
}

function unknownSegment(segments: readonly string[]): GraphError {
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${segments.join('/')}'.`);
}
