import { GraphError } from './graphError.ts';
import type { StableOrder } from './stableOrder.ts';
import type { TokenSealer } from './tokens.ts';

/** Where an item stands: its position in a steady order, or its sort key and id in a sorted one. */
export type Cursor = number | readonly [sortKey: string, id: string];

/** The items from a cursor on (from the first for null), each with its own cursor. */
export type Sequence<Item> = (start: Cursor | null) => Iterable<readonly [cursor: Cursor, item: Item]>;

/** The accepted items of one page, and the cursor of the first of the next page (null at the end). */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: Cursor | null;
}

/** The sequence that a steady order is. */
export function steady<Item>(order: StableOrder<Item>): Sequence<Item> {
  return (start) => order.from(typeof start === 'number' ? start : 0);
}

/** Reads one page; looks ahead, so that no page but a sole one is empty. */
export function readPage<Item>(
  sequence: Sequence<Item>,
  accepts: (item: Item) => boolean,
  start: Cursor | null,
  size: number,
): Page<Item> {
  const items: Item[] = [];
  for (const [cursor, item] of sequence(start)) {
    if (!accepts(item)) continue;
    if (items.length === size) return { items, next: cursor };
    items.push(item);
  }
  return { items, next: null };
}

/** The cursor that a `$skiptoken` holds; throws Graph's 400 for a token that it did not give. */
export function openSkipToken(sealer: TokenSealer, token: string | null): Cursor | null {
  if (token === null) return null;
  const start = sealer.open(token)?.['start'];
  if (typeof start === 'number') return start;
  const [sortKey, id] = Array.isArray(start) ? (start as unknown[]) : [];
  if (typeof sortKey === 'string' && typeof id === 'string') return [sortKey, id];
  throw new GraphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired and can no longer be included in your request.',
  );
}

/** The address of the next page: the request's own with another `$skiptoken`. */
export function nextLink(sealer: TokenSealer, url: URL, start: Cursor): string {
  const next = new URL(url);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === '$skiptoken') next.searchParams.delete(name);
  }
  next.searchParams.append('$skiptoken', sealer.seal({ start }));
  return readable(next);
}

/** A URL with the dollar signs and commas of query options left readable, as Graph prints them. */
export function readable(url: URL): string {
  return url.href.replaceAll('%24', '$').replaceAll('%2C', ',');
}
