import { answerDelta } from '../delta.ts';
import type { Directory } from '../directory.ts';
import { badRequest, resourceNotFound } from '../graphError.ts';
import type { DirectoryObject } from '../model.ts';
import { answerObjectList, checkSelect, countObjects } from '../objectList.ts';
import type { Expansion } from '../odata/queryOptions.ts';
import type { Resource } from '../projection.ts';
import { project, projectTyped } from '../projection.ts';
import type { GraphRequest, RouteTable } from '../router.ts';
import { orderOf } from '../stableOrder.ts';
import { liveObjects, objectsById } from './listings.ts';
import { findUser, ok } from './lookups.ts';

/** Reading users (Microsoft Graph v1.0, "user" resource type). */
export const userReads: RouteTable = {
  'GET /users': (request) => {
    const expansions = managerExpansions(request);
    const listing = liveObjects(request.directory, 'user', request.options.select);
    const show = (user: DirectoryObject): Resource => ({
      ...listing.show(user),
      ...expand(request.directory, user, expansions),
    });
    return ok(request, 'users', answerObjectList(request, { ...listing, show }));
  },
  'GET /users/$count': (request) => ({
    status: 200,
    body: String(countObjects(request, liveObjects(request.directory, 'user', null))),
  }),
  'GET /users/delta': (request) => ok(request, 'users', answerDelta(request, 'user')),
  'GET /users/:id': (request) => {
    const { directory, options } = request;
    checkSelect(['user'], options.select);
    const user = findUser(directory, request.params['id'] ?? '');
    return ok(request, 'users/$entity', {
      ...project(user, options.select),
      ...expand(directory, user, managerExpansions(request)),
    });
  },
  'GET /users/:id/manager': (request) => {
    const { directory, options } = request;
    checkSelect(['user'], options.select);
    const manager = managerOf(directory, findUser(directory, request.params['id'] ?? ''));
    if (manager === undefined) throw resourceNotFound('manager');
    return ok(request, 'directoryObjects/$entity', projectTyped(manager, options.select));
  },
  'GET /users/:id/directReports': (request) => {
    const { directory, options } = request;
    const manager = findUser(directory, request.params['id'] ?? '');
    const reports = [...directory.users.order.values()].filter(({ managerId }) => managerId === manager.id);
    const listing = objectsById(directory, orderOf(reports.map(({ id }) => id)), ['user'], options.select);
    return ok(request, 'directoryObjects', answerObjectList(request, listing));
  },
};

function managerExpansions({ options }: GraphRequest): readonly Expansion[] {
  const unknown = options.expand.find(({ relationship }) => relationship !== 'manager');
  if (unknown !== undefined)
    throw badRequest(`The sandbox expands 'manager' of a user only, not '${unknown.relationship}'.`);
  return options.expand;
}

function expand(directory: Directory, user: DirectoryObject, expansions: readonly Expansion[]): Resource {
  const [expansion] = expansions;
  const manager = expansion === undefined ? undefined : managerOf(directory, user);
  return expansion === undefined || manager === undefined ? {} : { manager: projectTyped(manager, expansion.select) };
}

function managerOf(directory: Directory, user: DirectoryObject): DirectoryObject | undefined {
  return user.managerId === null ? undefined : directory.find(user.managerId);
}
