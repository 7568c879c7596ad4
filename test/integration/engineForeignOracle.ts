import type { DirectoryObject } from '../../src/sandbox/directory/model.ts';
import { enterprise } from './engineRichSchema.ts';
import type { EngineTest } from './engineSetup.ts';

/** What a target should hold by the rich schema, worked out without the engine, and what it does hold. */
export interface TargetState {
  readonly users: Readonly<Record<string, unknown>>;
  readonly groups: Readonly<Record<string, unknown>>;
}

type Resource = Readonly<Record<string, unknown>>;

/** A server, and what it keeps where that can be looked at: not every one can be paged through. */
export interface ForeignServer {
  readonly baseAddress: string;
  readonly token: string;
  readonly users?: ReadonlyMap<string, Resource>;
  readonly groups?: ReadonlyMap<string, Resource>;
}

/** Reads every object of a target, each under its external id, with the attributes of the rich schema. */
export async function readTarget(target: ForeignServer): Promise<TargetState> {
  const users = target.users === undefined ? await readAll(target, 'Users') : [...target.users.values()];
  const groups = target.groups === undefined ? await readAll(target, 'Groups') : [...target.groups.values()];
  const externalIds = new Map(users.map(({ id, externalId }) => [id, externalId]));
  const sourceOf = (reference: unknown): unknown => externalIds.get((reference as Resource | undefined)?.['value']);
  return {
    users: keyed(users, (user) => userState(user, sourceOf)),
    groups: keyed(groups, ({ displayName, members = [] }) => ({
      displayName,
      members: (members as readonly Resource[]).map(sourceOf).sort(),
    })),
  };
}

function keyed(resources: readonly Resource[], state: (resource: Resource) => object): Record<string, unknown> {
  return Object.fromEntries(resources.map((resource) => [String(resource['externalId']), state(resource)]));
}

function userState(user: Resource, sourceOf: (reference: unknown) => unknown): object {
  const extension = (user[enterprise] ?? {}) as Resource;
  const element = (attribute: string, type: string): Resource =>
    ((user[attribute] ?? []) as readonly Resource[]).find((each) => each['type'] === type) ?? {};
  const name = (user['name'] ?? {}) as Resource;
  return told({
    userName: user['userName'],
    active: user['active'],
    givenName: name['givenName'],
    familyName: name['familyName'],
    displayName: user['displayName'],
    title: user['title'],
    preferredLanguage: user['preferredLanguage'],
    work: element('phoneNumbers', 'work')['value'],
    mobile: element('phoneNumbers', 'mobile')['value'],
    city: element('addresses', 'work')['locality'],
    country: element('addresses', 'work')['country'],
    department: extension['department'],
    employeeNumber: extension['employeeNumber'],
    manager: sourceOf(extension['manager']),
  });
}

async function readAll({ baseAddress, token }: ForeignServer, kind: 'Users' | 'Groups'): Promise<readonly Resource[]> {
  const all = new Map<unknown, Resource>();
  for (let startIndex = 1; ;) {
    const response = await fetch(`${baseAddress}/${kind}?startIndex=${startIndex}&count=100`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { Resources: page = [] } = (await response.json()) as { readonly Resources?: readonly Resource[] };
    const before = all.size;
    for (const resource of page) all.set(resource['id'], resource);
    if (all.size === before) return [...all.values()];
    startIndex += page.length;
  }
}

/**
 * What the mappings say: who is assigned and enabled is there and active. Who is not any more keeps everything but that; who
 * was deleted for good is not there.
 */
export function expectedOf({ directory }: EngineTest): TargetState {
  const assigned = new Set([...directory.assignments.values()].map(({ principalId }) => principalId));
  const users = [...directory.users.order.values()];
  const groups = [...directory.groups.order.values()].filter(({ id }) => assigned.has(id));
  const membersOf = (id: string): readonly string[] => [...directory.memberships.membersOf(id).keys()];
  for (const { id } of groups) for (const member of membersOf(id)) assigned.add(member);
  const isActive = ({ id, properties }: DirectoryObject): boolean =>
    assigned.has(id) && properties['accountEnabled'] === true;
  const accounts = new Set(users.map(({ id }) => id));
  const userState = (user: DirectoryObject): object => {
    const manager = user.managerId !== null && accounts.has(user.managerId) ? user.managerId : undefined;
    return told({ ...plainState(user), active: isActive(user), manager });
  };
  return {
    users: Object.fromEntries(users.map((user) => [user.id, userState(user)])),
    groups: Object.fromEntries(
      groups.map(({ id, properties }) => [
        id,
        {
          displayName: properties['displayName'],
          members: [...membersOf(id)].filter((each) => accounts.has(each)).sort(),
        },
      ]),
    ),
  };
}

function plainState({ properties }: DirectoryObject): object {
  const phones = (properties['businessPhones'] ?? []) as readonly unknown[];
  return {
    userName: properties['userPrincipalName'],
    givenName: properties['givenName'],
    familyName: properties['surname'],
    displayName: properties['displayName'],
    title: properties['jobTitle'],
    preferredLanguage: properties['preferredLanguage'],
    work: phones[0],
    mobile: properties['mobilePhone'],
    city: properties['city'],
    country: properties['country'],
    department: properties['department'],
    employeeNumber: properties['employeeId'],
  };
}

/** Without what has no value. */
function told(state: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined && value !== null));
}
