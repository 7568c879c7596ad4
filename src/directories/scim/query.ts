import { randomUUID } from 'node:crypto';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import { readList } from './answers.ts';
import type { Dialect } from './patch.ts';
import { readValues, type ScimResource } from './resource.ts';
import { equalityFilter } from './scimFilter.ts';

type Resource = ScimResource & { readonly id: string };

/** Asks a SCIM target for the resources whose attribute equals a value. */
export type ScimQuery = (
  type: ObjectType,
  attribute: string,
  value: string,
  signal: AbortSignal,
) => Promise<readonly Resource[]>;

/**
 * A server that does not know a filter may answer everything, or the first page of it: only what can be seen to match
 * counts, and such an answer never proves that nobody does.
 *
 * @param get reads a path of the collection, query included.
 */
export function createQuery(
  get: (type: ObjectType, query: string, signal: AbortSignal) => Promise<HttpAnswer>,
  dialect: Dialect,
): ScimQuery {
  const filtering = new Map<string, Promise<boolean>>();

  const ask = async (
    type: ObjectType,
    filter: string,
    signal: AbortSignal,
  ): Promise<readonly [Resource[], HttpAnswer]> => {
    const exclude = type === 'Group' ? 'excludedAttributes=members&' : '';
    const answer = await get(type, `${exclude}filter=${encodeURIComponent(filter)}`, signal);
    const { resources, totalResults } = readList(answer, type);
    if ((totalResults ?? 0) > resources.length && resources.length > 1) throw ignored(filter, answer);
    return [[...resources], answer];
  };

  /** Whether the target filters on an attribute that it does not return: nobody has a value made up at random. */
  const filtersOn = (type: ObjectType, attribute: string, signal: AbortSignal): Promise<boolean> => {
    const key = `${type} ${attribute}`;
    const known = filtering.get(key);
    if (known !== undefined) return known;
    const asked = ask(type, equalityFilter(attribute, randomUUID(), dialect), signal).then(
      ([resources]) => resources.length === 0,
    );
    filtering.set(key, asked);
    asked.catch(() => filtering.delete(key));
    return asked;
  };

  return async (type, attribute, value, signal) => {
    const filter = equalityFilter(attribute, value, dialect);
    const [resources, answer] = await ask(type, filter, signal);
    const untold = resources.filter((resource) => valueIn(resource, attribute) === null);
    if (untold.length > 0 && (await filtersOn(type, attribute, signal))) return resources;
    const hits = resources.filter((resource) => holds(resource, attribute, value));
    if (hits.length === 0 && resources.length > 0) throw ignored(filter, answer);
    return hits;
  };
}

function ignored(filter: string, answer: HttpAnswer): TargetError {
  const message = `The target ignores the filter ${filter}: it listed objects that do not match.`;
  return new TargetError('unreadable', message, answer.exchange());
}

function valueIn(resource: ScimResource, attribute: string): ReturnType<typeof readValues>[string] {
  return readValues(resource, [attribute])[attribute] ?? null;
}

function holds(resource: ScimResource, attribute: string, value: string): boolean {
  const held = valueIn(resource, attribute);
  const wanted = value.toLowerCase();
  const items = typeof held === 'object' ? (held ?? []) : [held];
  return items.some((item) => String(item).toLowerCase() === wanted);
}
