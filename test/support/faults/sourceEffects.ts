import { chanceOf } from './chance.ts';
import type { Outcome, PassingRequest, WireAnswer } from './proxy.ts';

/** Which list a source leaves entries out of. Users, groups and members only where everything is read. */
export type ShortList = 'assignments' | 'users' | 'groups' | 'members';

/** What can go wrong at a Graph-shaped source. */
export type SourceEffect =
  | { readonly fault: 'refuse'; readonly status: 429 | 500 | 503 }
  | { readonly fault: 'cut' }
  /** 404 for an object that is there. */
  | { readonly fault: 'falseNotFound' }
  /** A delta query's place is no longer known (410). */
  | { readonly fault: 'expired' }
  /** 200, and this share of the entries is not in the list, as if there were no more. */
  | { readonly fault: 'short'; readonly of: ShortList; readonly share: number; readonly seed?: number };

type ShortFault = Extract<SourceEffect, { fault: 'short' }>;

/** What a request reads. */
export interface Reading {
  readonly lists: readonly ShortList[];
  /** A delta query that goes on from a watermark. */
  readonly continues: boolean;
}

interface GraphPage {
  readonly value?: readonly GraphEntry[];
  readonly '@odata.nextLink'?: string;
}

interface GraphEntry {
  readonly id?: string;
  readonly principalId?: string;
  readonly 'members@delta'?: readonly { readonly id: string; readonly '@removed'?: unknown }[];
}

export function readingOf(path: string, laterPages: ReadonlySet<string>): Reading {
  const [resource = '', query = ''] = path.split('?');
  const continues = /deltatoken=./i.test(decodeURIComponent(query));
  const whole = laterPages.has(path) || (!continues && !/skiptoken=/i.test(query));
  const none = { lists: [], continues };
  if (resource.endsWith('/appRoleAssignedTo')) return { lists: ['assignments'], continues: false };
  if (/^\/groups\/[^/]+\/members$/.test(resource)) return { lists: ['members'], continues: false };
  if (!whole) return none;
  if (resource === '/users/delta' || resource === '/users') return { lists: ['users'], continues };
  return resource === '/groups/delta' || resource === '/groups' ? { lists: ['groups', 'members'], continues } : none;
}

/** Lets a fault befall a request; without one, lets lies change what is answered. */
export async function befall(
  request: PassingRequest,
  fault: SourceEffect | undefined,
  lies: readonly SourceEffect[],
  reading: Reading,
  laterPages: Set<string>,
  onLie: () => void,
): Promise<Outcome> {
  switch (fault?.fault) {
    case 'refuse':
      return graphError(fault.status, 'InternalServerError', fault.status === 500 ? {} : { 'retry-after': '0' });
    case 'cut':
      return 'cut';
    case 'falseNotFound':
      return graphError(404, 'Request_ResourceNotFound');
    case 'expired':
      return graphError(410, 'syncStateNotFound');
    default: {
      const answer = await request.send();
      const readsAll = reading.lists.length > 0 && reading.lists[0] !== 'assignments';
      if (answer.status !== 200 || reading.lists.length === 0) return answer;
      const page = JSON.parse(answer.text) as GraphPage;
      const next = page['@odata.nextLink'];
      if (readsAll && next !== undefined) laterPages.add(next.replace(/^.*?\/v1\.0(?=\/)/, ''));
      const told = lies.reduce<GraphPage>((left, lie) => (lie.fault === 'short' ? shorten(left, lie) : left), page);
      const text = JSON.stringify(told);
      if (text === JSON.stringify(page)) return answer;
      onLie();
      return { ...answer, text };
    }
  }
}

function shorten(page: GraphPage, { of, share, seed = 0 }: ShortFault): GraphPage {
  const keeps = (id: string): boolean => chanceOf(seed, of, id) >= share;
  const value = page.value ?? [];
  if (of === 'assignments') return { ...page, value: value.filter(({ principalId = '' }) => keeps(principalId)) };
  if (of !== 'members') return { ...page, value: value.filter(({ id = '' }) => keeps(id)) };
  return {
    ...page,
    value: value
      .map((entry) => {
        const members = entry['members@delta'];
        return members === undefined ? entry : { ...entry, 'members@delta': members.filter(({ id }) => keeps(id)) };
      })
      // Of the members of one group, which are listed by themselves, the entries are the members.
      .filter((entry) => !isMember(entry) || keeps(entry.id ?? '')),
  };
}

/** `/groups/{id}/members` lists entries of which nothing but the id was asked for. */
function isMember(entry: GraphEntry): boolean {
  return Object.keys(entry).every((name) => name === 'id' || name.startsWith('@odata'));
}

function graphError(status: number, code: string, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  const text = JSON.stringify({ error: { code, message: 'The source was told to fail.' } });
  return { status, headers: { 'content-type': 'application/json', ...headers }, text };
}
