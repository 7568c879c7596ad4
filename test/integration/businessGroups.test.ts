import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { team } from 'dropbox';
import { refused, startPracticeTeam, tagOf } from '../support/dropboxClient.ts';
import type { PracticeTeam } from '../support/dropboxClient.ts';

const byId = (id: string): team.UserSelectorArgTeamMemberId => ({ '.tag': 'team_member_id', team_member_id: id });
const group = (id: string): team.GroupSelectorGroupId => ({ '.tag': 'group_id', group_id: id });
const access = (id: string, type: 'member' | 'owner' = 'member'): team.MemberAccess => ({
  user: byId(id),
  access_type: { '.tag': type },
});
const companyManaged: team.GroupCreateArg['group_management_type'] = { '.tag': 'company_managed' };

/** A team with this many invited members, and their ids. */
async function teamOf(test: Parameters<typeof startPracticeTeam>[0], count: number): Promise<[PracticeTeam, string[]]> {
  const practice = await startPracticeTeam(test);
  const members = Array.from({ length: count }, (_one, index) => ({ member_email: `m${index}@contoso.com` }));
  const { result } = await practice.sdk.teamMembersAddV2({ new_members: members });
  assert.ok(result['.tag'] === 'complete');
  return [
    practice,
    result.complete.map((one) => (one['.tag'] === 'success' ? one.profile.team_member_id : one['.tag'])),
  ];
}

async function create({ sdk }: PracticeTeam, name: string, more: Partial<team.GroupCreateArg> = {}): Promise<string> {
  return (await sdk.teamGroupsCreate({ group_name: name, ...more })).result.group_id;
}

async function everyoneOf({ sdk }: PracticeTeam): Promise<string> {
  const { groups } = (await sdk.teamGroupsList({})).result;
  const found = groups.find((one) => one.group_management_type['.tag'] === 'system_managed');
  assert.equal(found?.group_name, 'Everyone at Contoso');
  return found.group_id;
}

describe('the groups of the practice team', () => {
  it('have names and external ids of their own', async (test) => {
    const [practice] = await teamOf(test, 0);
    const { sdk } = practice;
    const sales = await create(practice, 'Sales', { group_external_id: 'x1', group_management_type: companyManaged });
    await create(practice, 'Finance', { group_external_id: 'x2' });
    const attempt = (arg: team.GroupCreateArg): Promise<string> => tagOf(sdk.teamGroupsCreate(arg));
    assert.equal(await attempt({ group_name: 'SALES' }), 'group_name_already_used');
    assert.equal(await attempt({ group_name: 'Everyone at Contoso' }), 'group_name_already_used');
    assert.equal(await attempt({ group_name: ' ' }), 'group_name_invalid');
    assert.equal(await attempt({ group_name: 'N', group_external_id: 'x1' }), 'external_id_already_in_use');
    const managed = { group_name: 'N', group_management_type: { '.tag': 'system_managed' } } as const;
    assert.equal(await attempt(managed), 'system_managed_group_disallowed');

    const change = (arg: Omit<team.GroupUpdateArgs, 'group'>): ReturnType<typeof sdk.teamGroupsUpdate> =>
      sdk.teamGroupsUpdate({ group: group(sales), ...arg });
    const renamed = (await change({ new_group_name: 'Sales 2', new_group_external_id: '', return_members: false }))
      .result;
    assert.deepEqual(
      [renamed.group_name, renamed.group_external_id, renamed.members, renamed.group_management_type['.tag']],
      ['Sales 2', undefined, undefined, 'company_managed'],
    );
    assert.equal(await tagOf(change({ new_group_name: 'finance' })), 'group_name_already_used');
    assert.equal(await tagOf(change({ new_group_external_id: 'x2' })), 'external_id_already_in_use');
    assert.equal(await tagOf(change({ new_group_name: '' })), 'group_name_invalid');
    const everyone = group(await everyoneOf(practice));
    assert.equal(await tagOf(sdk.teamGroupsUpdate({ group: everyone })), 'system_managed_group_disallowed');
    assert.equal(await tagOf(sdk.teamGroupsDelete(everyone)), 'system_managed_group_disallowed');
  });

  it('are found, listed in pages and deleted', async (test) => {
    const [practice] = await teamOf(test, 0);
    const { sdk } = practice;
    const one = await create(practice, 'One', { group_external_id: 'x1' });
    const two = await create(practice, 'Two');
    const first = (await sdk.teamGroupsList({ limit: 2 })).result;
    assert.deepEqual([first.groups.length, first.has_more], [2, true]);
    const rest = (await sdk.teamGroupsListContinue({ cursor: first.cursor })).result;
    assert.deepEqual([rest.groups.map(({ group_id }) => group_id), rest.has_more], [[two], false]);
    const byExternal: team.GroupsSelectorGroupExternalIds = {
      '.tag': 'group_external_ids',
      group_external_ids: ['x1', 'none'],
    };
    const [found, none] = (await sdk.teamGroupsGetInfo(byExternal)).result;
    assert.ok(found?.['.tag'] === 'group_info' && found.group_id === one);
    assert.deepEqual(none, { '.tag': 'id_not_found', id_not_found: 'none' });
    const [everyone] = (await sdk.teamGroupsGetInfo({ '.tag': 'group_ids', group_ids: [await everyoneOf(practice)] }))
      .result;
    assert.ok(everyone?.['.tag'] === 'group_info' && everyone.members === undefined && everyone.member_count === 1);

    assert.equal((await sdk.teamGroupsDelete(group(one))).result['.tag'], 'complete');
    assert.equal(await tagOf(sdk.teamGroupsDelete(group(one))), 'group_already_deleted');
    assert.equal(await tagOf(sdk.teamGroupsDelete(group('g:none'))), 'group_not_found');
    await practice.control('PUT', '/jobs', { always: true, polls: 1 });
    const launched = (await sdk.teamGroupsDelete(group(two))).result;
    assert.equal(launched['.tag'], 'async_job_id');
    const job = { async_job_id: launched.async_job_id };
    assert.equal((await sdk.teamGroupsJobStatusGet(job)).result['.tag'], 'in_progress');
    assert.equal((await sdk.teamGroupsJobStatusGet(job)).result['.tag'], 'complete');
    assert.equal(await tagOf(sdk.teamGroupsJobStatusGet({ async_job_id: 'none' })), 'invalid_async_job_id');
  });

  it('take and lose members, all of a call or none', async (test) => {
    const [practice, [a = '', b = '', c = '']] = await teamOf(test, 3);
    const { sdk } = practice;
    const sales = group(await create(practice, 'Sales', { group_management_type: companyManaged }));
    const added = (await sdk.teamGroupsMembersAdd({ group: sales, members: [access(a), access(b)] })).result;
    assert.deepEqual([added.group_info.members?.length, added.async_job_id], [2, ' ']);
    const attempt = (...members: team.MemberAccess[]): Promise<string> =>
      tagOf(sdk.teamGroupsMembersAdd({ group: sales, members, return_members: false }));
    assert.equal(await attempt(access(c), access(a)), 'duplicate_user');
    assert.equal(await attempt(access(c), access(c)), 'duplicate_user');
    assert.equal(await attempt(access(c, 'owner')), 'user_cannot_be_manager_of_company_managed_group');
    const strangers = await refused(
      sdk.teamGroupsMembersAdd({ group: sales, members: [access(c), access('dbmid:none')] }),
    );
    assert.deepEqual(strangers.error, { '.tag': 'users_not_found', users_not_found: ['dbmid:none'] });
    await sdk.teamMembersRemove({ user: byId(c), wipe_data: false });
    const gone = await refused(sdk.teamGroupsMembersAdd({ group: sales, members: [access(c)] }));
    assert.deepEqual(gone.error, { '.tag': 'members_not_in_team', members_not_in_team: [c] });
    const own = group(await create(practice, 'Own'));
    const owner = { group: own, members: [access(a, 'owner')] };
    assert.equal(await tagOf(sdk.teamGroupsMembersAdd(owner)), 'user_must_be_active_to_be_owner');
    await practice.control('POST', '/accept');
    assert.equal((await sdk.teamGroupsMembersAdd(owner)).result.group_info.members?.[0]?.access_type['.tag'], 'owner');

    const page = (await sdk.teamGroupsMembersList({ group: sales, limit: 1 })).result;
    assert.deepEqual([page.members.length, page.has_more], [1, true]);
    const last = (await sdk.teamGroupsMembersListContinue({ cursor: page.cursor })).result;
    assert.deepEqual([last.members[0]?.profile.team_member_id, last.has_more], [b, false]);
    assert.equal(await tagOf(sdk.teamGroupsMembersListContinue({ cursor: 'none' })), 'invalid_cursor');
    assert.equal(await tagOf(sdk.teamGroupsMembersList({ group: group('g:none') })), 'group_not_found');

    const remove = (...ids: string[]): ReturnType<typeof sdk.teamGroupsMembersRemove> =>
      sdk.teamGroupsMembersRemove({ group: sales, users: ids.map(byId), return_members: false });
    assert.equal(await tagOf(remove('dbmid:none', a)), 'users_not_found');
    assert.equal((await remove(a)).result.group_info.member_count, 1);
    assert.equal(await tagOf(remove(b, a)), 'member_not_in_group');
    assert.equal((await sdk.teamGroupsMembersList({ group: sales })).result.members.length, 1);
  });

  it('are the groups that SCIM shows', async (test) => {
    const [practice, [a = '']] = await teamOf(test, 1);
    const { sdk } = practice;
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const made = await practice.scim('POST', '/Groups', {
      schemas,
      displayName: 'Sales',
      externalId: 'x1',
      members: [{ value: a }],
    });
    const id = String(made.body['id']);
    const [info] = (await sdk.teamGroupsGetInfo({ '.tag': 'group_ids', group_ids: [id] })).result;
    assert.ok(info?.['.tag'] === 'group_info');
    assert.deepEqual(
      [info.group_external_id, info.members?.[0]?.profile.team_member_id, info.group_management_type['.tag']],
      ['x1', a, 'company_managed'],
    );
    await sdk.teamGroupsMembersRemove({ group: group(id), users: [byId(a)] });
    assert.equal((await practice.scim('GET', `/Groups/${id}`)).body['members'], undefined);
    await sdk.teamGroupsMembersAdd({ group: group(id), members: [access(a)] });
    const members = (await practice.scim('GET', `/Groups/${id}`)).body['members'] as readonly { value: string }[];
    assert.deepEqual(
      members.map(({ value }) => value),
      [a],
    );
  });
});
