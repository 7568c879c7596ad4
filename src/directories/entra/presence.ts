import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { encodePart } from '../http/encodePart.ts';
import type { DeletedUser, ReferenceChange, SourcePresence } from '../sourceDirectory.ts';
import { selectFor, type GraphObject } from './attributeNames.ts';
import { typeOf, whyUnreadable } from './changes.ts';
import type { GraphClient } from './graphClient.ts';
import { GraphRefusal } from './graphRefusal.ts';
import { collections, displayNameOf, toSourceObject } from './objects.ts';

/** One object as it is now, or where it went: see `SourceDirectory.readOne`. */
export async function readOne(
  graph: GraphClient,
  type: ObjectType,
  id: string,
  attributes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<SourcePresence> {
  const path = `${collections[type]}/${encodePart(id)}`;
  const read = (): Promise<GraphObject | null> =>
    graph.find(`${path}?$select=${selectFor(type, attributes).join(',')}`, signal);
  const inRecycleBin = (): Promise<GraphObject | null> =>
    graph.find(`/directory/deletedItems/${encodePart(id)}`, signal);

  const object = await read();
  if (object !== null) return present(graph, type, path, object, attributes, signal);
  const deleted = await inRecycleBin();
  if (deleted !== null) return { kind: 'softDeleted', displayName: displayNameOf(deleted, id) };
  // Gone for good is believed when it's said twice, the second time by a list: a 404 may be about the address.
  const listed = await isListed(graph, type, id, signal);
  if (listed === null)
    return { kind: 'unclear', why: text`Microsoft Graph says 404 to it and to the list of its kind.` };
  if (!listed)
    return (await inRecycleBin()) === null
      ? { kind: 'hardDeleted' }
      : { kind: 'unclear', why: text`Microsoft Graph found it in the recycle bin only the second time it was asked.` };
  const again = await read();
  return again === null
    ? { kind: 'unclear', why: text`Microsoft Graph lists it, and says that there is no object of its id.` }
    : present(graph, type, path, again, attributes, signal);
}

async function present(
  graph: GraphClient,
  type: ObjectType,
  path: string,
  object: GraphObject,
  attributes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<SourcePresence> {
  const references = await readReferences(graph, type, path, attributes, signal);
  try {
    return { kind: 'present', object: toSourceObject(type, object, attributes), references };
  } catch (error) {
    if (error instanceof ProvisioningFailure) throw error;
    return { kind: 'unclear', why: whyUnreadable(error) };
  }
}

/**
 * Whether the collection lists the object; null when there is no list. A server that doesn't filter by id is asked for the
 * object once more.
 */
async function isListed(
  graph: GraphClient,
  type: ObjectType,
  id: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const filter = encodePart(`id eq '${id.replaceAll("'", "''")}'`);
  try {
    for await (const page of graph.pages(`${collections[type]}?$filter=${filter}&$select=id`, signal))
      if (page.value.some((entry) => entry['id'] === id)) return true;
    return false;
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    if (error.status === 404) return null;
    if (error.status !== 400 && error.status !== 501) throw error;
    return (await graph.find(`${collections[type]}/${encodePart(id)}?$select=id`, signal)) !== null;
  }
}

/** The members of a group, or the manager of a user where a mapping asks for it. */
async function readReferences(
  graph: GraphClient,
  type: ObjectType,
  path: string,
  attributes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly ReferenceChange[]> {
  const references: ReferenceChange[] = [];
  const add = (attribute: string, object: GraphObject | null): void => {
    if (typeof object?.['id'] === 'string')
      references.push({ attribute, id: object['id'], type: typeOf(object['@odata.type']) });
  };
  if (type === 'Group') {
    for await (const page of graph.pages(`${path}/members?$select=id&$top=999`, signal))
      for (const member of page.value) add('members', member);
  } else if (attributes.has('manager')) add('manager', await graph.find(`${path}/manager?$select=id`, signal));
  return references;
}

/**
 * See `SourceDirectory.readRecycleBin`.
 * Source: https://learn.microsoft.com/graph/api/directory-deleteditems-list
 */
export async function readRecycleBin(graph: GraphClient, signal: AbortSignal): Promise<readonly DeletedUser[]> {
  const path = '/directory/deletedItems/microsoft.graph.user?$select=id,displayName&$top=999';
  const objects = await listUnlessRefused(graph, path, untold, signal);
  return objects.flatMap((object) =>
    typeof object['id'] === 'string' ? [{ id: object['id'], displayName: displayNameOf(object, object['id']) }] : [],
  );
}

/** Statuses with which a server says that it has no such list, or shows it to nobody. */
const untold: readonly number[] = [400, 403, 404, 501];

/**
 * See `SourceDirectory.readMemberships`.
 * Source: https://learn.microsoft.com/graph/api/user-list-memberof
 */
export async function readMemberships(
  graph: GraphClient,
  userId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `${collections.User}/${encodePart(userId)}/memberOf?$select=id&$top=999`;
  const groups = await listUnlessRefused(graph, path, [404], signal);
  return groups.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

/**
 * All objects of a list; none when it's refused with one of these statuses. That there is no such list is believed when it's
 * said twice: a single 404 may be about the address.
 */
async function listUnlessRefused(
  graph: GraphClient,
  path: string,
  statuses: readonly number[],
  signal: AbortSignal,
  isFirst = true,
): Promise<readonly GraphObject[]> {
  const objects: GraphObject[] = [];
  try {
    for await (const page of graph.pages(path, signal)) objects.push(...page.value);
    return objects;
  } catch (error) {
    if (!(error instanceof GraphRefusal) || !statuses.includes(error.status)) throw error;
    return error.status === 404 && isFirst ? listUnlessRefused(graph, path, statuses, signal, false) : [];
  }
}
