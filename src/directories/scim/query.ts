import { folded } from '../../decision/sameToTarget.ts';
import type { AttributeJson, ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { encodePart } from '../http/encodePart.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import type { TargetError, TargetObject } from '../targetDirectory.ts';
import type { ScimConnection } from './connection.ts';
import { unreadable } from './errors.ts';
import { readList } from './listResponse.ts';
import { readValues } from './resource.ts';
import { equalityFilter, filterForNobody } from './scimFilter.ts';
import { readEach, toTargetObject } from './targetObject.ts';

/** Asks a SCIM target for the objects whose attribute equals a value. */
export type ScimQuery = (
  type: ObjectType,
  attribute: string,
  value: string,
  attributes: readonly string[],
  signal: AbortSignal,
  references?: readonly string[],
) => Promise<readonly TargetObject[]>;

/** An object that was listed. */
interface Candidate {
  readonly object: TargetObject;
  /** What it holds in the attribute that was asked by; null when it does not tell it. */
  readonly held: AttributeJson;
}

/**
 * A server that does not know a filter may give everything, or the first page of it: only what can be seen to match
 * counts, and such a response never proves that nobody does. Neither does one with an object that cannot be read.
 */
export function createQuery(connection: ScimConnection): ScimQuery {
  const filtering = new Map<string, Promise<boolean>>();

  const ask = (type: ObjectType, filter: string, signal: AbortSignal): Promise<HttpAnswer> =>
    connection.leanGet(type, null, `filter=${encodePart(filter)}`, signal);

  /** Whether the target filters on an attribute that it does not return: nobody has a value made up at random. */
  const filtersOn = (type: ObjectType, attribute: string, signal: AbortSignal): Promise<boolean> => {
    const key = `${type} ${attribute}`;
    const known = filtering.get(key);
    if (known !== undefined) return known;
    const asked = ask(type, filterForNobody(attribute, connection.dialect), signal).then((answer) => {
      const list = readList(answer, type);
      return list.resources.length + list.unreadable === 0;
    });
    filtering.set(key, asked);
    asked.catch(() => filtering.delete(key));
    return asked;
  };

  return async (type, attribute, value, attributes, signal, references) => {
    const filter = equalityFilter(attribute, value, connection.dialect);
    const answer = await ask(type, filter, signal);
    const list = readList(answer, type);
    const listed = list.resources.length + list.unreadable;
    if ((list.totalResults ?? 0) > listed && listed > 1) throw ignored(filter, answer);
    const { read } = readEach(list.resources, (resource): Candidate => {
      const held = readValues(resource, [attribute])[attribute] ?? null;
      return { object: toTargetObject(resource, attributes, references), held };
    });
    const untold = read.some(({ held }) => held === null);
    const trusted = untold && (await filtersOn(type, attribute, signal));
    const hits = trusted ? read : read.filter(({ held }) => holds(held, value));
    if (hits.length === 0 && read.length < listed)
      throw unreadable(
        answer,
        text`The target’s response to the filter ${filter} lists an object that cannot be read.`,
      );
    if (hits.length === 0 && listed > 0) throw ignored(filter, answer);
    return hits.map(({ object }) => object);
  };
}

function ignored(filter: string, answer: HttpAnswer): TargetError {
  return unreadable(answer, text`The target ignores the filter ${filter}: it listed objects that do not match.`);
}

/** The target compares as it will: what it takes for the same, but for case, spaces around or composition, is the same. */
function holds(held: AttributeJson, value: string): boolean {
  const wanted = folded(value);
  const items = typeof held === 'object' ? (held ?? []) : [held];
  return items.some((item) => folded(String(item)) === wanted);
}
