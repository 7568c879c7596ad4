import { randomBytes } from 'node:crypto';
import { routeError } from './businessError.ts';

/** Lists in pages: what is listed is settled by the first page, and what is gone by then is left out of the others. */
export interface Listings {
  /** Begins a list of these ids; `of` is the group whose members they are. */
  begin(kind: ListingKind, ids: readonly string[], limit: number, of?: string): Page;
  /** Goes on. Throws 409 `invalid_cursor` for one that was never given, has expired, or is of another list. */
  next(kind: ListingKind, cursor: string): Page;
  /** Lets every cursor so far go stale. */
  expire(): void;
}

export type ListingKind = 'members' | 'groups' | 'groupMembers';

export interface Page {
  readonly ids: readonly string[];
  readonly of: string;
  readonly cursor: string;
  readonly hasMore: boolean;
}

interface Listing {
  readonly kind: ListingKind;
  readonly of: string;
  readonly ids: readonly string[];
  readonly limit: number;
}

/** The oldest list is forgotten beyond these. */
const mostListings = 100;

export function createListings(): Listings {
  const listings = new Map<string, Listing>();
  const page = (name: string, { of, ids, limit }: Listing, from: number): Page => {
    const until = Math.min(from + limit, ids.length);
    return { of, ids: ids.slice(from, until), cursor: `${name}.${until}`, hasMore: until < ids.length };
  };
  return {
    begin(kind, ids, limit, of = '') {
      const name = randomBytes(18).toString('base64url');
      const listing = { kind, of, ids, limit };
      listings.set(name, listing);
      const [oldest] = listings.keys();
      if (listings.size > mostListings && oldest !== undefined) listings.delete(oldest);
      return page(name, listing, 0);
    },
    next(kind, cursor) {
      const [name = '', from = ''] = cursor.split('.', 2);
      const listing = listings.get(name);
      if (listing?.kind !== kind || !/^\d+$/.test(from)) throw routeError('invalid_cursor');
      return page(name, listing, Number(from));
    },
    expire() {
      listings.clear();
    },
  };
}
