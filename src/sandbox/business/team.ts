import { groupsWithout } from '../target/references.ts';
import { isObject, valuesOf, withValue } from '../target/scimObject.ts';
import type { Seats } from '../target/lifeCycle.ts';
import type { MemberStatus, StoredResource, TargetStore } from '../target/store.ts';
import { everyone, ownAdmin } from './admin.ts';
import type { GroupSelected, UserSelector } from './arguments.ts';
import { openRemovedMembers } from './removedMembers.ts';
import type { RemovedMembers } from './removedMembers.ts';
import { openTransfers, type Transfers } from './transfers.ts';

/** The team behind the Business API: the members and groups that SCIM shows, and what SCIM doesn't. */
export interface Team {
  /** The admin of its own first, then in the order in which they were added. */
  members(): readonly StoredResource[];
  member(id: string): StoredResource | undefined;
  find(selector: UserSelector): StoredResource | undefined;
  readonly removed: RemovedMembers;
  readonly transfers: Transfers;
  groups(): readonly StoredResource[];
  group(selector: GroupSelected): StoredResource | undefined;
  /** The groups with this name, whatever its letter case. */
  groupsNamed(name: string): readonly StoredResource[];
  isDeletedGroup(selector: GroupSelected): boolean;
  groupsOf(memberId: string): readonly StoredResource[];
  /** The members of a group that are members of the team. */
  membersOf(group: StoredResource): readonly StoredResource[];
  /** Puts a changed member or group in place, with a new version and time. */
  put(changed: StoredResource): StoredResource;
  /** Removes a member, who leaves every group. */
  remove(member: StoredResource, kept: { readonly isRecoverable: boolean; readonly isDisconnected: boolean }): void;
  deleteGroup(group: StoredResource): void;
  /** Whether one more member can have a licence. */
  hasSeat(): boolean;
  seats(): { readonly licensed: number; readonly used: number };
  /** Whether the team would be without an admin if this member went. */
  isLastAdmin(member: StoredResource): boolean;
  now(): Date;
}

/** What is told where the number of licences has no limit. */
const manyLicences = 1_000_000;

export function openTeam(store: TargetStore, seats: Seats, now: () => Date): Team {
  const { records } = store;
  const removed = openRemovedMembers(records, now);
  store.onChange(({ previous, current }) => {
    if (current !== undefined || previous === undefined) return;
    if (previous.kind === 'User') removed.add(previous, { isRecoverable: true, isDisconnected: false });
    else records.set(`team/deletedGroup/${previous.id}`, true);
  });
  const member = (id: string): StoredResource | undefined => (id === ownAdmin.id ? ownAdmin : store.get('User', id));
  return {
    members: () => [ownAdmin, ...store.all('User')],
    member,
    find: (selector) => findMember(store, selector),
    removed,
    transfers: openTransfers(records, now),
    group: ({ tag, value }) =>
      tag === 'group_id' ? store.get('Group', value) : store.lookup('Group', 'externalId', value)[0],
    groups: () => store.all('Group'),
    groupsNamed: (name) => store.lookup('Group', 'displayName', name),
    isDeletedGroup: ({ tag, value }) => tag === 'group_id' && records.get(`team/deletedGroup/${value}`) === true,
    groupsOf: (id) => store.lookup('Group', 'members.value', id),
    membersOf: (group) => memberIdsOf(group).flatMap((id) => member(id) ?? []),
    put(changed) {
      const put = { ...changed, lastModified: now().toISOString(), version: changed.version + 1 };
      store.put(put);
      return put;
    },
    remove(leaver, kept) {
      for (const group of groupsWithout(store, leaver.id, now().toISOString())) store.put(group);
      store.delete('User', leaver.id);
      removed.add(leaver, kept);
    },
    deleteGroup: (group) => store.delete('Group', group.id),
    hasSeat: () => seats.limit === undefined || seats.used() < seats.limit,
    // The admin's own seat comes on top: a limit is for those who are provisioned.
    seats: () => ({ licensed: (seats.limit ?? manyLicences) + 1, used: seats.used() + 1 }),
    // It is an admin as long as the sandbox is there, so nobody else is ever the last one.
    isLastAdmin: ({ id }) => id === ownAdmin.id,
    now,
  };
}

function findMember(store: TargetStore, { tag, value }: UserSelector): StoredResource | undefined {
  const isOwn =
    tag === 'email' ? sameText(value, emailOf(ownAdmin)) : tag === 'team_member_id' && value === ownAdmin.id;
  if (isOwn) return ownAdmin;
  if (tag === 'team_member_id') return store.get('User', value);
  return store.lookup('User', tag === 'email' ? 'userName' : 'externalId', value)[0];
}

/** The status of a member, also where the profile of the SCIM server keeps none. */
export function statusOf({ status, attributes }: StoredResource): MemberStatus {
  return status ?? (attributes['active'] === false ? 'suspended' : 'active');
}

export function emailOf({ attributes }: StoredResource): string {
  return textOf(attributes['userName']);
}

export function externalIdOf({ attributes }: StoredResource): string | undefined {
  return textOf(attributes['externalId']) || undefined;
}

export function memberIdsOf(group: StoredResource): readonly string[] {
  return valuesOf(group.attributes['members']).flatMap((one) => (isObject(one) ? textOf(one['value']) : []));
}

/** A group with these members. */
export function withMembers(group: StoredResource, ids: readonly string[]): StoredResource {
  const members = ids.map((value) => ({ value, type: 'User' }));
  return { ...group, attributes: withValue(group.attributes, 'members', members) };
}

export function managementTypeOf(group: StoredResource): 'user_managed' | 'company_managed' | 'system_managed' {
  return group.team?.managementType ?? 'company_managed';
}

export function isEveryone({ tag, value }: GroupSelected): boolean {
  return tag === 'group_id' && value === everyone.id;
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** A text; an empty one for whatever else is there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
