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

/** Refusals that may be about the parameter: some servers, and gateways in front of them, don't say 400. */
const mayBeAboutParameter: ReadonlySet<number> = new Set([400, 403, 404, 405, 414, 422, 500, 501]);

/**
 * Leaves members out by `excludedAttributes` (RFC 7644 section 3.9). A target that refuses the parameter is asked without it
 * from then on. Collections and single objects are learned apart.
 */
export function createLeanGet(
  get: (path: string, signal: AbortSignal) => Promise<HttpAnswer>,
  pathOf: (type: ObjectType, id: string | null) => string,
): LeanGet {
  const takes = new Map<'collection' | 'object', boolean>();
  /** Where a second question without the parameter has met the same refusal. */
  const futile = new Set<string>();
  return async (type, id, query, signal) => {
    const path = pathOf(type, id);
    const plain = query === '' ? path : `${path}?${query}`;
    const place = id === null ? 'collection' : 'object';
    if (type !== 'Group' || takes.get(place) === false) return get(plain, signal);
    const lean = await get(`${path}?${without}${query === '' ? '' : `&${query}`}`, signal);
    if (lean.status === 200) takes.set(place, true);
    const refusal = `${place} ${lean.status}`;
    if (takes.get(place) === true || futile.has(refusal) || !isAboutParameter(lean.status, place)) return lean;
    const whole = await get(plain, signal);
    if (whole.status === lean.status && lean.status !== 400) futile.add(refusal);
    // Where that is refused as well, something else was wrong with the request; a server may break once (500).
    if (whole.status === 200 && lean.status !== 500) takes.set(place, false);
    return whole.status === 200 || lean.status === 400 ? whole : lean;
  };
}

/** A single object that is not found (404) is not there. */
function isAboutParameter(status: number, place: 'collection' | 'object'): boolean {
  return mayBeAboutParameter.has(status) && (status !== 404 || place === 'collection');
}
