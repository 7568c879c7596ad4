import type { Directory } from './directory.ts';
import { badRequest, unsupportedQuery } from './graphError.ts';
import type { DirectoryObject, Json, ObjectType } from './model.ts';
import { compareKeys, sortKey } from './objectCollection.ts';
import type { QueryOptions } from './odata/queryOptions.ts';
import { candidates, compileFilter, needsAdvancedQuery, objectSubject } from './odata/filterEvaluation.ts';
import { parseSearch } from './odata/search.ts';
import type { Sequence } from './paging.ts';
import { nextLink, openSkipToken, readPage } from './paging.ts';
import type { Resource } from './projection.ts';
import { isKnownProperty, isRelationship } from './properties.ts';
import type { GraphRequest } from './router.ts';

/** A collection of directory objects, as a request reads it. */
export interface ObjectListing {
  /** The types of object in it. */
  readonly types: readonly ObjectType[];
  /** The objects among which the collection's are, those in the recycle bin included. */
  readonly sequence: Sequence<DirectoryObject>;
  /** Where an object stands in `sequence`; undefined when it is not in it. */
  readonly positionOf: (id: string) => number | undefined;
  /** Which of them belong to the collection. */
  readonly accepts: (object: DirectoryObject) => boolean;
  readonly show: (object: DirectoryObject) => Resource;
  /** The properties that `$orderby` takes. */
  readonly sortable: readonly string[];
}

const defaultPageSize = 100;

/** Answers a list request: filter, search, order, count and paging ("List users" and its like in Microsoft Graph v1.0). */
export function answerObjectList(request: GraphRequest, listing: ObjectListing): Record<string, Json> {
  const { options } = request;
  checkQuery(request, listing);
  const filtered = applyFilter(request.directory, listing, options);
  const sequence = options.orderBy === null ? filtered.sequence : sorted(request.directory, listing, options.orderBy);
  const start = openSkipToken(request.tokens, options.skipToken);
  const page = readPage(sequence, filtered.accepts, start, options.top ?? defaultPageSize);
  return {
    ...(options.count && request.advanced && options.skipToken === null ? { '@odata.count': countOf(filtered) } : {}),
    ...(page.next === null ? {} : { '@odata.nextLink': nextLink(request.tokens, request.url, page.next) }),
    value: page.items.map(listing.show),
  };
}

/** The number of objects of a collection that pass the request's filter (`/users/$count`). */
export function countObjects(request: GraphRequest, listing: ObjectListing): number {
  if (!request.advanced)
    throw unsupportedQuery('$count is not currently supported without the header ConsistencyLevel: eventual.');
  checkQuery({ ...request, options: { ...request.options, count: true } }, listing);
  return countOf(applyFilter(request.directory, listing, request.options));
}

/** Refuses selected properties that the type does not have. A relationship may be selected, but shows only when expanded. */
export function checkSelect(types: readonly ObjectType[], select: readonly string[] | null): void {
  const unknown = select?.find(
    (name) => !types.some((type) => isKnownProperty(type, name) || isRelationship(type, name)),
  );
  if (unknown !== undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${types.join("' or '")}'.`,
    );
  }
}

function checkQuery({ options, advanced }: GraphRequest, { types, sortable }: ObjectListing): void {
  checkSelect(types, options.select);
  const { filter, orderBy, search, count } = options;
  if (orderBy !== null && !sortable.includes(orderBy.property)) {
    throw unsupportedQuery(`Sorting not supported for current query: '${orderBy.property}'.`);
  }
  if (search !== null && !advanced) {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const isAdvanced = (filter !== null && needsAdvancedQuery(filter)) || (filter !== null && orderBy !== null);
  if (isAdvanced && !(advanced && count)) {
    throw unsupportedQuery(
      'Operator or combination of query options is only supported with the header ConsistencyLevel: eventual and $count=true.',
    );
  }
}

function applyFilter(directory: Directory, listing: ObjectListing, options: QueryOptions): ObjectListing {
  const { types, sequence, accepts } = listing;
  const passes = options.filter === null ? null : compileFilter(options.filter, objectSubject(types));
  const matches = options.search === null ? null : parseSearch(options.search);
  const ids =
    options.filter === null
      ? null
      : candidates(
          options.filter,
          types.map((type) => directory.collection(type)),
        );
  return {
    ...listing,
    sequence: ids === null ? sequence : only(directory, listing, ids),
    accepts: (object) => accepts(object) && passes?.(object) !== false && matches?.(object) !== false,
  };
}

/** The few objects that an index found, in the listing's own order, so that page tokens mean the same. */
function only(directory: Directory, listing: ObjectListing, ids: ReadonlySet<string>): Sequence<DirectoryObject> {
  const found = [...ids].flatMap((id) => {
    const [position, object] = [listing.positionOf(id), directory.findDeletedToo(id)];
    return position === undefined || object === undefined ? [] : [[position, object] as const];
  });
  found.sort(([left], [right]) => left - right);
  return (start) => (typeof start === 'number' ? found.filter(([position]) => position >= start) : found);
}

/** All objects of the listing's one type by a property. A page begins where the last one ended even if names changed since. */
function sorted(
  directory: Directory,
  { types }: ObjectListing,
  { property, descending }: NonNullable<QueryOptions['orderBy']>,
): Sequence<DirectoryObject> {
  const ascending = types.flatMap((type) => directory.collection(type).sortedBy(property));
  return function* (start) {
    let index = descending ? ascending.length - 1 : 0;
    if (typeof start === 'object' && start !== null) index = firstAtOrAfter(ascending, property, start);
    // Going down, an exact hit comes first; when the object is gone, the one before its place does.
    if (descending && typeof start === 'object' && start !== null && ascending[index]?.id !== start[1]) index -= 1;
    for (; index >= 0 && index < ascending.length; index += descending ? -1 : 1) {
      const object = ascending[index];
      if (object !== undefined) yield [[sortKey(object, property), object.id], object];
    }
  };
}

/** Where the first object is whose place is at or after that of a sort key and id. */
function firstAtOrAfter(
  ascending: readonly DirectoryObject[],
  property: string,
  start: readonly [string, string],
): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const object = ascending[middle];
    if (object !== undefined && compareKeys([sortKey(object, property), object.id], start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countOf({ sequence, accepts }: ObjectListing): number {
  let count = 0;
  for (const [, object] of sequence(null)) if (accepts(object)) count += 1;
  return count;
}
