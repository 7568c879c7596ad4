import type { Reader } from './argument.ts';
import type { Jobs } from './jobs.ts';
import type { Listings } from './listings.ts';
import type { Team } from './team.ts';

/** The scopes of the routes (Dropbox API specification, the attribute `scope` of each route). */
export const teamScopes = [
  'team_info.read',
  'members.read',
  'members.write',
  'members.delete',
  'groups.read',
  'groups.write',
] as const;

export type TeamScope = (typeof teamScopes)[number];

/** What the routes work with. */
export interface BusinessContext {
  readonly team: Team;
  readonly listings: Listings;
  readonly jobs: Jobs;
  /** What `add_v2` says of addresses in place of adding them, by address in lower case. */
  readonly refusedAddresses: Map<string, string>;
  readonly newId: (kind: 'User' | 'Group') => string;
}

/** One route below `/2/`: the scope that it needs, and what it responds with to an argument; null for nothing. */
export interface Route {
  readonly scope: TeamScope;
  readonly perform: (context: BusinessContext, argument: unknown) => object | null;
}

/** Makes a route of what reads its argument and what serves it. */
export function route<T>(
  scope: TeamScope,
  read: Reader<T>,
  serve: (context: BusinessContext, argument: T) => object | null,
): Route {
  return { scope, perform: (context, argument) => serve(context, read(argument, '')) };
}
