import { anyOf, anyToken, forRoutes } from './requirement.ts';
import type { Alternatives, Requirement } from './requirement.ts';

const directoryRead = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const directoryWrite = 'Directory.ReadWrite.All';
const usersRead = ['User.Read.All', 'User.ReadWrite.All', ...directoryRead];
const membersRead = ['GroupMember.Read.All', 'GroupMember.ReadWrite.All'];
const groupsRead = ['Group.Read.All', 'Group.ReadWrite.All', ...membersRead, ...directoryRead];
const applicationsRead = ['Application.Read.All', 'Application.ReadWrite.All', ...directoryRead];
/** What an app may do with the applications that it has created itself. */
export const ofOwnedApplications = 'Application.ReadWrite.OwnedBy';

/** The roles of people who manage applications. */
export const applicationRoles = [
  'Application Administrator',
  'Cloud Application Administrator',
  'Global Administrator',
];

const readUsers = anyOf('User.ReadBasic.All', ...usersRead);
const readAllOfUsers = anyOf(...usersRead);
const writeUsers = anyOf('User.ReadWrite.All', directoryWrite);
const readGroups = anyOf('Group.ReadBasic.All', ...groupsRead);
const readMembers = anyOf('GroupMember.ReadBasic.All', ...groupsRead);
const writeGroups = anyOf('Group.ReadWrite.All', directoryWrite);
const writeMembers = anyOf('GroupMember.ReadWrite.All', 'Group.ReadWrite.All', directoryWrite);
const readApplications: Requirement = {
  delegated: anyOf(...applicationsRead).delegated,
  application: [[ofOwnedApplications], ...anyOf(...applicationsRead).application],
};
const readAnything = anyOf(...new Set([...usersRead, ...groupsRead, ...applicationsRead]));
const instantiate: Requirement = {
  delegated: [['Application.ReadWrite.All'], [directoryWrite]],
  application: [[ofOwnedApplications], ['Application.ReadWrite.All'], [directoryWrite]],
  directoryRoles: applicationRoles,
};

/** "Grant an appRoleAssignment for a service principal": reading the application is needed beside writing. */
const assign: Requirement = {
  delegated: withReading('AppRoleAssignment.ReadWrite.All'),
  application: withReading('AppRoleAssignment.ReadWrite.All'),
  directoryRoles: applicationRoles,
};
const unassign: Requirement = { ...anyOf('AppRoleAssignment.ReadWrite.All'), directoryRoles: applicationRoles };

function withReading(permission: string): Alternatives {
  return applicationsRead.map((reading) => [permission, reading]);
}

function ofGroupMembers(name: string): readonly string[] {
  return ['', '/microsoft.graph.user', '/microsoft.graph.group', '/$count'].map(
    (suffix) => `GET /groups/:id/${name}${suffix}`,
  );
}

function ofMemberships(path: string): readonly string[] {
  return ['memberOf', 'transitiveMemberOf'].flatMap((name) =>
    ['', '/microsoft.graph.group'].map((suffix) => `GET ${path}/:id/${name}${suffix}`),
  );
}

function ofAssignments(method: string, suffix: string): readonly string[] {
  return [
    `${method} /servicePrincipals/:id/appRoleAssignedTo${suffix}`,
    `${method} /users/:id/appRoleAssignments${suffix}`,
    `${method} /groups/:id/appRoleAssignments${suffix}`,
  ];
}

/**
 * What each route of the directory needs. Source: the permission tables of Microsoft Graph's reference, v1.0
 * (https://learn.microsoft.com/graph/permissions-reference).
 */
export const directoryPermissions: Readonly<Record<string, Requirement>> = {
  ...forRoutes(readUsers, 'GET /users', 'GET /users/$count', 'GET /users/:id'),
  ...forRoutes(readAllOfUsers, 'GET /users/delta', 'GET /users/:id/manager', 'GET /users/:id/directReports'),
  ...forRoutes(readAllOfUsers, 'GET /users/:id/manager/$ref'),
  ...forRoutes(writeUsers, 'POST /users', 'PATCH /users/:id', 'DELETE /users/:id'),
  ...forRoutes(writeUsers, 'PUT /users/:id/manager/$ref', 'DELETE /users/:id/manager/$ref'),
  ...forRoutes(readGroups, 'GET /groups', 'GET /groups/$count', 'GET /groups/:id'),
  ...forRoutes(anyOf(...groupsRead), 'GET /groups/delta'),
  ...forRoutes(readMembers, ...ofGroupMembers('members'), ...ofGroupMembers('transitiveMembers')),
  ...forRoutes(writeGroups, 'POST /groups', 'PATCH /groups/:id', 'DELETE /groups/:id'),
  ...forRoutes(writeMembers, 'POST /groups/:id/members/$ref', 'DELETE /groups/:id/members/:memberId/$ref'),
  ...forRoutes(anyOf(...usersRead, ...groupsRead), ...ofMemberships('/users'), ...ofMemberships('/groups')),
  ...forRoutes(readApplications, 'GET /servicePrincipals', 'GET /servicePrincipals/:id'),
  ...forRoutes(readApplications, 'GET /servicePrincipals/:id/appRoles'),
  ...forRoutes(readApplications, ...ofAssignments('GET', ''), ...ofAssignments('GET', '/:assignmentId')),
  ...forRoutes(assign, ...ofAssignments('POST', '')),
  ...forRoutes(unassign, ...ofAssignments('DELETE', '/:assignmentId')),
  ...forRoutes(readAllOfUsers, 'GET /directory/deletedItems/microsoft.graph.user'),
  ...forRoutes(anyOf(...groupsRead), 'GET /directory/deletedItems/microsoft.graph.group'),
  ...forRoutes(readAnything, 'GET /directory/deletedItems/:id', 'GET /directoryObjects/:id'),
  ...forRoutes(readAnything, 'POST /directoryObjects/getByIds'),
  ...forRoutes(
    anyOf('User.DeleteRestore.All', 'Group.ReadWrite.All', 'User.ReadWrite.All', directoryWrite),
    'POST /directory/deletedItems/:id/restore',
    'DELETE /directory/deletedItems/:id',
  ),
  ...forRoutes(anyOf('Mail.Send'), 'POST /users/:id/sendMail'),
  ...forRoutes(
    anyOf('User.Read', 'Organization.Read.All', 'Organization.ReadWrite.All', ...directoryRead, ...usersRead),
    'GET /organization',
    'GET /organization/:id',
  ),
  ...forRoutes(anyToken, 'GET /applicationTemplates', 'GET /applicationTemplates/:id', 'POST /$batch'),
  ...forRoutes(instantiate, 'POST /applicationTemplates/:id/instantiate'),
};
