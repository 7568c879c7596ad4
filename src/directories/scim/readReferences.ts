import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type TargetErrorKind } from '../targetDirectory.ts';
import { idOf, isAnother, isSameId, readJson } from './answers.ts';
import type { ScimConnection } from './connection.ts';
import { errorOf, unreadable } from './errors.ts';
import { heldReferences, namesMembers } from './heldReferences.ts';
import { createTurns } from './turns.ts';

/** The reference attribute of an object. */
export interface Place {
  readonly type: ObjectType;
  readonly id: string;
  readonly attribute: string;
}

/** Reads the ids that a reference attribute holds; null when the target does not say. @throws TargetError */
export type ReadReferences = (place: Place, signal: AbortSignal) => Promise<readonly string[] | null>;

/** Failures that another question would meet as well. */
const ofTarget: ReadonlySet<TargetErrorKind> = new Set(['unauthorized', 'throttled']);

/** After so many objects in a row of which nothing was told in either way, no more are asked for a lone reference. */
const mostSilent = 5;

/**
 * Asks for the attribute by name (RFC 7644 section 3.9), since a group's members may be left out otherwise. Where that
 * fails or tells no value, the plain object is read: some servers break on the name of an extension's attribute, and
 * others give nothing for it. A value that is seen counts for more than silence. What works is remembered.
 */
export function createReadReferences(connection: ScimConnection): ReadReferences {
  /** By attribute: whether its name in a request is understood. */
  const understood = new Map<string, boolean>();
  const asked = new Map<string, number>();
  const silent = new Map<string, number>();
  const turns = createTurns();

  const askByName = async (path: string, { id, attribute }: Place, signal: AbortSignal): Promise<Told> => {
    try {
      const answer = await connection.get(`${path}?attributes=${encodeURIComponent(attribute)}`, signal);
      return toldIn(answer, id, attribute);
    } catch (error) {
      // Whatever else a question by name fails of, the plain object may tell.
      if (error instanceof TargetError && !ofTarget.has(error.kind)) return null;
      throw error;
    }
  };

  const askPlainly = async (path: string, { id, attribute }: Place, signal: AbortSignal): Promise<Told> => {
    return toldIn(await connection.get(path, signal), id, attribute);
  };

  const ask = async (place: Place, key: string, signal: AbortSignal): Promise<Told> => {
    const path = connection.resourcePath(place.type, place.id);
    const named = understood.get(key) === false ? null : await askByName(path, place, signal);
    if (hasValues(named)) understood.set(key, true);
    if (hasValues(named) || (named !== null && understood.get(key) === true)) return named;
    const plain = await askPlainly(path, place, signal);
    if (hasValues(plain)) understood.set(key, understood.get(key) ?? false);
    const told = hasValues(plain) ? plain : (named ?? plain);
    asked.set(key, (asked.get(key) ?? 0) + 1);
    silent.set(key, told === null ? (silent.get(key) ?? 0) + 1 : 0);
    return told;
  };

  return async (place, signal) => {
    const key = `${place.type} ${place.attribute}`;
    if (namesMembers(place.attribute)) return ask(place, key, signal);
    const isSilent = (): boolean => (silent.get(key) ?? 0) >= mostSilent;
    const isOpen = (): boolean => !understood.has(key) && (asked.get(key) ?? 0) < mostSilent;
    return turns.take(key, isOpen, async () => (isSilent() ? null : ask(place, key, signal)));
  };
}

type Told = readonly string[] | null;

/** @throws TargetError, also where the response is about another object; one that names none is about this one. */
function toldIn(answer: HttpAnswer, id: string, attribute: string): Told {
  if (answer.status !== 200) throw errorOf(answer, text`Reading ${attribute} was refused`);
  const resource = readJson(answer);
  const other = idOf(resource);
  if (other !== null && !isSameId(other, id)) throw unreadable(answer, isAnother(id, other));
  return heldReferences(resource, attribute);
}

function hasValues(told: Told): told is readonly [string, ...string[]] {
  return told !== null && told.length > 0;
}
