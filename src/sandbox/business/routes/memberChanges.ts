import { withStatus } from '../../target/lifeCycle.ts';
import { isObject, valuesOf, withValue } from '../../target/scimObject.ts';
import type { ScimObject } from '../../target/scimObject.ts';
import type { StoredResource } from '../../target/store.ts';
import { ownAdmin } from '../admin.ts';
import { boolean, optional, struct, text, withDefault } from '../argument.ts';
import { emailAddress, memberExternalId, namePart, userSelector } from '../arguments.ts';
import type { UserSelector } from '../arguments.ts';
import { routeError } from '../businessError.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { memberInfo } from '../shapes.ts';
import { emailOf, statusOf } from '../team.ts';
import type { Team } from '../team.ts';
import { isElsewhere } from './memberAdd.ts';

const profileChange = struct({
  user: userSelector,
  new_email: optional(emailAddress),
  new_external_id: optional(memberExternalId),
  new_given_name: optional(namePart),
  new_surname: optional(namePart),
  new_persistent_id: optional(text()),
  new_is_directory_restricted: optional(boolean),
});

type ProfileChange = ReturnType<typeof profileChange>;

/** The routes that change a member. */
export const memberChangeRoutes: Readonly<Record<string, Route>> = {
  'team/members/set_profile_v2': route('members.write', profileChange, ({ team }, change) => {
    const member = demandMember(team, change.user);
    const refusal = refusalOfChange(team, member, change);
    if (refusal !== null) throw routeError(refusal);
    return { member_info: memberInfo(team, team.put(changed(member, change))) };
  }),
  'team/members/suspend': route(
    'members.write',
    // Dropbox wipes the data of linked devices unless it is told not to.
    struct({ user: userSelector, wipe_data: withDefault(boolean, true) }),
    ({ team }, { user }) => {
      const member = demandMember(team, user);
      if (team.isLastAdmin(member)) throw routeError('suspend_last_admin');
      if (statusOf(member) !== 'active') throw routeError('suspend_inactive_user');
      team.put(withActive(team, member, false));
      return null;
    },
  ),
  'team/members/unsuspend': route('members.write', struct({ user: userSelector }), ({ team }, { user }) => {
    const member = demandMember(team, user);
    if (statusOf(member) !== 'suspended') throw routeError('unsuspend_non_suspended_member');
    if (!team.hasSeat()) throw routeError('team_license_limit');
    team.put(withActive(team, member, true));
    return null;
  }),
  'team/members/send_welcome_email': route('members.write', userSelector, ({ team }, user) => {
    demandMember(team, user);
    return null;
  }),
};

/** The member that is meant. Throws 409 `user_not_in_team` for one who was removed, or is of another team, and `user_not_found` otherwise. */
export function demandMember(team: Team, user: UserSelector): StoredResource {
  const member = team.find(user);
  if (member !== undefined) return member;
  throw routeError(isOutsider(team, user) ? 'user_not_in_team' : 'user_not_found');
}

/** Whether somebody is known to Dropbox, and not a member of this team. */
export function isOutsider(team: Team, user: UserSelector): boolean {
  return team.removed.find(user) !== undefined || (user.tag === 'email' && isElsewhere(user.value));
}

function refusalOfChange(team: Team, member: StoredResource, change: ProfileChange): string | null {
  const { user, new_email: email, new_external_id: externalId, new_persistent_id: persistentId } = change;
  const isOthers = (tag: 'email' | 'external_id', value: string): boolean => {
    const owner = team.find({ tag, value }) ?? team.removed.find({ tag, value })?.member;
    return owner !== undefined && owner.id !== member.id;
  };
  const isNothing = Object.entries(change).every(([name, value]) => name === 'user' || value === undefined);
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [isNothing, 'no_new_data_specified'],
    [user.tag === 'external_id' && externalId !== undefined, 'external_id_and_new_external_id_unsafe'],
    [externalId === '', 'param_cannot_be_empty'],
    [persistentId !== undefined, 'persistent_id_disabled'],
    [member.id === ownAdmin.id, 'set_profile_disallowed'],
    [email !== undefined && (isOthers('email', email) || isElsewhere(email)), 'email_reserved_for_other_user'],
    [externalId !== undefined && isOthers('external_id', externalId), 'external_id_used_by_other_user'],
  ];
  return reasons.find(([isSo]) => isSo)?.[1] ?? null;
}

function changed(member: StoredResource, change: ProfileChange): StoredResource {
  const { new_given_name: givenName, new_surname: surname, new_email: email, new_external_id: externalId } = change;
  const { attributes } = member;
  let name: ScimObject = isObject(attributes['name']) ? attributes['name'] : {};
  if (givenName !== undefined) name = withValue(name, 'givenName', givenName || undefined);
  if (surname !== undefined) name = withValue(name, 'familyName', surname || undefined);
  let after = withValue(attributes, 'name', Object.keys(name).length === 0 ? undefined : name);
  if (externalId !== undefined) after = withValue(after, 'externalId', externalId);
  if (email !== undefined) after = withEmail(after, emailOf(member), email);
  const restricted = change.new_is_directory_restricted;
  const team = restricted === undefined ? member.team : { ...member.team, isDirectoryRestricted: restricted };
  return { ...member, attributes: after, ...(team === undefined ? {} : { team }) };
}

/** SCIM's list of addresses repeats the user name where a client has written it there. */
function withEmail(attributes: ScimObject, former: string, email: string): ScimObject {
  const emails = valuesOf(attributes['emails']).map((one) =>
    isObject(one) && one['value'] === former ? { ...one, value: email } : one,
  );
  return withValue({ ...attributes, userName: email }, 'emails', emails);
}

function withActive(team: Team, member: StoredResource, active: boolean): StoredResource {
  const after = withStatus(member, active ? 'active' : 'suspended', team.now().toISOString());
  return { ...after, attributes: { ...after.attributes, active } };
}
