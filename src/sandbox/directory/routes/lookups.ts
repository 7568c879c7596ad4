import type { Directory } from '../directory.ts';
import { badRequest, resourceNotFound } from '../graphError.ts';
import type { DirectoryObject, Json } from '../model.ts';
import type { GraphAnswer, GraphRequest } from '../router.ts';

/** 200 with a JSON body that begins with its `@odata.context`. */
export function ok(request: GraphRequest, metadata: string, body: Readonly<Record<string, Json>>): GraphAnswer {
  return { status: 200, body: { '@odata.context': contextOf(request, metadata), ...body } };
}

/** 201 with the resource that was created. */
export function created(request: GraphRequest, metadata: string, body: Readonly<Record<string, Json>>): GraphAnswer {
  return { status: 201, body: { '@odata.context': contextOf(request, metadata), ...body } };
}

export const noContent: GraphAnswer = { status: 204, body: null };

function contextOf({ baseAddress, options }: GraphRequest, metadata: string): string {
  const [head = '', tail = ''] = metadata.split('/$entity');
  const select = options.select === null ? '' : `(${options.select.join(',')})`;
  return `${baseAddress}/$metadata#${head}${select}${metadata.includes('/$entity') ? '/$entity' : ''}${tail}`;
}

/** A user by object id or userPrincipalName; throws Graph's 404. */
export function findUser(directory: Directory, key: string): DirectoryObject {
  const ids = [key, ...(directory.users.lookUp('userPrincipalName', key) ?? [])];
  const user = ids.map((id) => directory.users.get(id)).find((found) => found?.deletedDateTime === null);
  if (user === undefined) throw resourceNotFound(key);
  return user;
}

/** A group by object id; throws Graph's 404. */
export function findGroup(directory: Directory, id: string): DirectoryObject {
  const group = directory.groups.get(id);
  if (group?.deletedDateTime !== null) throw resourceNotFound(id);
  return group;
}

/** A service principal by object id, or by the alternate key `appId='…'`; throws Graph's 404. */
export function findServicePrincipal(directory: Directory, key: string): DirectoryObject {
  const appId = /^appId='(.*)'$/i.exec(key)?.[1];
  const [id = key] = appId === undefined ? [] : (directory.servicePrincipals.lookUp('appId', appId) ?? []);
  const servicePrincipal = directory.servicePrincipals.get(id);
  if (servicePrincipal === undefined) throw resourceNotFound(key);
  return servicePrincipal;
}

/** The object that the body's `@odata.id` points to (`…/directoryObjects/{id}`, `…/users/{id}`); throws 400 or 404. */
export function referencedObject(directory: Directory, body: unknown): DirectoryObject {
  const address = bodyObject(body)['@odata.id'];
  const id =
    typeof address === 'string' ? /\/(?:directoryObjects|users|groups)\/([^/?]+)\/?$/i.exec(address)?.[1] : null;
  if (typeof id !== 'string')
    throw badRequest('The body must be {"@odata.id": "<base address>/directoryObjects/<id>"}.');
  const object = directory.find(decodeURIComponent(id)) ?? null;
  if (object === null) throw resourceNotFound(id);
  return object;
}

/** The request's body, which must be a JSON object. */
export function bodyObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  return body as Readonly<Record<string, unknown>>;
}
