import type { Directory } from '../../../src/sandbox/directory/directory.ts';
import type { DirectoryObject } from '../../../src/sandbox/directory/model.ts';
import { roles } from '../../../src/sandbox/tenants/contoso.ts';
import type { Filter, Settings } from './story.ts';

/**
 * Who should have what, read from the directory and the job's settings alone. It is written anew on purpose: it shares
 * nothing with src/decision or src/engine.
 */
export interface Truth {
  readonly users: ReadonlyMap<string, UserTruth>;
  readonly groups: ReadonlyMap<string, GroupTruth>;
  readonly settings: Settings;
}

/** `bin` is the recycle bin; `gone` is deleted for good. */
export type Presence = 'present' | 'bin' | 'gone';

export interface UserTruth {
  readonly id: string;
  readonly presence: Presence;
  readonly inScope: boolean;
  /**
   * Why the user is out of scope: by `choice` (assignment, filter), so that the account is not managed any more, or by
   * what the `source` says of them (deleted, sign-in blocked). Null in scope.
   */
  readonly outBy: 'choice' | 'source' | null;
  readonly userName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly displayName: string | null;
}

export interface GroupTruth {
  readonly id: string;
  readonly presence: Presence;
  /** Null where the rules leave it open: a group that is not security-enabled, when everything is in scope. */
  readonly inScope: boolean | null;
  readonly outBy: 'choice' | 'source' | null;
  readonly displayName: string;
  /** Users that are direct members, in scope or not. */
  readonly memberIds: ReadonlySet<string>;
}

/** @param ids everybody and every group that ever was, those that are gone included. */
export function readTruth(
  directory: Directory,
  ids: { readonly users: readonly string[]; readonly groups: readonly string[] },
  settings: Settings,
): Truth {
  const entitled = entitledPrincipals(directory, settings);
  const groups = new Map(ids.groups.map((id) => [id, groupTruth(directory, id, settings, entitled)]));
  const users = new Map(ids.users.map((id) => [id, userTruth(directory, id, settings, entitled)]));
  return { users, groups, settings };
}

/** Users and groups with an assignment of their own that counts. */
function entitledPrincipals(directory: Directory, settings: Settings): ReadonlySet<string> {
  return new Set(
    [...directory.assignments.values()]
      .filter(({ appRoleId }) => settings.includeDefaultAccess || appRoleId !== roles.defaultAccess)
      .map(({ principalId }) => principalId),
  );
}

function userTruth(directory: Directory, id: string, settings: Settings, entitled: ReadonlySet<string>): UserTruth {
  const object = directory.users.get(id);
  const presence = presenceOf(object);
  const active = presence === 'present' && object?.properties['accountEnabled'] !== false;
  const assigned =
    settings.scope === 'all' ||
    entitled.has(id) ||
    // Nested groups are not expanded, and what a group in the recycle bin was assigned to, its members are not.
    directory.memberships
      .groupsOf(id)
      .some((groupId) => entitled.has(groupId) && presenceOf(directory.groups.get(groupId)) === 'present');
  const chosen = assigned && passes(settings.filter, object);
  return {
    id,
    presence,
    inScope: active && chosen,
    outBy: !active ? 'source' : chosen ? null : 'choice',
    userName: textOf(object, 'userPrincipalName') ?? '',
    givenName: textOf(object, 'givenName'),
    surname: textOf(object, 'surname'),
    displayName: textOf(object, 'displayName'),
  };
}

function groupTruth(directory: Directory, id: string, settings: Settings, entitled: ReadonlySet<string>): GroupTruth {
  const object = directory.groups.get(id);
  const presence = presenceOf(object);
  const secure = object?.properties['securityEnabled'] !== false;
  const chosen = settings.scope === 'all' ? (secure ? true : null) : entitled.has(id) && secure;
  return {
    id,
    presence,
    inScope: presence === 'present' ? chosen : false,
    outBy: presence !== 'present' ? 'source' : chosen === false ? 'choice' : null,
    displayName: textOf(object, 'displayName') ?? '',
    memberIds: new Set(
      [...directory.memberships.membersOf(id).keys()].filter((member) => directory.users.get(member) !== undefined),
    ),
  };
}

/** A clause on an attribute without a value is false, unless it asks for that. */
function passes(filter: Filter, object: DirectoryObject | undefined): boolean {
  const department = textOf(object, 'department');
  if (filter === 'none') return true;
  return filter === 'salesOnly' ? department === 'Sales' : department !== 'Hidden';
}

function presenceOf(object: DirectoryObject | undefined): Presence {
  if (object === undefined) return 'gone';
  return object.deletedDateTime === null ? 'present' : 'bin';
}

function textOf(object: DirectoryObject | undefined, name: string): string | null {
  const value = object?.properties[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether the target's required attributes all have a value: who lacks one cannot be created. */
export function canBeCreated({ givenName, surname }: UserTruth): boolean {
  return givenName !== null && surname !== null;
}
