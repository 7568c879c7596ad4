import { setTimeout as pause } from 'node:timers/promises';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ApplicationRole, FoundApplication, Tenant } from '../../protocol/graphProtocol.ts';
import { text } from '../../protocol/text.ts';
import { encodePart } from '../http/encodePart.ts';
import { parseJson } from '../parseJson.ts';
import { defaultAccessRoleId } from '../sourceDirectory.ts';
import type { GraphObject } from './attributeNames.ts';
import type { GraphClient } from './graphClient.ts';
import { GraphRefusal } from './graphRefusal.ts';
import { displayNameOf, objectsIn } from './objects.ts';

/** The application template of Dropbox in Entra's gallery. */
export const dropboxTemplateId = '97e0a159-74ec-4db1-918a-c03a9c3b6b81';

/** What applications from the gallery are tagged with. */
const galleryTags = [
  'WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1',
  'WindowsAzureActiveDirectoryIntegratedApp',
];
const select = '$select=id,appId,displayName,applicationTemplateId,appRoles,tags';
const surest = ['template', 'gallery', 'name'] as const;

/**
 * The enterprise applications that may be the one for Dropbox, the surest first: those of the gallery's template, then others
 * from the gallery that are called so, then others of that name.
 */
export async function findDropboxApplications(
  graph: GraphClient,
  signal: AbortSignal,
): Promise<readonly FoundApplication[]> {
  const found = new Map<string, FoundApplication>();
  for (const filter of [`applicationTemplateId eq '${dropboxTemplateId}'`, "startswith(displayName,'Dropbox')"])
    for (const object of await listed(graph, filter, signal)) {
      const application = readApplication(object);
      if (application !== null) found.set(application.id, application);
    }
  return [...found.values()].sort(
    (a, b) => surest.indexOf(a.foundBy) - surest.indexOf(b.foundBy) || a.displayName.localeCompare(b.displayName),
  );
}

/** Nothing where Graph doesn't filter by that property: the name finds it, too. */
async function listed(graph: GraphClient, filter: string, signal: AbortSignal): Promise<readonly GraphObject[]> {
  const objects: GraphObject[] = [];
  try {
    for await (const page of graph.pages(`/servicePrincipals?$filter=${encodePart(filter)}&${select}`, signal))
      objects.push(...page.value);
  } catch (error) {
    if (!(error instanceof GraphRefusal) || error.status !== 400) throw error;
  }
  return objects;
}

function readApplication(object: GraphObject): FoundApplication | null {
  const { id, appId, applicationTemplateId, tags } = object;
  if (typeof id !== 'string') return null;
  const fromGallery = Array.isArray(tags) && tags.some((tag: unknown) => galleryTags.includes(String(tag)));
  return {
    id,
    appId: typeof appId === 'string' ? appId : '',
    displayName: displayNameOf(object, id),
    foundBy: applicationTemplateId === dropboxTemplateId ? 'template' : fromGallery ? 'gallery' : 'name',
    roles: rolesOf(object),
  };
}

/** The roles of an application that users and groups can have; Default Access where it declares none. */
export function rolesOf(application: GraphObject): readonly ApplicationRole[] {
  const declared = objectsIn(application['appRoles']).filter(
    ({ isEnabled, allowedMemberTypes }) =>
      isEnabled !== false && Array.isArray(allowedMemberTypes) && allowedMemberTypes.includes('User'),
  );
  if (declared.length === 0) return [defaultAccess];
  return declared.flatMap((role) => {
    const { id } = role;
    return typeof id === 'string' ? [{ id, displayName: displayNameOf(role, id), isDefaultAccess: false }] : [];
  });
}

/** What an assignment has for a role when none was chosen (Microsoft Graph, "appRoleAssignment"). */
export const defaultAccess: ApplicationRole = {
  id: defaultAccessRoleId,
  displayName: 'Default Access',
  isDefaultAccess: true,
};

/** The tenant that the token is for. */
export async function readTenant(graph: GraphClient, signal: AbortSignal): Promise<Tenant> {
  const { value } = await graph.get('/organization?$select=id,displayName', signal);
  const [organization] = objectsIn(value);
  const id = organization?.['id'];
  if (organization === undefined || typeof id !== 'string')
    throw new ProvisioningFailure('source', text`Microsoft Graph doesn’t tell which tenant this is.`, {
      recommendedAction: text`Enter the IDs instead.`,
    });
  return { id, displayName: displayNameOf(organization, id) };
}

/** Milliseconds between looks at an application that was just added, the last one again and again. */
const pauses = [1000, 2000, 3000, 5000];
/** Milliseconds after which an application that was added is no longer waited for. */
const patience = 180_000;

/** How waiting is done; passed in, so that tests don't wait. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const realSleep: Sleep = (milliseconds, signal) => pause(milliseconds, undefined, { signal });

/**
 * Adds Dropbox from the gallery (Graph "applicationTemplate: instantiate"), and waits until the tenant knows the application:
 * for a while after it was created Graph responds with 404, 403 or 409.
 *
 * @throws ProvisioningFailure of kind `source` when it isn't known after three minutes; it's there then, and found later.
 */
export async function addDropboxApplication(
  graph: GraphClient,
  displayName: string,
  signal: AbortSignal,
  sleep: Sleep = realSleep,
): Promise<FoundApplication> {
  const response = await graph.send(
    {
      method: 'POST',
      path: `/applicationTemplates/${dropboxTemplateId}/instantiate`,
      body: JSON.stringify({ displayName }),
      // Two applications would come of it.
      repeatable: false,
    },
    signal,
  );
  const { servicePrincipal } = (parseJson(response.text) ?? {}) as { readonly servicePrincipal?: GraphObject };
  const id = servicePrincipal?.['id'];
  if (typeof id !== 'string')
    throw new ProvisioningFailure('source', text`Microsoft Graph has added the application without telling its ID.`, {
      recommendedAction: text`Look for it in a minute: run Create Job again.`,
      exchange: response.exchange(),
    });
  for (let waited = 0, attempt = 0; ; attempt++) {
    const found = await lookFor(graph, id, signal);
    if (!(found instanceof GraphRefusal)) return found;
    if (waited >= patience) throw notKnownYet(displayName, found);
    const next = pauses[Math.min(attempt, pauses.length - 1)] ?? 5000;
    await sleep(next, signal);
    waited += next;
  }
}

function notKnownYet(displayName: string, last: GraphRefusal): ProvisioningFailure {
  return new ProvisioningFailure(
    'source',
    text`The application ${displayName} is added, but the tenant doesn’t know it yet, after three minutes: ${last.text}`,
    {
      recommendedAction: text`Run Create Job again in a few minutes; it finds the application then.`,
      exchange: last.exchange,
      cause: last,
    },
  );
}

/** An application by the object id of its service principal; null when the tenant doesn't know it, or not yet. */
export async function lookForApplication(
  graph: GraphClient,
  id: string,
  signal: AbortSignal,
): Promise<FoundApplication | null> {
  const found = await lookFor(graph, id, signal);
  return found instanceof GraphRefusal ? null : found;
}

/** The application, or how Graph refuses it while it isn't everywhere yet. */
async function lookFor(graph: GraphClient, id: string, signal: AbortSignal): Promise<FoundApplication | GraphRefusal> {
  try {
    const object = await graph.get(`/servicePrincipals/${encodePart(id)}?${select}`, signal);
    const application = readApplication(object);
    if (application !== null) return application;
  } catch (error) {
    if (error instanceof GraphRefusal && [403, 404, 409].includes(error.status)) return error;
    throw error;
  }
  throw new ProvisioningFailure('source', text`Microsoft Graph responded with an application that has no ID.`, {
    recommendedAction: text`Look for it in a minute: run Create Job again.`,
  });
}
