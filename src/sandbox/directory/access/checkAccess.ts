import type { Directory } from '../directory.ts';
import { GraphError } from '../graphError.ts';
import type { Caller } from './caller.ts';
import { isOwner } from './ownership.ts';
import { ofOwnedApplications } from './permissions.ts';
import type { Alternatives, Requirement } from './requirement.ts';

/**
 * Lets a request pass, or throws Graph's 403.
 *
 * @param servicePrincipalId of the application that the request is about, as its address has it; null when it is about none.
 */
export function checkAccess(
  directory: Directory,
  caller: Caller,
  requirement: Requirement,
  servicePrincipalId: string | null,
): void {
  if (caller.kind === 'everything') return;
  const alternatives = caller.kind === 'application' ? requirement.application : requirement.delegated;
  const grants = (permission: string): boolean =>
    caller.permissions.includes(permission) &&
    (permission !== ofOwnedApplications ||
      servicePrincipalId === null ||
      isOwner(directory, servicePrincipalId, caller.appId));
  if (!alternatives.some((permissions) => permissions.every(grants))) throw refusal(requirement, alternatives);
  const { directoryRoles } = requirement;
  if (caller.kind === 'application' || directoryRoles === undefined) return;
  if (!directoryRoles.some((role) => caller.directoryRoles.includes(role))) throw lacksRole(requirement);
}

function refusal({ refusal: words = 'directory' }: Requirement, alternatives: Alternatives): GraphError {
  if (words === 'directory') return denied();
  const names = [...new Set(alternatives.flat())].join(',');
  return new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `The principal does not have required Microsoft Graph permission(s): ${names} to call this API. For more information about Microsoft Graph permissions, please visit https://learn.microsoft.com/graph/permissions-overview.`,
  );
}

function lacksRole({ refusal: words = 'directory' }: Requirement): GraphError {
  return words === 'directory'
    ? denied()
    : new GraphError(403, 'Authentication_RequestFromUnsupportedUserRole', 'User is not in the allowed roles');
}

function denied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
