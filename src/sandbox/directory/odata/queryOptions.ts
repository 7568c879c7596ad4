import { badRequest, unsupportedQuery } from '../graphError.ts';
import { canonicalName } from '../properties.ts';
import type { FilterNode } from './filterSyntax.ts';
import { parseFilter } from './filterSyntax.ts';

/** The OData system query options of one request. Null is an option that was not given. */
export interface QueryOptions {
  readonly select: readonly string[] | null;
  readonly top: number | null;
  readonly filter: FilterNode | null;
  readonly search: string | null;
  readonly orderBy: { readonly property: string; readonly descending: boolean } | null;
  readonly count: boolean;
  readonly expand: readonly Expansion[];
  readonly skipToken: string | null;
  readonly deltaToken: string | null;
}

/** One relationship of `$expand`, with the properties selected of what it leads to. */
export interface Expansion {
  readonly relationship: string;
  readonly select: readonly string[] | null;
}

const largestPage = 999;
const known = ['select', 'top', 'filter', 'search', 'orderby', 'count', 'expand', 'skiptoken', 'deltatoken'] as const;
type OptionName = (typeof known)[number];

/** Reads the query options of a request; names in any case. Throws Graph's 400 for those that are unknown or wrong. */
export function readQueryOptions(search: URLSearchParams): QueryOptions {
  const given = new Map<OptionName, string>();
  for (const [name, value] of search) {
    if (!name.startsWith('$')) continue;
    const option = known.find((candidate) => candidate === name.slice(1).toLowerCase());
    if (option === undefined) throw badRequest(`The query option '${name}' is not supported.`);
    if (given.has(option))
      throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    given.set(option, value);
  }
  const filter = given.get('filter');
  return {
    select: readNames(given.get('select')),
    top: readTop(given.get('top')),
    filter: filter === undefined ? null : parseFilter(filter),
    search: given.get('search') ?? null,
    orderBy: readOrderBy(given.get('orderby')),
    count: given.get('count')?.toLowerCase() === 'true',
    expand: readExpand(given.get('expand')),
    skipToken: given.get('skiptoken') ?? null,
    deltaToken: given.get('deltatoken') ?? null,
  };
}

function readNames(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const names = text.split(',').map((name) => canonicalName(name.trim()));
  if (names.includes('')) throw badRequest("Invalid $select: found an empty property name in '" + text + "'.");
  return [...new Set(names)];
}

function readTop(text: string | undefined): number | null {
  if (text === undefined) return null;
  const top = Number(text);
  if (!/^\d+$/.test(text) || top < 1 || top > largestPage) {
    throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and ${largestPage} inclusive.`);
  }
  return top;
}

function readOrderBy(text: string | undefined): QueryOptions['orderBy'] {
  if (text === undefined) return null;
  const match = /^(\w+)(?:\s+(asc|desc))?$/i.exec(text.trim());
  if (match === null) throw unsupportedQuery(`Sorting by '${text}' is not supported; sort by one property.`);
  return { property: canonicalName(match[1] ?? ''), descending: match[2]?.toLowerCase() === 'desc' };
}

function readExpand(text: string | undefined): readonly Expansion[] {
  if (text === undefined) return [];
  return text.split(/,(?![^(]*\))/).map((part) => {
    const match = /^\s*(\w+)\s*(?:\(([^)]*)\))?\s*$/.exec(part);
    if (match === null) throw badRequest(`Invalid $expand: '${part}'.`);
    const select = (match[2] ?? '').split(';').find((option) => /^\s*\$select=/i.test(option));
    return {
      relationship: canonicalName(match[1] ?? ''),
      select: select === undefined ? null : readNames(select.slice(select.indexOf('=') + 1)),
    };
  });
}
