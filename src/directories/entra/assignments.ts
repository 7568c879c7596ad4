import { encodePart } from '../http/encodePart.ts';
import { plainText } from '../plainText.ts';
import { defaultAccessRoleId, type AppRole, type Assignment } from '../sourceDirectory.ts';
import type { GraphObject } from './attributeNames.ts';
import type { GraphClient } from './graphClient.ts';
import { objectsIn } from './objects.ts';

const defaultAccess: AppRole = { id: defaultAccessRoleId, value: null, displayName: 'Default Access' };

/** Who is assigned to the application, with the app role of each assignment (Graph `appRoleAssignedTo`). */
export async function readAssignments(
  graph: GraphClient,
  servicePrincipalId: string,
  signal: AbortSignal,
): Promise<readonly Assignment[]> {
  const path = `/servicePrincipals/${encodePart(servicePrincipalId)}`;
  const roles = await readAppRoles(graph, path, signal);
  const assignments: Assignment[] = [];
  for await (const page of graph.pages(`${path}/appRoleAssignedTo?$top=999`, signal)) {
    for (const entry of page.value) {
      const assignment = readAssignment(entry, roles);
      if (assignment !== null) assignments.push(assignment);
    }
  }
  return assignments;
}

async function readAppRoles(
  graph: GraphClient,
  path: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AppRole>> {
  // A server that tells assignments without the application leaves roles with their ids; where Graph does not know the
  // application, it does not know its assignments either.
  const body = await graph.find(`${path}?$select=id,displayName,appRoles`, signal);
  return new Map(
    objectsIn(body?.['appRoles']).map((role) => {
      const id = plainText(role['id']);
      const value = typeof role['value'] === 'string' ? role['value'] : null;
      return [
        id,
        { id, value, displayName: typeof role['displayName'] === 'string' ? role['displayName'] : (value ?? id) },
      ];
    }),
  );
}

function readAssignment(entry: GraphObject, roles: ReadonlyMap<string, AppRole>): Assignment | null {
  const { id, principalId, principalType, principalDisplayName } = entry;
  if (typeof principalId !== 'string') return null;
  const roleId = typeof entry['appRoleId'] === 'string' ? entry['appRoleId'] : defaultAccessRoleId;
  return {
    id: typeof id === 'string' ? id : `${principalId}/${roleId}`,
    principalId,
    principalType: principalType === 'Group' || principalType === 'ServicePrincipal' ? principalType : 'User',
    principalDisplayName: typeof principalDisplayName === 'string' ? principalDisplayName : principalId,
    role:
      roleId === defaultAccessRoleId
        ? defaultAccess
        : (roles.get(roleId) ?? { id: roleId, value: null, displayName: roleId }),
  };
}
