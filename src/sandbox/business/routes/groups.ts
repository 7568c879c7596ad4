import type { StoredResource, TeamFacts } from '../../target/store.ts';
import { withValue } from '../../target/scimObject.ts';
import { everyone, ownAdmin } from '../admin.ts';
import { boolean, integer, list, optional, struct, text, union, voidUnion, withDefault } from '../argument.ts';
import { asyncJobId, groupSelector } from '../arguments.ts';
import type { GroupSelected } from '../arguments.ts';
import { routeError, tagged } from '../businessError.ts';
import type { Page } from '../listings.ts';
import { route } from '../route.ts';
import type { BusinessContext, Route } from '../route.ts';
import { everyoneSummary, groupInfo, groupSummary } from '../shapes.ts';
import { isEveryone, withMembers } from '../team.ts';
import type { Team } from '../team.ts';

const largestPage = 1000;
const managementType = voidUnion(['user_managed', 'company_managed', 'system_managed']);

const newGroup = struct({
  group_name: text(),
  add_creator_as_owner: withDefault(boolean, false),
  group_external_id: optional(text()),
  group_management_type: optional(managementType),
});

const groupChange = struct({
  group: groupSelector,
  return_members: withDefault(boolean, true),
  new_group_name: optional(text()),
  new_group_external_id: optional(text()),
  new_group_management_type: optional(managementType),
});

/** The routes for groups themselves. */
export const groupRoutes: Readonly<Record<string, Route>> = {
  'team/groups/list': route(
    'groups.read',
    struct({ limit: withDefault(integer(1, largestPage), largestPage) }),
    ({ team, listings }, { limit }) => {
      const ids = [everyone.id, ...team.groups().map(({ id }) => id)];
      return listed(team, listings.begin('groups', ids, limit));
    },
  ),
  'team/groups/list/continue': route('groups.read', struct({ cursor: text() }), ({ team, listings }, { cursor }) =>
    listed(team, listings.next('groups', cursor)),
  ),
  'team/groups/get_info': route(
    'groups.read',
    union(['group_ids', 'group_external_ids'], list(text())),
    ({ team }, { tag, value }) =>
      value.map((id) => infoItem(team, { tag: tag === 'group_ids' ? 'group_id' : 'group_external_id', value: id })),
  ),
  'team/groups/create': route('groups.write', newGroup, create),
  'team/groups/update': route('groups.write', groupChange, update),
  'team/groups/delete': route('groups.write', groupSelector, ({ team, jobs }, selector) => {
    if (team.isDeletedGroup(selector)) throw routeError('group_already_deleted');
    team.deleteGroup(demandGroup(team, selector));
    return jobs.launch('groups', tagged('complete'), false);
  }),
  'team/groups/job_status/get': route(
    'groups.write',
    struct({ async_job_id: asyncJobId }),
    ({ jobs }, { async_job_id: id }) => (id.trim() === '' ? tagged('complete') : jobs.poll('groups', id)),
  ),
};

/** The group that is meant. Throws 409 `system_managed_group_disallowed` or `group_not_found`. */
export function demandGroup(team: Team, selector: GroupSelected): StoredResource {
  if (isEveryone(selector)) throw routeError('system_managed_group_disallowed');
  const group = team.group(selector);
  if (group === undefined) throw routeError('group_not_found');
  return group;
}

function listed(team: Team, { ids, cursor, hasMore }: Page): object {
  const groups = ids.flatMap((id) => {
    if (id === everyone.id) return [everyoneSummary(team)];
    const group = team.group({ tag: 'group_id', value: id });
    return group === undefined ? [] : [groupSummary(team, group)];
  });
  return { groups, cursor, has_more: hasMore };
}

function infoItem(team: Team, selector: GroupSelected): object {
  if (isEveryone(selector)) return tagged('group_info', { ...everyoneSummary(team), created: everyone.created });
  const group = team.group(selector);
  if (group === undefined) return tagged('id_not_found', { id_not_found: selector.value });
  return tagged('group_info', groupInfo(team, group, true));
}

function create({ team, newId }: BusinessContext, wanted: ReturnType<typeof newGroup>): object {
  const { group_name: name, group_external_id: externalId, group_management_type: type = 'user_managed' } = wanted;
  if (type === 'system_managed') throw routeError('system_managed_group_disallowed');
  checkName(team, name, undefined);
  checkExternalId(team, externalId, undefined);
  const time = team.now().toISOString();
  const owners = wanted.add_creator_as_owner ? [ownAdmin.id] : [];
  const facts: TeamFacts = { managementType: type, owners };
  const group: StoredResource = {
    kind: 'Group',
    id: newId('Group'),
    attributes: { displayName: name, ...(externalId ? { externalId } : {}) },
    created: time,
    lastModified: time,
    version: 0,
    team: facts,
  };
  return groupInfo(team, team.put(withMembers(group, owners)), true);
}

function update({ team }: BusinessContext, change: ReturnType<typeof groupChange>): object {
  const group = demandGroup(team, change.group);
  const { new_group_name: name, new_group_external_id: externalId, new_group_management_type: type } = change;
  if (type === 'system_managed') throw routeError('system_managed_group_disallowed');
  if (name !== undefined) checkName(team, name, group);
  checkExternalId(team, externalId, group);
  let { attributes } = group;
  if (name !== undefined) attributes = { ...attributes, displayName: name };
  // An empty one clears it.
  if (externalId !== undefined) attributes = withValue(attributes, 'externalId', externalId || undefined);
  const facts = type === undefined ? {} : { team: { ...group.team, managementType: type } };
  return groupInfo(team, team.put({ ...group, attributes, ...facts }), change.return_members);
}

const longestName = 255;

function checkName(team: Team, name: string, group: StoredResource | undefined): void {
  if (name.trim() === '' || name.length > longestName) throw routeError('group_name_invalid');
  const isOthers = team.groupsNamed(name).some(({ id }) => id !== group?.id);
  if (isOthers || name.toLowerCase() === everyone.name.toLowerCase()) throw routeError('group_name_already_used');
}

function checkExternalId(team: Team, externalId: string | undefined, group: StoredResource | undefined): void {
  if (externalId === undefined || externalId === '') return;
  const owner = team.group({ tag: 'group_external_id', value: externalId });
  if (owner !== undefined && owner.id !== group?.id) throw routeError('external_id_already_in_use');
}
