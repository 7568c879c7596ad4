import { randomUUID } from 'node:crypto';
import type { Directory } from '../directory.ts';
import { badRequest } from '../graphError.ts';
import type { DirectoryObject, Json } from '../model.ts';
import { project } from '../projection.ts';
import type { RouteTable } from '../router.ts';
import { bodyObject, created, findUser, noContent, ok, referencedObject } from './lookups.ts';
import { readProperties, requireProperties } from './propertyBody.ts';

/** Set when a user is created, and never cleared. */
const requiredProperties: readonly string[] = ['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName'];

/** Changing users and their managers (Microsoft Graph v1.0, "Create user", "Update user", "Delete user", "Assign manager"). */
export const userWrites: RouteTable = {
  'POST /users': (request) => {
    const { directory } = request;
    const properties = readProperties('user', bodyObject(request.body));
    requireProperties('user', properties, requiredProperties);
    checkUserPrincipalName(directory, properties['userPrincipalName'] ?? null, null);
    const user = directory.createObject('user', randomUUID(), {
      userType: 'Member',
      createdDateTime: directory.now().toISOString(),
      ...properties,
    });
    return created(request, 'users/$entity', project(user, null));
  },
  'PATCH /users/:id': ({ directory, params, body }) => {
    const user = findUser(directory, params['id'] ?? '');
    const properties = readProperties('user', bodyObject(body));
    requireProperties(
      'user',
      properties,
      requiredProperties.filter((name) => name in properties),
    );
    if (properties['userPrincipalName'] !== undefined)
      checkUserPrincipalName(directory, properties['userPrincipalName'], user);
    const extension = properties['onPremisesExtensionAttributes'];
    directory.updateObject(user, extension === undefined ? properties : mergeExtension(user, properties));
    return noContent;
  },
  'DELETE /users/:id': ({ directory, params }) => {
    directory.deleteObject(findUser(directory, params['id'] ?? ''));
    return noContent;
  },
  'GET /users/:id/manager/$ref': (request) => {
    const { managerId } = findUser(request.directory, request.params['id'] ?? '');
    if (managerId === null) throw badRequest('The user has no manager.');
    return ok(request, '$ref', { '@odata.id': `${request.baseAddress}/directoryObjects/${managerId}` });
  },
  'PUT /users/:id/manager/$ref': ({ directory, params, body }) => {
    const user = findUser(directory, params['id'] ?? '');
    const manager = referencedObject(directory, body);
    if (manager.type !== 'user' || manager.id === user.id) throw badRequest('A manager must be another user.');
    directory.setManager(user, manager.id);
    return noContent;
  },
  'DELETE /users/:id/manager/$ref': ({ directory, params }) => {
    directory.setManager(findUser(directory, params['id'] ?? ''), null);
    return noContent;
  },
};

function checkUserPrincipalName(directory: Directory, name: Json, self: DirectoryObject | null): void {
  if (typeof name !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(name)) {
    throw badRequest('Property userPrincipalName is invalid: it must be <alias>@<domain>.');
  }
  const holders = [...(directory.users.lookUp('userPrincipalName', name) ?? [])];
  if (holders.some((id) => id !== self?.id && directory.find(id) !== undefined)) {
    throw badRequest('Another object with the same value for property userPrincipalName already exists.');
  }
}

/** A PATCH of `onPremisesExtensionAttributes` changes the attributes it names and leaves the others. */
function mergeExtension(user: DirectoryObject, properties: Record<string, Json>): Record<string, Json> {
  const [former, given] = [
    user.properties['onPremisesExtensionAttributes'],
    properties['onPremisesExtensionAttributes'],
  ];
  if (given === null) return properties;
  return { ...properties, onPremisesExtensionAttributes: Object.assign({}, former, given) };
}
