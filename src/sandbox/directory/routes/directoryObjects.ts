import { badRequest, resourceNotFound } from '../graphError.ts';
import type { DirectoryObject, ObjectType } from '../model.ts';
import { answerObjectList } from '../objectList.ts';
import { projectTyped } from '../projection.ts';
import type { GraphRequest, RouteTable } from '../router.ts';
import { deletedObjects } from './listings.ts';
import { bodyObject, noContent, ok } from './lookups.ts';

const mostIds = 1000;

/** Objects by id and the recycle bin (Microsoft Graph v1.0, "directoryObject: getByIds", "deletedItems", "Restore deleted item"). */
export const directoryObjectRoutes: RouteTable = {
  'GET /directoryObjects/:id': (request) => {
    const object = request.directory.find(request.params['id'] ?? '');
    if (object === undefined) throw resourceNotFound(request.params['id'] ?? '');
    return ok(request, 'directoryObjects/$entity', projectTyped(object, request.options.select));
  },
  'POST /directoryObjects/getByIds': (request) => {
    const { ids, types } = bodyObject(request.body);
    if (!Array.isArray(ids) || ids.length > mostIds)
      throw badRequest(`"ids" must be an array of at most ${mostIds} ids.`);
    const objects = ids.flatMap((id: unknown) => request.directory.find(String(id)) ?? []);
    const wanted = Array.isArray(types) ? objects.filter(({ type }) => types.includes(type)) : objects;
    return ok(request, 'directoryObjects', {
      value: wanted.map((object) => projectTyped(object, request.options.select)),
    });
  },
  'GET /directory/deletedItems/microsoft.graph.user': (request) => deletedList(request, 'user'),
  'GET /directory/deletedItems/microsoft.graph.group': (request) => deletedList(request, 'group'),
  'GET /directory/deletedItems/:id': (request) => {
    const object = findDeleted(request);
    return ok(request, 'directoryObjects/$entity', {
      ...projectTyped(object, request.options.select),
      ...(request.options.select === null ? { deletedDateTime: object.deletedDateTime } : {}),
    });
  },
  'POST /directory/deletedItems/:id/restore': (request) => {
    const object = findDeleted(request);
    refuseTakenName(request, object);
    return ok(request, 'directoryObjects/$entity', projectTyped(request.directory.restoreObject(object), null));
  },
  'DELETE /directory/deletedItems/:id': (request) => {
    request.directory.purgeObject(findDeleted(request));
    return noContent;
  },
};

function deletedList(request: GraphRequest, type: ObjectType) {
  return ok(
    request,
    `${type}s`,
    answerObjectList(request, deletedObjects(request.directory, type, request.options.select)),
  );
}

function findDeleted({ directory, params }: GraphRequest): DirectoryObject {
  const object = directory.findDeletedToo(params['id'] ?? '');
  if (object === undefined || object.deletedDateTime === null) throw resourceNotFound(params['id'] ?? '');
  return object;
}

function refuseTakenName({ directory }: GraphRequest, { properties }: DirectoryObject): void {
  const name = properties['userPrincipalName'];
  if (typeof name !== 'string') return;
  const holders = [...(directory.users.lookUp('userPrincipalName', name) ?? [])];
  if (holders.some((id) => directory.find(id) !== undefined)) {
    throw badRequest(
      'The userPrincipalName of the deleted user is used by another user now; rename one of them first.',
    );
  }
}
