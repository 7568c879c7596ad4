import { answerDelta } from '../delta.ts';
import { badRequest, unsupportedQuery } from '../graphError.ts';
import type { ObjectType } from '../model.ts';
import type { ObjectListing } from '../objectList.ts';
import { answerObjectList, checkSelect, countObjects } from '../objectList.ts';
import { project } from '../projection.ts';
import type { GraphRequest, Handler, RouteTable } from '../router.ts';
import { liveObjects, objectsById } from './listings.ts';
import { findGroup, ok } from './lookups.ts';

/** Reading groups and their members (Microsoft Graph v1.0, "group" resource type). */
export const groupReads: RouteTable = {
  'GET /groups': (request) => {
    refuseExpand(request);
    return ok(
      request,
      'groups',
      answerObjectList(request, liveObjects(request.directory, 'group', request.options.select)),
    );
  },
  'GET /groups/$count': (request) => ({
    status: 200,
    body: String(countObjects(request, liveObjects(request.directory, 'group', null))),
  }),
  'GET /groups/delta': (request) => ok(request, 'groups', answerDelta(request, 'group')),
  'GET /groups/:id': (request) => {
    refuseExpand(request);
    checkSelect(['group'], request.options.select);
    const group = findGroup(request.directory, request.params['id'] ?? '');
    return ok(request, 'groups/$entity', project(group, request.options.select));
  },
  ...memberRoutes('members', directMembers),
  ...memberRoutes('transitiveMembers', transitiveMembers),
};

type MemberListing = (request: GraphRequest, types: readonly ObjectType[]) => ObjectListing;

function memberRoutes(name: string, listingOf: MemberListing): RouteTable {
  const list = (types: readonly ObjectType[]): Handler => {
    return (request) => ok(request, 'directoryObjects', answerObjectList(request, listingOf(request, types)));
  };
  const cast = (type: ObjectType): Handler => {
    return (request) => {
      if (!request.advanced)
        throw unsupportedQuery('OData casts are only supported with the header ConsistencyLevel: eventual.');
      return ok(request, `${type}s`, answerObjectList(request, listingOf(request, [type])));
    };
  };
  return {
    [`GET /groups/:id/${name}`]: list(['user', 'group', 'servicePrincipal']),
    [`GET /groups/:id/${name}/microsoft.graph.user`]: cast('user'),
    [`GET /groups/:id/${name}/microsoft.graph.group`]: cast('group'),
    [`GET /groups/:id/${name}/$count`]: (request) => ({
      status: 200,
      body: String(countObjects(request, listingOf(request, ['user', 'group', 'servicePrincipal']))),
    }),
  };
}

function directMembers({ directory, params, options }: GraphRequest, types: readonly ObjectType[]): ObjectListing {
  const group = findGroup(directory, params['id'] ?? '');
  return objectsById(directory, directory.memberships.membersOf(group.id), types, options.select);
}

function transitiveMembers({ directory, params, options }: GraphRequest, types: readonly ObjectType[]): ObjectListing {
  const group = findGroup(directory, params['id'] ?? '');
  return objectsById(directory, directory.memberships.transitiveMembersOf(group.id), types, options.select);
}

function refuseExpand({ options }: GraphRequest): void {
  const [first] = options.expand;
  if (first !== undefined)
    throw badRequest(`The sandbox does not expand '${first.relationship}' of a group; read /groups/{id}/members.`);
}
