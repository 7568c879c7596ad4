import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { AssignableApplication, Principal } from '../../protocol/graphProtocol.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { encodePart } from '../http/encodePart.ts';
import { defaultAccessRoleId } from '../sourceDirectory.ts';
import { defaultAccess, rolesOf } from './applications.ts';
import { readAssignments } from './assignments.ts';
import type { GraphObject } from './attributeNames.ts';
import type { GraphClient } from './graphClient.ts';
import { GraphRefusal } from './graphRefusal.ts';
import { collections, displayNameOf } from './objects.ts';

/** The port through which people change who is assigned to an application. */
export interface Assigning {
  /** The application's roles, and who is assigned to it. */
  read(signal: AbortSignal): Promise<AssignableApplication>;
  /** Users and groups whose name, user principal name or mail begins with a text: some, users first. */
  search(text: string, signal: AbortSignal): Promise<readonly Principal[]>;
  /** Users and groups that are called exactly so, by user principal name, mail, display name or id. */
  find(name: string, signal: AbortSignal): Promise<readonly Principal[]>;
  /** @throws ProvisioningFailure when Graph refuses: no licence for groups, a role or a permission that is missing. */
  assign(principalId: string, roleId: string, signal: AbortSignal): Promise<'assigned' | 'already'>;
  unassign(assignmentId: string, signal: AbortSignal): Promise<'unassigned' | 'already'>;
}

/** So many of each type are listed; typing more narrows them down. */
const listed = 20;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const advanced = { ConsistencyLevel: 'eventual' };
const selects: Readonly<Record<ObjectType, string>> = {
  User: '$select=id,displayName,userPrincipalName,mail',
  Group: '$select=id,displayName,mail,securityEnabled',
};

/** Assigning by Microsoft Graph (v1.0, `servicePrincipals/{id}/appRoleAssignedTo`). */
export function assigningTo(graph: GraphClient, servicePrincipalId: string): Assigning {
  const path = `/servicePrincipals/${encodePart(servicePrincipalId)}`;
  return {
    read: (signal) => readAssignable(graph, path, servicePrincipalId, signal),
    search: (text, signal) => search(graph, text, signal),
    find: (name, signal) => find(graph, name, signal),
    async assign(principalId, appRoleId, signal) {
      const body = JSON.stringify({ principalId, resourceId: servicePrincipalId, appRoleId });
      try {
        await graph.send({ method: 'POST', path: `${path}/appRoleAssignedTo`, body, repeatable: false }, signal);
        return 'assigned';
      } catch (error) {
        if (isThereAlready(error)) return 'already';
        throw explained(error);
      }
    },
    async unassign(assignmentId, signal) {
      const there = `${path}/appRoleAssignedTo/${encodePart(assignmentId)}`;
      try {
        await graph.send({ method: 'DELETE', path: there, repeatable: true }, signal);
        return 'unassigned';
      } catch (error) {
        if (error instanceof GraphRefusal && error.status === 404) return 'already';
        throw error;
      }
    },
  };
}

async function readAssignable(
  graph: GraphClient,
  path: string,
  servicePrincipalId: string,
  signal: AbortSignal,
): Promise<AssignableApplication> {
  const application = await graph.get(`${path}?$select=id,displayName,appRoles`, signal);
  const assignments = await readAssignments(graph, servicePrincipalId, signal);
  return {
    displayName: displayNameOf(application, servicePrincipalId),
    roles: rolesOf(application),
    assignments: assignments.map(({ id, principalId, principalType, principalDisplayName, role }) => ({
      id,
      principalId,
      principalType,
      principalName: principalDisplayName,
      role:
        role.id === defaultAccessRoleId
          ? defaultAccess
          : { id: role.id, displayName: role.displayName, isDefaultAccess: false },
    })),
  };
}

/** Graph has a code for all of its 400s; its sentence tells this one (Microsoft Graph, "Grant an appRoleAssignment"). */
function isThereAlready(error: unknown): boolean {
  return error instanceof GraphRefusal && error.status === 400 && /already exists/i.test(error.said);
}

function explained(error: unknown): unknown {
  if (!(error instanceof GraphRefusal)) return error;
  if (!/licen[cs]e|premium|subscription/i.test(error.said)) return error;
  return new ProvisioningFailure('source', text`The tenant has no licence for assigning groups: ${error.text}`, {
    recommendedAction: text`Assign the users one by one, or get Microsoft Entra ID P1 or P2.`,
    exchange: error.exchange,
    cause: error,
  });
}

async function search(graph: GraphClient, text: string, signal: AbortSignal): Promise<readonly Principal[]> {
  const words = text.trim();
  const found: Principal[] = [];
  for (const type of ['User', 'Group'] as const) {
    const query = `${selects[type]}&$top=${listed}&$count=true`;
    const filter = words === '' ? '' : `&$filter=${encodePart(beginsWith(type, words))}`;
    const page = await graph.get(`${collections[type]}?${query}${filter}`, signal, advanced);
    found.push(...principalsOf(type, page['value']));
  }
  return withNesting(graph, found, signal);
}

function propertiesOf(type: ObjectType): readonly string[] {
  return type === 'User' ? ['displayName', 'userPrincipalName', 'mail'] : ['displayName', 'mail'];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function beginsWith(type: ObjectType, text: string): string {
  return propertiesOf(type)
    .map((property) => `startswith(${property},${literal(text)})`)
    .join(' or ');
}

async function find(graph: GraphClient, name: string, signal: AbortSignal): Promise<readonly Principal[]> {
  const found: Principal[] = [];
  for (const type of ['User', 'Group'] as const) {
    const filter = guid.test(name)
      ? `id eq ${literal(name)}`
      : propertiesOf(type)
          .map((property) => `${property} eq ${literal(name)}`)
          .join(' or ');
    const page = await graph.get(`${collections[type]}?${selects[type]}&$filter=${encodePart(filter)}`, signal);
    found.push(...principalsOf(type, page['value']));
  }
  return withNesting(graph, found, signal);
}

function principalsOf(type: ObjectType, value: unknown): Principal[] {
  const objects = Array.isArray(value) ? (value as GraphObject[]) : [];
  return objects.flatMap((object) => {
    const { id, userPrincipalName, mail } = object;
    if (typeof id !== 'string') return [];
    const detail = type === 'User' ? userPrincipalName : mail;
    const text = typeof detail === 'string' ? detail : '';
    return [{ id, type, displayName: displayNameOf(object, id), detail: text, nestedGroups: 0 }];
  });
}

/** Groups within groups are worth a warning: Entra's service and this engine provision direct members alone. */
async function withNesting(
  graph: GraphClient,
  principals: readonly Principal[],
  signal: AbortSignal,
): Promise<readonly Principal[]> {
  return Promise.all(
    principals.map(async (principal) => {
      if (principal.type === 'User') return principal;
      const path = `/groups/${encodePart(principal.id)}/members/microsoft.graph.group?$select=id&$count=true&$top=1`;
      const body = await graph.find(path, signal, advanced);
      const count = body?.['@odata.count'];
      return { ...principal, nestedGroups: typeof count === 'number' ? count : 0 };
    }),
  );
}
