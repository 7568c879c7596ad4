import { adminRole } from '../admin.ts';
import { ArgumentError, boolean, list, optional, struct, text, withDefault } from '../argument.ts';
import type { Reader } from '../argument.ts';
import { asyncJobId, emailAddress, memberExternalId, namePart } from '../arguments.ts';
import { tagged } from '../businessError.ts';
import { route } from '../route.ts';
import type { BusinessContext, Route } from '../route.ts';
import { memberInfo } from '../shapes.ts';
import type { StoredResource } from '../../target/store.ts';

/** Dropbox API specification, `team.MembersAddV2Arg`. */
const mostNewMembers = 20;

const knownRole: Reader<string> = (value, path) => {
  const role = text({ pattern: /^pid_dbtmr:.*$/, longest: 128 })(value, path);
  if (role !== adminRole.role_id) throw new ArgumentError(path, `the team has no role '${role}'`);
  return role;
};

const newMember = struct({
  member_email: emailAddress,
  member_given_name: optional(namePart),
  member_surname: optional(namePart),
  member_external_id: optional(memberExternalId),
  member_persistent_id: optional(text()),
  send_welcome_email: withDefault(boolean, true),
  is_directory_restricted: optional(boolean),
  role_ids: optional(list(knownRole, 1)),
});

type NewMember = ReturnType<typeof newMember>;

/** The routes that add members, twenty at most in one request. */
export const memberAddRoutes: Readonly<Record<string, Route>> = {
  'team/members/add_v2': route(
    'members.write',
    struct({ new_members: list(newMember, mostNewMembers), force_async: withDefault(boolean, false) }),
    (context, { new_members: newMembers, force_async: forceAsync }) => {
      const complete = newMembers.map((one) => add(context, one));
      return context.jobs.launch('add', tagged('complete', { complete }), forceAsync);
    },
  ),
  'team/members/add/job_status/get_v2': route(
    'members.write',
    struct({ async_job_id: asyncJobId }),
    ({ jobs }, { async_job_id: id }) => jobs.poll('add', id),
  ),
};

/** Adds one member, or tells why not (Dropbox API specification, `team.MemberAddV2Result`). */
function add(context: BusinessContext, wanted: NewMember): object {
  const { team } = context;
  const refusal = refusalOf(context, wanted);
  if (refusal !== null) return tagged(refusal, { [refusal]: wanted.member_email });
  const member = resourceOf(context, wanted);
  // Whatever is written counts from version 1.
  return tagged('success', memberInfo(team, team.put({ ...member, version: 0 })));
}

function refusalOf({ team, refusedAddresses }: BusinessContext, wanted: NewMember): string | null {
  const { member_email: email, member_external_id: externalId, member_persistent_id: persistentId } = wanted;
  const isTaken = (tag: 'email' | 'external_id', value: string): boolean =>
    (team.find({ tag, value }) ?? team.removed.find({ tag, value })) !== undefined;
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [isTaken('email', email), 'user_already_on_team'],
    [isElsewhere(email), 'user_on_another_team'],
    [
      externalId !== undefined && externalId !== '' && isTaken('external_id', externalId),
      'duplicate_external_member_id',
    ],
    // The practice team has no single sign-on with persistent ids.
    [persistentId !== undefined, 'persistent_id_disabled'],
    [!team.hasSeat(), 'team_license_limit'],
  ];
  return reasons.find(([isSo]) => isSo)?.[1] ?? refusedAddresses.get(email.toLowerCase()) ?? null;
}

/** The domain whose people are members of another team. */
const elsewhere = '@otherteam.example';

/** Whether an address belongs to a member of another team. */
export function isElsewhere(email: string): boolean {
  return email.toLowerCase().endsWith(elsewhere);
}

function resourceOf({ newId, team }: BusinessContext, wanted: NewMember): StoredResource {
  const time = team.now().toISOString();
  const { member_given_name: givenName, member_surname: familyName, member_external_id: externalId } = wanted;
  const name = { ...(givenName ? { givenName } : {}), ...(familyName ? { familyName } : {}) };
  const isAdmin = (wanted.role_ids ?? []).length > 0;
  const restricted = wanted.is_directory_restricted;
  return {
    kind: 'User',
    id: newId('User'),
    attributes: {
      active: true,
      userName: wanted.member_email,
      ...(Object.keys(name).length === 0 ? {} : { name }),
      ...(externalId ? { externalId } : {}),
    },
    created: time,
    lastModified: time,
    version: 1,
    status: 'invited',
    team: {
      ...(isAdmin ? { isAdmin } : {}),
      ...(restricted === undefined ? {} : { isDirectoryRestricted: restricted }),
    },
  };
}
