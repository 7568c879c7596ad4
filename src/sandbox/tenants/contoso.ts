import type { Directory } from '../directory/directory.ts';
import type { AppRoleAssignment, DirectoryObject, Json } from '../directory/model.ts';
import { defaultAccessRoleId } from '../directory/model.ts';
import { appRole, dropboxTemplateId, galleryTags } from '../directory/gallery.ts';
import { stableId } from './stableId.ts';

/** Every tenant of the sandbox is Contoso, Microsoft's example company; its accounts are in the first domain. */
export const contoso = {
  tenantId: stableId('tenant'),
  domain: 'contoso.com',
  initialDomain: 'contoso.onmicrosoft.com',
} as const;

/** The service principal that the sandbox's users and groups are assigned to. */
export const dropboxServicePrincipalId = stableId('servicePrincipal Dropbox');

/** The roles of a SCIM gallery application, and Default Access for an assignment without a role. */
export const roles = {
  user: stableId('appRole User'),
  msiamAccess: stableId('appRole msiam_access'),
  defaultAccess: defaultAccessRoleId,
} as const;

/** When everything in a tenant that has just been made was made. */
export const createdDateTime = '2025-01-15T08:00:00Z';

/** The application roles that an instance of a gallery application with SCIM declares. */
export const appRoles: readonly Json[] = [appRole(roles.user, 'User'), appRole(roles.msiamAccess, 'msiam_access')];

/** Puts the service principal "Dropbox" into a directory. */
export function addDropboxServicePrincipal(directory: Directory): DirectoryObject {
  return directory.createObject('servicePrincipal', dropboxServicePrincipalId, {
    appId: stableId('application Dropbox'),
    displayName: 'Dropbox',
    appDisplayName: 'Dropbox',
    applicationTemplateId: dropboxTemplateId,
    appOwnerOrganizationId: directory.tenantId,
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMyOrg',
    accountEnabled: true,
    appRoleAssignmentRequired: true,
    appRoles,
    tags: galleryTags,
  });
}

/** Assigns a user or a group to the service principal "Dropbox". */
export function assign(directory: Directory, principal: DirectoryObject, appRoleId: string): AppRoleAssignment {
  const displayName = principal.properties['displayName'];
  const assignment: AppRoleAssignment = {
    id: stableId(`assignment ${principal.id} ${appRoleId}`),
    appRoleId,
    createdDateTime,
    principalId: principal.id,
    principalType: principal.type === 'user' ? 'User' : 'Group',
    principalDisplayName: typeof displayName === 'string' ? displayName : '',
    resourceId: dropboxServicePrincipalId,
    resourceDisplayName: 'Dropbox',
  };
  directory.addAssignment(assignment);
  return assignment;
}

/** Puts a security group without members into a directory. */
export function addSecurityGroup(directory: Directory, displayName: string, description: string): DirectoryObject {
  return directory.createObject('group', stableId(`group ${displayName}`), {
    displayName,
    description,
    createdDateTime,
    groupTypes: [],
    mailEnabled: false,
    mailNickname: displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    securityEnabled: true,
    visibility: null,
  });
}
