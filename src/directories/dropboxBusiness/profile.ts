import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { TargetObject, TargetValues } from '../targetDirectory.ts';
import { field, idField, listField, tagOf, textField } from './fields.ts';

/** A member as Dropbox tells of one (Dropbox API specification, `team.MemberProfile`). */
export interface MemberProfile {
  readonly id: string;
  readonly email: string;
  readonly externalId: string | null;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly displayName: string | null;
  /** Null where the tag is none that is known. */
  readonly status: 'invited' | 'active' | 'suspended' | 'removed' | null;
  /** Whether one who was removed can be brought back. */
  readonly isRecoverable: boolean;
  /** Whether the member has a role, all of which are those of admins (Dropbox API specification, `team.TeamMemberRole`). */
  readonly isAdmin: boolean;
}

const statuses = ['invited', 'active', 'suspended', 'removed'] as const;

/** Reads what has a `profile`: a `TeamMemberInfoV2` or a `GroupMemberInfo`. Null for what is none. */
export function readProfile(info: unknown): MemberProfile | null {
  const profile = field(info, 'profile');
  const id = idField(profile, 'team_member_id');
  const email = textField(profile, 'email');
  if (id === null || email === null) return null;
  const name = field(profile, 'name');
  const status = field(profile, 'status');
  const tag = tagOf(status);
  return {
    id,
    email,
    externalId: textField(profile, 'external_id'),
    givenName: textField(name, 'given_name'),
    surname: textField(name, 'surname'),
    displayName: textField(name, 'display_name'),
    status: statuses.find((known) => known === tag) ?? null,
    isRecoverable: field(status, 'is_recoverable') === true,
    isAdmin: listField(info, 'roles').length > 0,
  };
}

/** Work e-mail address as mappings address it; Dropbox has one primary address, which is the user name. */
export const workEmail = 'emails[type eq "work"].value';

/** What an attribute of a mapping is in Dropbox; null where Dropbox has nothing of the kind, or no value. */
function valueOf(profile: MemberProfile, attribute: string): AttributeJson {
  switch (attribute) {
    case 'userName':
    case workEmail:
      return profile.email;
    case 'externalId':
      return profile.externalId;
    case 'name.givenName':
      return profile.givenName;
    case 'name.familyName':
      return profile.surname;
    case 'displayName':
    case 'name.formatted':
      return profile.displayName;
    case 'active':
      // An invited member gets access by accepting, so nothing is to be done about them.
      return profile.status === 'active' || profile.status === 'invited';
    default:
      return null;
  }
}

/** The values of these attributes; whether a member of an unknown status is active isn't known. */
export function valuesOf(profile: MemberProfile, attributes: readonly string[]): TargetValues {
  const known = attributes.filter((attribute) => attribute !== 'active' || profile.status !== null);
  return Object.fromEntries(known.map((attribute) => [attribute, valueOf(profile, attribute)]));
}

/** A member as an object of the target; null for one who was removed, who is none any more. */
export function toTargetUser(profile: MemberProfile, attributes: readonly string[]): TargetObject | null {
  const { id, status } = profile;
  return status === 'removed' ? null : { id, values: valuesOf(profile, attributes), lifeCycle: status };
}
