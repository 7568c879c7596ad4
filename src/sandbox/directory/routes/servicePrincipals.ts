import { randomUUID } from 'node:crypto';
import type { Directory } from '../directory.ts';
import { badRequest, resourceNotFound } from '../graphError.ts';
import type { AppRoleAssignment, DirectoryObject, Json } from '../model.ts';
import { defaultAccessRoleId } from '../model.ts';
import { answerObjectList, checkSelect } from '../objectList.ts';
import { compileFilter } from '../odata/filterEvaluation.ts';
import { nextLink, openSkipToken, readPage, steady } from '../paging.ts';
import { project } from '../projection.ts';
import type { GraphRequest, RouteTable } from '../router.ts';
import { liveObjects } from './listings.ts';
import { bodyObject, created, findGroup, findServicePrincipal, findUser, noContent, ok } from './lookups.ts';

const defaultPageSize = 100;

/** Service principals and who is assigned to them (Microsoft Graph v1.0, "servicePrincipal", "appRoleAssignment"). */
export const servicePrincipalRoutes: RouteTable = {
  'GET /servicePrincipals': (request) =>
    ok(
      request,
      'servicePrincipals',
      answerObjectList(request, liveObjects(request.directory, 'servicePrincipal', request.options.select)),
    ),
  'GET /servicePrincipals/:id': (request) => {
    checkSelect(['servicePrincipal'], request.options.select);
    const servicePrincipal = findServicePrincipal(request.directory, request.params['id'] ?? '');
    return ok(request, 'servicePrincipals/$entity', project(servicePrincipal, request.options.select));
  },
  'GET /servicePrincipals/:id/appRoleAssignedTo': (request) => {
    const { id } = findServicePrincipal(request.directory, request.params['id'] ?? '');
    return listAssignments(request, ({ resourceId }) => resourceId === id);
  },
  'POST /servicePrincipals/:id/appRoleAssignedTo': (request) => {
    const servicePrincipal = findServicePrincipal(request.directory, request.params['id'] ?? '');
    const assignment = readAssignment(request.directory, servicePrincipal, bodyObject(request.body));
    request.directory.addAssignment(assignment);
    return created(request, 'appRoleAssignments/$entity', { ...assignment });
  },
  'DELETE /servicePrincipals/:id/appRoleAssignedTo/:assignmentId': ({ directory, params }) => {
    const servicePrincipal = findServicePrincipal(directory, params['id'] ?? '');
    const assignmentId = params['assignmentId'] ?? '';
    const isThere = directory.assignments.get(assignmentId)?.resourceId === servicePrincipal.id;
    if (!isThere) throw resourceNotFound(assignmentId);
    directory.removeAssignment(assignmentId);
    return noContent;
  },
  'GET /users/:id/appRoleAssignments': (request) => {
    const { id } = findUser(request.directory, request.params['id'] ?? '');
    return listAssignments(request, ({ principalId }) => principalId === id);
  },
  'GET /groups/:id/appRoleAssignments': (request) => {
    const { id } = findGroup(request.directory, request.params['id'] ?? '');
    return listAssignments(request, ({ principalId }) => principalId === id);
  },
};

function listAssignments(request: GraphRequest, belongs: (assignment: AppRoleAssignment) => boolean) {
  const { directory, options, tokens, url } = request;
  const passes = options.filter === null ? null : compileFilter(options.filter, assignmentSubject);
  const accepts = (assignment: AppRoleAssignment): boolean =>
    belongs(assignment) && directory.find(assignment.principalId) !== undefined && passes?.(assignment) !== false;
  const start = openSkipToken(tokens, options.skipToken);
  const page = readPage(steady(directory.assignments), accepts, start, options.top ?? defaultPageSize);
  return ok(request, 'appRoleAssignments', {
    ...(page.next === null ? {} : { '@odata.nextLink': nextLink(tokens, url, page.next) }),
    value: page.items.map((assignment) => shown(directory, assignment, options.select)),
  });
}

/** Names are those of today, whatever they were when the assignment was made. */
function shown(
  directory: Directory,
  assignment: AppRoleAssignment,
  select: readonly string[] | null,
): Record<string, Json> {
  const name = directory.find(assignment.principalId)?.properties['displayName'] ?? assignment.principalDisplayName;
  const whole: Record<string, Json> = { ...assignment, principalDisplayName: name };
  return select === null ? whole : Object.fromEntries(select.map((property) => [property, whole[property] ?? null]));
}

const assignmentProperties: readonly string[] = [
  'id',
  'appRoleId',
  'createdDateTime',
  'principalId',
  'principalType',
  'principalDisplayName',
  'resourceId',
  'resourceDisplayName',
] satisfies (keyof AppRoleAssignment)[];

const assignmentSubject = {
  valueOf: (assignment: AppRoleAssignment, path: string): Json => ({ ...assignment })[path as keyof AppRoleAssignment],
  check: (path: string): void => {
    if (!assignmentProperties.includes(path)) {
      throw badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.appRoleAssignment'.`);
    }
  },
};

/** The body of a new assignment: `{ principalId, resourceId, appRoleId }`, checked as Graph does. */
function readAssignment(
  directory: Directory,
  servicePrincipal: DirectoryObject,
  body: Readonly<Record<string, unknown>>,
): AppRoleAssignment {
  const { principalId, resourceId, appRoleId } = body;
  if (typeof principalId !== 'string' || typeof resourceId !== 'string' || typeof appRoleId !== 'string') {
    throw badRequest('An app role assignment needs principalId, resourceId and appRoleId.');
  }
  if (resourceId !== servicePrincipal.id)
    throw badRequest('The resourceId must be the id of the service principal in the URL.');
  const principal = directory.find(principalId);
  if (principal === undefined || principal.type === 'servicePrincipal') throw resourceNotFound(principalId);
  if (!roleIds(servicePrincipal).includes(appRoleId)) {
    throw badRequest(
      `Permission being assigned was not found on application '${servicePrincipal.id}': there is no appRole '${appRoleId}'.`,
    );
  }
  for (const assignment of directory.assignments.values()) {
    if (
      assignment.principalId === principalId &&
      assignment.resourceId === resourceId &&
      assignment.appRoleId === appRoleId
    ) {
      throw badRequest('Permission being assigned already exists on the object');
    }
  }
  return {
    id: randomUUID(),
    appRoleId,
    createdDateTime: directory.now().toISOString(),
    principalId,
    principalType: principal.type === 'user' ? 'User' : 'Group',
    principalDisplayName: textOf(principal, 'displayName'),
    resourceId,
    resourceDisplayName: textOf(servicePrincipal, 'displayName'),
  };
}

function roleIds(servicePrincipal: DirectoryObject): readonly unknown[] {
  const roles = servicePrincipal.properties['appRoles'];
  const ids = Array.isArray(roles) ? roles.map((role: { readonly id?: Json }) => role.id) : [];
  return [...ids, defaultAccessRoleId];
}

function textOf(object: DirectoryObject, name: string): string {
  const value = object.properties[name];
  return typeof value === 'string' ? value : '';
}
