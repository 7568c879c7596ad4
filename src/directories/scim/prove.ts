import { TargetError, type MatchingProbe, type TargetErrorKind } from '../targetDirectory.ts';
import type { ScimConnection } from './connection.ts';
import { unreadable } from './errors.ts';
import { readList } from './listResponse.ts';
import { filterForNobody } from './scimFilter.ts';
import { text } from '../../protocol/text.ts';

/** Failures after which another question would fare no better. */
const final: ReadonlySet<TargetErrorKind> = new Set(['unauthorized', 'throttled', 'network', 'timeout']);

/** Failures that say more about the connection than others do, the most telling first. */
const telling: readonly TargetErrorKind[] = ['unauthorized', 'forbidden', 'redirected'];

/**
 * Proves that the target is there, speaks SCIM and takes the token: it must list one object or, where it refuses to list
 * or the object is broken, list those that match a filter that nobody matches.
 *
 * @throws TargetError, the more telling of the two.
 */
export async function proveConnection(
  connection: ScimConnection,
  probe: MatchingProbe,
  signal: AbortSignal,
): Promise<void> {
  const { type, attribute } = probe;
  const endpoint = connection.endpoint(type);
  const ask = async (query: string, broken: 'counts' | 'fails'): Promise<TargetError | null> => {
    try {
      const answer = await connection.get(`${endpoint}?${query}`, signal);
      const list = readList(answer, type);
      if (list.unreadable > 0 && broken === 'fails')
        return unreadable(answer, text`The target’s list holds an object that cannot be read.`);
      return null;
    } catch (error) {
      if (error instanceof TargetError && !final.has(error.kind)) return error;
      throw error;
    }
  };
  const listing = await ask('startIndex=1&count=1', 'fails');
  if (listing === null) return;
  const filter = filterForNobody(attribute, connection.dialect);
  const filtering = await ask(`filter=${encodeURIComponent(filter)}`, 'counts');
  if (filtering !== null) throw rank(filtering) < rank(listing) ? filtering : listing;
}

function rank({ kind }: TargetError): number {
  const place = telling.indexOf(kind);
  return place < 0 ? telling.length : place;
}
