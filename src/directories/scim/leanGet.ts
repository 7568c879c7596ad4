import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';

/**
 * Reads a collection or one object without the members of groups, which may be a hundred thousand.
 *
 * @param id null for the collection.
 * @param query further parameters, without a question mark; empty for none.
 */
export type LeanGet = (type: ObjectType, id: string | null, query: string, signal: AbortSignal) => Promise<HttpAnswer>;

const without = 'excludedAttributes=members';

/**
 * Leaves members out by `excludedAttributes` (RFC 7644 section 3.9). A target that refuses the parameter (400) is asked
 * without it from then on. Collections and single objects are learned apart.
 */
export function createLeanGet(
  get: (path: string, signal: AbortSignal) => Promise<HttpAnswer>,
  pathOf: (type: ObjectType, id: string | null) => string,
): LeanGet {
  const takes = new Map<'collection' | 'object', boolean>();
  return async (type, id, query, signal) => {
    const path = pathOf(type, id);
    const plain = query === '' ? path : `${path}?${query}`;
    const place = id === null ? 'collection' : 'object';
    if (type !== 'Group' || takes.get(place) === false) return get(plain, signal);
    const lean = await get(`${path}?${without}${query === '' ? '' : `&${query}`}`, signal);
    if (lean.status === 200) takes.set(place, true);
    if (lean.status !== 400 || takes.get(place) === true) return lean;
    const whole = await get(plain, signal);
    // Where that is refused as well, something else was wrong with the request.
    if (whole.status !== 400) takes.set(place, false);
    return whole;
  };
}
