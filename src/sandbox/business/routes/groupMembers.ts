import type { StoredResource } from '../../target/store.ts';
import { boolean, integer, list, struct, text, voidUnion, withDefault } from '../argument.ts';
import { groupSelector, userSelector } from '../arguments.ts';
import type { UserSelector } from '../arguments.ts';
import { routeError } from '../businessError.ts';
import type { Page } from '../listings.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { groupInfo, groupMember } from '../shapes.ts';
import { isEveryone, managementTypeOf, memberIdsOf, statusOf, withMembers } from '../team.ts';
import type { Team } from '../team.ts';
import { demandGroup } from './groups.ts';
import { isOutsider } from './memberChanges.ts';

const largestPage = 1000;
/** Member changes tell this in place of a job: they take effect at once (Dropbox API specification, `team.GroupMembersChangeResult`). */
const noJob = ' ';

const addition = struct({
  group: groupSelector,
  members: list(struct({ user: userSelector, access_type: voidUnion(['member', 'owner']) })),
  return_members: withDefault(boolean, true),
});

type Addition = ReturnType<typeof addition>;

/** The routes for the members of groups. A call that one member spoils changes nothing. */
export const groupMemberRoutes: Readonly<Record<string, Route>> = {
  'team/groups/members/list': route(
    'groups.read',
    struct({ group: groupSelector, limit: withDefault(integer(1, largestPage), largestPage) }),
    ({ team, listings }, { group: selector, limit }) => {
      // This route's union has no tag of its own for a group that Dropbox manages.
      if (isEveryone(selector)) throw routeError('other');
      const group = demandGroup(team, selector);
      const ids = team.membersOf(group).map(({ id }) => id);
      return listed(team, listings.begin('groupMembers', ids, limit, group.id));
    },
  ),
  'team/groups/members/list/continue': route(
    'groups.read',
    struct({ cursor: text() }),
    ({ team, listings }, { cursor }) => listed(team, listings.next('groupMembers', cursor)),
  ),
  'team/groups/members/add': route('groups.write', addition, ({ team }, wanted) => {
    const group = demandGroup(team, wanted.group);
    const added = resolve(
      team,
      wanted.members.map(({ user }) => user),
    );
    const present = memberIdsOf(group);
    const ids = [...present, ...added.map(({ id }) => id)];
    if (new Set(ids).size < ids.length) throw routeError('duplicate_user');
    const owners = added.filter((_member, index) => wanted.members[index]?.access_type === 'owner');
    checkOwners(group, owners);
    const all = [...(group.team?.owners ?? []), ...owners.map(({ id }) => id)];
    return changeResult(team, withMembers({ ...group, team: { ...group.team, owners: all } }, ids), wanted);
  }),
  'team/groups/members/remove': route(
    'groups.write',
    struct({ group: groupSelector, users: list(userSelector), return_members: withDefault(boolean, true) }),
    ({ team }, wanted) => {
      const group = demandGroup(team, wanted.group);
      const leaving = new Set(resolve(team, wanted.users).map(({ id }) => id));
      const present = memberIdsOf(group);
      const presentIds = new Set(present);
      if ([...leaving].some((id) => !presentIds.has(id))) throw routeError('member_not_in_group');
      const owners = (group.team?.owners ?? []).filter((id) => !leaving.has(id));
      const staying = present.filter((id) => !leaving.has(id));
      return changeResult(team, withMembers({ ...group, team: { ...group.team, owners } }, staying), wanted);
    },
  ),
};

function listed(team: Team, { ids, of, cursor, hasMore }: Page): object {
  const group = team.group({ tag: 'group_id', value: of });
  if (group === undefined) throw routeError('invalid_cursor');
  const present = new Set(memberIdsOf(group));
  const members = ids.flatMap((id) => {
    const member = present.has(id) ? team.member(id) : undefined;
    return member === undefined ? [] : [groupMember(group, member)];
  });
  return { members, cursor, has_more: hasMore };
}

/** The members that are meant. Throws 409 `users_not_found` or `members_not_in_team` with those who aren't. */
function resolve(team: Team, users: readonly UserSelector[]): readonly StoredResource[] {
  const missing = users.filter((user) => team.find(user) === undefined);
  const outsiders = missing.filter((user) => isOutsider(team, user)).map(({ value }) => value);
  const strangers = missing.filter((user) => !isOutsider(team, user)).map(({ value }) => value);
  if (strangers.length > 0) throw routeError('users_not_found', { users_not_found: strangers });
  if (outsiders.length > 0) throw routeError('members_not_in_team', { members_not_in_team: outsiders });
  return users.flatMap((user) => team.find(user) ?? []);
}

function checkOwners(group: StoredResource, owners: readonly StoredResource[]): void {
  if (owners.length === 0) return;
  const tag = 'user_cannot_be_manager_of_company_managed_group';
  if (managementTypeOf(group) === 'company_managed') throw routeError(tag, { [tag]: owners.map(({ id }) => id) });
  if (owners.some((owner) => statusOf(owner) !== 'active')) throw routeError('user_must_be_active_to_be_owner');
}

function changeResult(
  team: Team,
  changed: StoredResource,
  { return_members: withAll }: Pick<Addition, 'return_members'>,
): object {
  return { group_info: groupInfo(team, team.put(changed), withAll), async_job_id: noJob };
}
