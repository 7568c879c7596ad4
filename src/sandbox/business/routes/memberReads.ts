import { boolean, integer, list, struct, text, withDefault } from '../argument.ts';
import { userSelector } from '../arguments.ts';
import { tagged } from '../businessError.ts';
import type { Page } from '../listings.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { memberInfo, removedInfo } from '../shapes.ts';
import type { Team } from '../team.ts';

const largestPage = 1000;

/** The routes that read members. */
export const memberReadRoutes: Readonly<Record<string, Route>> = {
  'team/members/list_v2': route(
    'members.read',
    struct({
      limit: withDefault(integer(1, largestPage), largestPage),
      include_removed: withDefault(boolean, false),
    }),
    ({ team, listings }, { limit, include_removed: includeRemoved }) => {
      const gone = includeRemoved ? team.removed.all().map(({ member }) => removedMark + member.id) : [];
      const present = team.members().map(({ id }) => id);
      return listed(team, listings.begin('members', [...present, ...gone], limit));
    },
  ),
  'team/members/list/continue_v2': route('members.read', struct({ cursor: text() }), ({ team, listings }, { cursor }) =>
    listed(team, listings.next('members', cursor)),
  ),
  'team/members/get_info_v2': route(
    'members.read',
    struct({ members: list(userSelector) }),
    ({ team }, { members }) => ({
      members_info: members.map((selector) => {
        const member = team.find(selector);
        return member === undefined
          ? tagged('id_not_found', { id_not_found: selector.value })
          : tagged('member_info', memberInfo(team, member));
      }),
    }),
  ),
};

/** Tells an id of someone who was removed already when the list began. */
const removedMark = 'removed ';

function listed(team: Team, { ids, cursor, hasMore }: Page): object {
  const members = ids.flatMap((id) => {
    const member = team.member(id);
    if (member !== undefined) return [memberInfo(team, member)];
    if (!id.startsWith(removedMark)) return [];
    const removed = team.removed.find({ tag: 'team_member_id', value: id.slice(removedMark.length) });
    return removed === undefined ? [] : [removedInfo(team, removed)];
  });
  return { members, cursor, has_more: hasMore };
}
