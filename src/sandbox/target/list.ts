import type { Filter } from 'scim2-parse-filter';
import type { ScimResponse, TargetContext } from './context.ts';
import { badRequest, ScimError } from './errors.ts';
import { candidates } from './filter/candidates.ts';
import { compileFilter } from './filter/compileFilter.ts';
import { parseFilter } from './filter/parseFilter.ts';
import { compileProjection, namesIn } from './projection.ts';
import { isObject } from './scimObject.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import { compareBy } from './sort.ts';
import type { StoredResource } from './store.ts';

export const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** A query, from the parameters of a GET or the body of a POST to `.search` (RFC 7644 sections 3.4.2 and 3.4.3). */
export interface ListQuery {
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  readonly startIndex: number;
  /** Undefined lets the server choose. */
  readonly count: number | undefined;
  readonly attributes: readonly string[] | undefined;
  readonly excludedAttributes: readonly string[] | undefined;
}

/** Answers a query over one or several kinds of resources. Throws 400. */
export function listResources(context: TargetContext, kinds: readonly ResourceKind[], query: ListQuery): ScimResponse {
  const profile = context.profile();
  const { quirks, pageSize } = profile;
  const projections = new Map(
    kinds.map((kind) => [kind, compileProjection(profile.types[kind], query.attributes, query.excludedAttributes)]),
  );
  const found = findResources(context, kinds, query.filter);
  const sorted = query.sortBy === undefined || !quirks.sort ? found : sortResources(context, kinds, found, query);
  const startIndex = quirks.ignoresPaging ? 1 : Math.max(1, query.startIndex);
  const wanted = quirks.ignoresPaging ? undefined : query.count;
  const count = Math.min(Math.max(0, wanted ?? pageSize.default), pageSize.maximum);
  const page = sorted.slice(startIndex - 1, startIndex - 1 + count);
  return {
    status: 200,
    body: {
      schemas: [LIST_URN],
      totalResults: sorted.length,
      startIndex,
      itemsPerPage: page.length,
      Resources: page.map((resource) => context.view.render(resource, projections.get(resource.kind))),
      ...(quirks.listResponseMeta ? { meta: { version: 'W/"1"' } } : {}),
    },
  };
}

function findResources(
  context: TargetContext,
  kinds: readonly ResourceKind[],
  text: string | undefined,
): readonly StoredResource[] {
  const { store } = context;
  const [first, ...others] = kinds;
  if (text === undefined) {
    return first !== undefined && others.length === 0 ? store.all(first) : kinds.flatMap((kind) => store.all(kind));
  }
  try {
    const filter = parseFilter(text);
    const isSearchOfMany = others.length > 0;
    if (isSearchOfMany) demandKnownSomewhere(context, kinds, filter);
    return kinds.flatMap((kind) => matches(context, kind, filter, text, isSearchOfMany));
  } catch (error) {
    if (error instanceof ScimError && context.profile().quirks.acceptsBadFilters) return [];
    throw error;
  }
}

function matches(
  context: TargetContext,
  kind: ResourceKind,
  filter: Filter,
  text: string,
  isSearchOfMany: boolean,
): readonly StoredResource[] {
  const { types, quirks } = context.profile();
  switch (quirks.filterFault(kind, filter, text)) {
    case 'findsNothing':
      return [];
    case 'refused':
      throw badRequest('invalidFilter', 'This filter is not supported.');
    case undefined: {
      const test = compileFilter(filter, types[kind], context.view.read, isSearchOfMany ? 'noValue' : 'refuse');
      const pool = candidates(context.store, types[kind], filter) ?? context.store.all(kind);
      return pool.filter(test);
    }
  }
}

/** A search over several kinds still refuses what none of them has. */
function demandKnownSomewhere({ view, profile }: TargetContext, kinds: readonly ResourceKind[], filter: Filter): void {
  const errors = kinds.flatMap((kind) => {
    try {
      compileFilter(filter, profile().types[kind], view.read);
      return [];
    } catch (error) {
      return [error];
    }
  });
  const simple = filter.op !== 'and' && filter.op !== 'or' && filter.op !== 'not';
  if (simple && errors.length === kinds.length) throw errors[0];
}

function sortResources(
  context: TargetContext,
  kinds: readonly ResourceKind[],
  found: readonly StoredResource[],
  { sortBy = '', descending }: ListQuery,
): readonly StoredResource[] {
  const types = kinds.map((kind) => context.profile().types[kind]);
  return found.toSorted(compareBy(types, sortBy, descending, context.view.read));
}

/** Reads the query of a GET. Throws 400 `invalidValue` for numbers that are none. */
export function queryOfParameters(parameters: URLSearchParams): ListQuery {
  return {
    filter: parameters.get('filter') ?? undefined,
    sortBy: parameters.get('sortBy') ?? undefined,
    descending: isDescending(parameters.get('sortOrder')),
    startIndex: integerIn('startIndex', parameters.get('startIndex')) ?? 1,
    count: integerIn('count', parameters.get('count')),
    attributes: namesIn(parameters.get('attributes')),
    excludedAttributes: namesIn(parameters.get('excludedAttributes')),
  };
}

/** Reads the body of a POST to `.search` (RFC 7644 section 3.4.3). Throws 400 `invalidSyntax` or `invalidValue`. */
export function queryOfBody(body: unknown): ListQuery {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body must be a JSON object, a SearchRequest message.');
  const { schemas } = body;
  if (!Array.isArray(schemas) || !schemas.includes(SEARCH_URN)) {
    throw badRequest('invalidSyntax', `'schemas' must name '${SEARCH_URN}'.`);
  }
  return {
    filter: textIn('filter', body['filter']),
    sortBy: textIn('sortBy', body['sortBy']),
    descending: isDescending(textIn('sortOrder', body['sortOrder']) ?? null),
    startIndex: integerIn('startIndex', body['startIndex']) ?? 1,
    count: integerIn('count', body['count']),
    attributes: namesInList('attributes', body['attributes']),
    excludedAttributes: namesInList('excludedAttributes', body['excludedAttributes']),
  };
}

function isDescending(order: string | null): boolean {
  const lower = order?.toLowerCase() ?? 'ascending';
  if (lower === 'ascending' || lower === 'descending') return lower === 'descending';
  throw badRequest('invalidValue', `sortOrder is ascending or descending, not '${lower}'.`);
}

function textIn(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw badRequest('invalidValue', `'${name}' must be a string.`);
}

function integerIn(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (Number.isInteger(number)) return number;
  throw badRequest('invalidValue', `'${name}' must be an integer, not ${JSON.stringify(value)}.`);
}

function namesInList(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw badRequest('invalidValue', `'${name}' must be a list of attribute names.`);
  }
  return value.length > 0 ? value : undefined;
}
