import { randomUUID } from 'node:crypto';
import type { Directory } from '../directory.ts';
import { badRequest, GraphError, resourceNotFound } from '../graphError.ts';
import type { AppRoleAssignment, DirectoryObject, Json } from '../model.ts';
import { defaultAccessRoleId } from '../model.ts';
import { compileFilter } from '../odata/filterEvaluation.ts';
import type { FilterSubject } from '../odata/filterEvaluation.ts';
import { nextLink, openSkipToken, readPage, steady } from '../paging.ts';
import type { GraphAnswer, GraphRequest, RouteTable } from '../router.ts';
import { bodyObject, created, findGroup, findServicePrincipal, findUser, noContent, ok } from './lookups.ts';

const defaultPageSize = 100;

/** Who is assigned to what, from both sides (Microsoft Graph v1.0, "appRoleAssignment" resource type). */
export const appRoleAssignmentRoutes: RouteTable = {
  ...assignmentRoutes('/servicePrincipals/:id/appRoleAssignedTo', findServicePrincipal),
  ...assignmentRoutes('/users/:id/appRoleAssignments', findUser),
  ...assignmentRoutes('/groups/:id/appRoleAssignments', findGroup),
};

/** The assignments of one object: of a service principal as the resource, of a user or group as the principal. */
function assignmentRoutes(path: string, find: (directory: Directory, id: string) => DirectoryObject): RouteTable {
  const owner = ({ directory, params }: GraphRequest): DirectoryObject => find(directory, params['id'] ?? '');
  return {
    [`GET ${path}`]: (request) => listAssignments(request, owner(request)),
    [`POST ${path}`]: (request) => {
      const assignment = readAssignment(request, owner(request), bodyObject(request.body));
      request.directory.addAssignment(assignment);
      return created(request, 'appRoleAssignments/$entity', { ...assignment });
    },
    [`GET ${path}/:assignmentId`]: (request) => {
      const assignment = findAssignment(request, owner(request));
      const { select } = request.options;
      return ok(request, 'appRoleAssignments/$entity', shown(request.directory, assignment, select));
    },
    [`DELETE ${path}/:assignmentId`]: (request) => {
      request.directory.removeAssignment(findAssignment(request, owner(request)).id);
      return noContent;
    },
  };
}

function belongsTo(owner: DirectoryObject): (assignment: AppRoleAssignment) => boolean {
  return owner.type === 'servicePrincipal'
    ? ({ resourceId }) => resourceId === owner.id
    : ({ principalId }) => principalId === owner.id;
}

function findAssignment({ directory, params }: GraphRequest, owner: DirectoryObject): AppRoleAssignment {
  const id = params['assignmentId'] ?? '';
  const assignment = directory.assignments.get(id);
  if (assignment === undefined || !belongsTo(owner)(assignment)) throw resourceNotFound(id);
  return assignment;
}

function listAssignments(request: GraphRequest, owner: DirectoryObject): GraphAnswer {
  const { directory, options, tokens, url } = request;
  const belongs = belongsTo(owner);
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

const assignmentProperties: readonly (keyof AppRoleAssignment)[] = [
  'id',
  'appRoleId',
  'createdDateTime',
  'principalId',
  'principalType',
  'principalDisplayName',
  'resourceId',
  'resourceDisplayName',
];

const assignmentSubject: FilterSubject<AppRoleAssignment> = {
  reader: ({ path }) => {
    const name = assignmentProperties.find((property) => property.toLowerCase() === path.toLowerCase());
    if (name === undefined) {
      throw badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.appRoleAssignment'.`);
    }
    return (assignment) => assignment[name];
  },
};

/** An assignment as a request asks for it; `owner` is the object in the URL. Throws Graph's 400, 403 or 404. */
function readAssignment(
  { directory, tenant }: GraphRequest,
  owner: DirectoryObject,
  body: Readonly<Record<string, unknown>>,
): AppRoleAssignment {
  const { principalId, resourceId, appRoleId } = body;
  if (typeof principalId !== 'string' || typeof resourceId !== 'string' || typeof appRoleId !== 'string') {
    throw badRequest('An app role assignment needs principalId, resourceId and appRoleId.');
  }
  const named = owner.type === 'servicePrincipal' ? resourceId : principalId;
  if (named !== owner.id) {
    const member = owner.type === 'servicePrincipal' ? 'resourceId' : 'principalId';
    throw badRequest(`The ${member} must be the id of the ${owner.type} in the URL.`);
  }
  const servicePrincipal = findServicePrincipal(directory, resourceId);
  const principal = directory.find(principalId);
  if (principal === undefined || principal.type === 'servicePrincipal') throw resourceNotFound(principalId);
  if (principal.type === 'group' && !tenant.premium) throw lacksLicence();
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

/** Assigning groups takes Microsoft Entra ID P1 ("Assign users and groups to an application"). */
function lacksLicence(): GraphError {
  return new GraphError(
    403,
    'Authorization_RequestDenied',
    'Only companies who have purchased AAD Premium may perform this operation.',
  );
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
