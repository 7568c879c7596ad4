import type { Directory } from '../directory.ts';
import { unsupportedQuery } from '../graphError.ts';
import type { DirectoryObject } from '../model.ts';
import { answerObjectList } from '../objectList.ts';
import type { GraphAnswer, GraphRequest, RouteTable } from '../router.ts';
import { orderOf } from '../stableOrder.ts';
import { objectsById } from './listings.ts';
import { findGroup, findUser, ok } from './lookups.ts';

/** The groups of a user or group (Microsoft Graph v1.0, "List a user's memberships", "List group memberOf", and their transitive kin). */
export const memberOfRoutes: RouteTable = { ...routesOf('/users', findUser), ...routesOf('/groups', findGroup) };

type GroupsOf = (directory: Directory, memberId: string) => readonly string[];

function routesOf(path: string, find: (directory: Directory, id: string) => DirectoryObject): RouteTable {
  const list = (request: GraphRequest, groupsOf: GroupsOf, metadata: string): GraphAnswer => {
    const { directory, params, options } = request;
    const ids = orderOf(groupsOf(directory, find(directory, params['id'] ?? '').id));
    return ok(request, metadata, answerObjectList(request, objectsById(directory, ids, ['group'], options.select)));
  };
  const routes = (name: string, groupsOf: GroupsOf): RouteTable => ({
    [`GET ${path}/:id/${name}`]: (request) => list(request, groupsOf, 'directoryObjects'),
    [`GET ${path}/:id/${name}/microsoft.graph.group`]: (request) => {
      if (!request.advanced) throw unsupportedQuery('OData casts are only supported with ConsistencyLevel: eventual.');
      return list(request, groupsOf, 'groups');
    },
  });
  return {
    ...routes('memberOf', ({ memberships }, id) => memberships.groupsOf(id)),
    ...routes('transitiveMemberOf', ({ memberships }, id) => memberships.transitiveGroupsOf(id)),
  };
}
