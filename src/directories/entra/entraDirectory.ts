import type { ObjectType } from '../../protocol/provisioning.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { text } from '../../protocol/text.ts';
import { encodePart } from '../http/encodePart.ts';
import type { AttributesByType, SourceDirectory, SourceObject } from '../sourceDirectory.ts';
import { readAssignments } from './assignments.ts';
import { selectFor, type GraphObject } from './attributeNames.ts';
import { readChanges } from './delta.ts';
import { whyUnreadable } from './changes.ts';
import type { GraphClient } from './graphClient.ts';
import { collections, objectsIn, toSourceObject } from './objects.ts';
import { openGraph } from './openGraph.ts';
import type { EntraDirectoryOptions } from './options.ts';
import { readMemberships, readOne, readRecycleBin } from './presence.ts';
import { testGraphConnection } from './testConnection.ts';

/** The directory's data may lag behind; background work asks for low priority (Microsoft Graph, "throttling-limits"). */
const backgroundHeaders = { 'x-ms-throttle-priority': 'low' };

/** The source directory behind Microsoft Graph v1.0, or any server that is shaped like it. */
export function openEntraDirectory(options: EntraDirectoryOptions): SourceDirectory {
  const { http, graph, impatient } = openGraph(options, ['provision'], backgroundHeaders);
  return {
    changesAre: 'deltas',
    readAssignments: (signal) => readAssignments(graph, options.servicePrincipalId, signal),
    readChanges: (type, attributes, watermark, signal) => readChanges(graph, type, attributes, watermark, signal),
    readOne: (type, id, attributes, signal) => readOne(graph, type, id, attributes, signal),
    readRecycleBin: (signal) => readRecycleBin(graph, signal),
    readMemberships: (userId, signal) => readMemberships(graph, userId, signal),
    find: (name, attributes, signal) => find(graph, name, attributes, signal),
    readTenant: (signal) => readTenant(graph, signal),
    testConnection: (signal) => testGraphConnection(http, impatient, options, signal),
    requestCount: () => http.counts().all,
    close: () => http.close(),
  };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Looks for the objects of a name. When no filter finds one, a user is asked for by that name alone, as Graph allows with a
 * user principal name and a server of another make with ids that are no GUIDs; groups Graph refuses to look for so.
 */
async function find(
  graph: GraphClient,
  name: string,
  attributes: AttributesByType,
  signal: AbortSignal,
): Promise<readonly SourceObject[]> {
  if (guid.test(name)) return findById(graph, name, ['User', 'Group'], attributes, signal);
  const found = await findByName(graph, name, attributes, signal);
  return found.length > 0 || /\s/.test(name) ? found : findById(graph, name, ['User'], attributes, signal);
}

async function findById(
  graph: GraphClient,
  id: string,
  types: readonly ObjectType[],
  attributes: AttributesByType,
  signal: AbortSignal,
): Promise<readonly SourceObject[]> {
  const found: SourceObject[] = [];
  for (const type of types) {
    const select = `$select=${selectFor(type, attributes[type]).join(',')}`;
    const object = await graph.find(`${collections[type]}/${encodePart(id)}?${select}`, signal);
    if (object !== null) found.push(readFound(type, object, attributes[type]));
  }
  return found;
}

async function findByName(
  graph: GraphClient,
  name: string,
  attributes: AttributesByType,
  signal: AbortSignal,
): Promise<readonly SourceObject[]> {
  const found: SourceObject[] = [];
  for (const type of ['User', 'Group'] as const) {
    const select = `$select=${selectFor(type, attributes[type]).join(',')}`;
    const literal = `'${name.replaceAll("'", "''")}'`;
    const properties = type === 'User' ? ['userPrincipalName', 'mail', 'displayName'] : ['displayName', 'mail'];
    const filter = properties.map((property) => `${property} eq ${literal}`).join(' or ');
    for await (const page of graph.pages(`${collections[type]}?$filter=${encodePart(filter)}&${select}`, signal)) {
      found.push(...page.value.map((object) => readFound(type, object, attributes[type])));
    }
  }
  return found;
}

async function readTenant(graph: GraphClient, signal: AbortSignal): Promise<{ readonly defaultDomain: string | null }> {
  const body = await graph.find('/organization?$select=verifiedDomains', signal);
  const domains = objectsIn(body?.['value']).flatMap((organization) => objectsIn(organization['verifiedDomains']));
  const name = domains.find((domain) => domain['isDefault'] === true)?.['name'];
  return { defaultDomain: typeof name === 'string' ? name : null };
}

/** @throws ProvisioningFailure of kind `source` for an object that can't be read. */
function readFound(type: ObjectType, object: GraphObject, attributes: ReadonlySet<string>): SourceObject {
  try {
    return toSourceObject(type, object, attributes);
  } catch (error) {
    const id = typeof object['id'] === 'string' ? object['id'] : '?';
    throw new ProvisioningFailure(
      'source',
      type === 'User'
        ? text`Microsoft Graph gave a user (${id}) that can’t be read: ${whyUnreadable(error)}`
        : text`Microsoft Graph gave a group (${id}) that can’t be read: ${whyUnreadable(error)}`,
      { recommendedAction: text`Correct the object in the directory.`, cause: error },
    );
  }
}
