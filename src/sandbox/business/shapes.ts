import { createHash } from 'node:crypto';
import type { team as sdk, team_common as common, users } from 'dropbox';
import { isObject } from '../target/scimObject.ts';
import type { StoredResource } from '../target/store.ts';
import { adminRole, everyone } from './admin.ts';
import { tagged } from './businessError.ts';
import type { RemovedMember } from './removedMembers.ts';
import { emailOf, externalIdOf, managementTypeOf, statusOf, textOf } from './team.ts';
import type { Team } from './team.ts';

/** A member as `team.TeamMemberInfoV2` of the Dropbox API specification. */
export function memberInfo(team: Team, member: StoredResource): sdk.TeamMemberInfoV2 {
  return {
    profile: fullProfile(team, member, statusIn(member)),
    roles: member.team?.isAdmin === true ? [adminRole] : [],
  };
}

/** One who was removed, in the same shape. */
export function removedInfo(
  team: Team,
  { member, isRecoverable, isDisconnected }: RemovedMember,
): sdk.TeamMemberInfoV2 {
  const status = tagged('removed', { is_recoverable: isRecoverable, is_disconnected: isDisconnected });
  return { profile: fullProfile(team, member, status), roles: [] };
}

export function memberProfile(team: Team, member: StoredResource): sdk.TeamMemberProfile {
  return fullProfile(team, member, statusIn(member));
}

function fullProfile(team: Team, member: StoredResource, status: sdk.TeamMemberStatus): sdk.TeamMemberProfile {
  return {
    ...profileIn(member, status),
    groups: team.groupsOf(member.id).map(({ id }) => id),
    member_folder_id: numberOf(member.id),
    root_folder_id: numberOf(member.id),
  };
}

/** `team.MemberProfile`, which is a member as a group tells of it. */
function profileIn(member: StoredResource, status: sdk.TeamMemberStatus): sdk.MemberProfile {
  const { isDirectoryRestricted, joinedOn, suspendedOn } = member.team ?? {};
  const externalId = externalIdOf(member);
  return {
    team_member_id: member.id,
    ...(externalId === undefined ? {} : { external_id: externalId }),
    account_id: `dbid:${hashOf(member.id).slice(0, 35)}`,
    email: emailOf(member),
    email_verified: joinedOn !== undefined,
    secondary_emails: [],
    status,
    name: nameOf(member),
    membership_type: tagged('full'),
    invited_on: timestamp(member.created),
    ...(joinedOn === undefined ? {} : { joined_on: timestamp(joinedOn) }),
    ...(suspendedOn === undefined || statusOf(member) !== 'suspended' ? {} : { suspended_on: timestamp(suspendedOn) }),
    ...(isDirectoryRestricted === undefined ? {} : { is_directory_restricted: isDirectoryRestricted }),
  };
}

/** A member in a group as `team.GroupMemberInfo`. */
export function groupMember(group: StoredResource, member: StoredResource): sdk.GroupMemberInfo {
  const isOwner = group.team?.owners?.includes(member.id) === true;
  return { profile: profileIn(member, statusIn(member)), access_type: isOwner ? tagged('owner') : tagged('member') };
}

/** A group as `team_common.GroupSummary`. */
export function groupSummary(team: Team, group: StoredResource): common.GroupSummary {
  const externalId = externalIdOf(group);
  return {
    group_name: textOf(group.attributes['displayName']),
    group_id: group.id,
    ...(externalId === undefined ? {} : { group_external_id: externalId }),
    member_count: team.membersOf(group).length,
    group_management_type: tagged(managementTypeOf(group)),
  };
}

/** A group as `team.GroupFullInfo`; `created` is in milliseconds since 1970. */
export function groupInfo(team: Team, group: StoredResource, withItsMembers: boolean): sdk.GroupFullInfo {
  const members = withItsMembers ? { members: team.membersOf(group).map((one) => groupMember(group, one)) } : {};
  return { ...groupSummary(team, group), ...members, created: Date.parse(group.created) };
}

/** The group of everyone; its members aren't told, since Dropbox manages it. */
export function everyoneSummary(team: Team): common.GroupSummary {
  return {
    group_name: everyone.name,
    group_id: everyone.id,
    member_count: team.members().filter((member) => statusOf(member) !== 'suspended').length,
    group_management_type: tagged('system_managed'),
  };
}

function statusIn(member: StoredResource): sdk.TeamMemberStatus {
  const status = statusOf(member);
  return status === 'removed' ? tagged(status, { is_recoverable: true, is_disconnected: false }) : { '.tag': status };
}

function nameOf(member: StoredResource): users.Name {
  const { givenName, familyName } = isObject(member.attributes['name']) ? member.attributes['name'] : {};
  const [given, surname] = [textOf(givenName), textOf(familyName)];
  const display = `${given} ${surname}`.trim() || emailOf(member);
  const initials = [given, surname].map((part) => part.slice(0, 1)).join('');
  return {
    given_name: given,
    surname,
    familiar_name: given || display,
    display_name: display,
    abbreviated_name: initials || display.slice(0, 1),
  };
}

/** `common.DropboxTimestamp`: seconds, in UTC. */
function timestamp(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

/** A namespace's number, made of an id. */
function numberOf(id: string): string {
  return String(createHash('sha256').update(id).digest().readUInt32BE());
}
