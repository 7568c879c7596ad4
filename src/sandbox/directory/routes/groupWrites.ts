import { randomUUID } from 'node:crypto';
import type { Directory } from '../directory.ts';
import { badRequest, resourceNotFound } from '../graphError.ts';
import type { DirectoryObject } from '../model.ts';
import { project } from '../projection.ts';
import type { RouteTable } from '../router.ts';
import { bodyObject, created, findGroup, noContent, referencedObject } from './lookups.ts';
import { readProperties, requireProperties } from './propertyBody.ts';

const mostBoundMembers = 20;
/** Set when a group is created, and never cleared. */
const requiredProperties: readonly string[] = ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'];

/** Changing groups and their members (Microsoft Graph v1.0, "Create group", "Update group", "Delete group", "Add members", "Remove member"). */
export const groupWrites: RouteTable = {
  'POST /groups': (request) => {
    const { directory } = request;
    const body = bodyObject(request.body);
    const properties = readProperties('group', body);
    requireProperties('group', properties, requiredProperties);
    const members = boundMembers(directory, body);
    const group = directory.createObject('group', randomUUID(), {
      groupTypes: [],
      createdDateTime: directory.now().toISOString(),
      ...properties,
    });
    for (const { id } of members) directory.addMember(group.id, id);
    return created(request, 'groups/$entity', project(group, null));
  },
  'PATCH /groups/:id': ({ directory, params, body }) => {
    const group = findGroup(directory, params['id'] ?? '');
    const properties = readProperties('group', bodyObject(body));
    requireProperties(
      'group',
      properties,
      requiredProperties.filter((name) => name in properties),
    );
    const members = boundMembers(directory, bodyObject(body));
    refuseMembers(directory, group, members);
    directory.updateObject(group, properties);
    for (const { id } of members) directory.addMember(group.id, id);
    return noContent;
  },
  'DELETE /groups/:id': ({ directory, params }) => {
    directory.deleteObject(findGroup(directory, params['id'] ?? ''));
    return noContent;
  },
  'POST /groups/:id/members/$ref': ({ directory, params, body }) => {
    const group = findGroup(directory, params['id'] ?? '');
    const member = referencedObject(directory, body);
    refuseMembers(directory, group, [member]);
    directory.addMember(group.id, member.id);
    return noContent;
  },
  'DELETE /groups/:id/members/:memberId/$ref': ({ directory, params }) => {
    const memberId = params['memberId'] ?? '';
    const group = findGroup(directory, params['id'] ?? '');
    if (!directory.removeMember(group.id, memberId)) throw resourceNotFound(memberId);
    return noContent;
  },
};

function boundMembers(directory: Directory, body: Readonly<Record<string, unknown>>): readonly DirectoryObject[] {
  const addresses = body['members@odata.bind'];
  if (addresses === undefined) return [];
  if (!Array.isArray(addresses) || addresses.length > mostBoundMembers) {
    throw badRequest(`members@odata.bind must be an array of at most ${mostBoundMembers} addresses.`);
  }
  return addresses.map((address: unknown) => referencedObject(directory, { '@odata.id': address }));
}

function refuseMembers(directory: Directory, group: DirectoryObject, members: readonly DirectoryObject[]): void {
  for (const { id } of members) {
    if (id === group.id) throw badRequest('A group cannot be a member of itself.');
    if (directory.memberships.membersOf(group.id).has(id)) {
      throw badRequest(
        "One or more added object references already exist for the following modified properties: 'members'.",
      );
    }
  }
}
