import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { team } from 'dropbox';
import { refused, startPracticeTeam, tagOf } from '../support/dropboxClient.ts';
import type { PracticeTeam } from '../support/dropboxClient.ts';

const day = 86_400_000;
const admin = 'dropbox.admin@contoso.com';

const byEmail = (email: string): team.UserSelectorArgEmail => ({ '.tag': 'email', email });
const byId = (id: string): team.UserSelectorArgTeamMemberId => ({ '.tag': 'team_member_id', team_member_id: id });
const byExternalId = (id: string): team.UserSelectorArgExternalId => ({ '.tag': 'external_id', external_id: id });

function newMember(name: string, more: Partial<team.MemberAddV2Arg> = {}): team.MemberAddV2Arg {
  return {
    member_email: `${name}@contoso.com`,
    member_given_name: name,
    member_surname: 'Test',
    member_external_id: `entra-${name}`,
    ...more,
  };
}

/** Adds members and tells the result of each by its tag; the id of those who were added. */
async function add({ sdk }: PracticeTeam, ...members: team.MemberAddV2Arg[]): Promise<string[]> {
  const { result } = await sdk.teamMembersAddV2({ new_members: members });
  assert.equal(result['.tag'], 'complete');
  return result.complete.map((one) => (one['.tag'] === 'success' ? one.profile.team_member_id : one['.tag']));
}

async function accept(practice: PracticeTeam, id: string): Promise<void> {
  await practice.control('POST', `/users/${encodeURIComponent(id)}/accept`);
}

async function statusOf({ sdk }: PracticeTeam, id: string): Promise<string> {
  const { result } = await sdk.teamMembersGetInfoV2({ members: [byId(id)] });
  const [item] = result.members_info;
  return item?.['.tag'] === 'member_info' ? item.profile.status['.tag'] : 'not found';
}

describe('the members of the practice team', () => {
  it('tells the team, its admin and its seats', async (test) => {
    const practice = await startPracticeTeam(test, { seatLimit: 2 });
    const { sdk } = practice;
    const who = await sdk.teamTokenGetAuthenticatedAdmin();
    assert.equal(who.result.admin_profile.email, admin);
    await add(practice, newMember('ada'));
    const { result } = await sdk.teamGetInfo();
    assert.deepEqual([result.num_licensed_users, result.num_provisioned_users], [3, 2]);
    assert.deepEqual(
      await add(practice, newMember('bob'), newMember('cy')).then((ids) => ids.at(1)),
      'team_license_limit',
    );
  });

  it('adds twenty at most, and tells the result of each', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const many = Array.from({ length: 21 }, (_one, index) => newMember(`m${index}`));
    assert.match(String((await refused(sdk.teamMembersAddV2({ new_members: many }))).error), /more than 20/);
    await practice.control('PUT', '/refusals', [{ email: 'odd@contoso.com', tag: 'user_creation_failed' }]);
    const [ada = '', ...others] = await add(
      practice,
      newMember('ada'),
      newMember('ADA'),
      newMember('eve', { member_external_id: 'entra-ada' }),
      newMember('x', { member_email: 'x@otherteam.example' }),
      newMember('odd'),
      newMember('p', { member_persistent_id: 'p' }),
    );
    assert.deepEqual(others, [
      'user_already_on_team',
      'duplicate_external_member_id',
      'user_on_another_team',
      'user_creation_failed',
      'persistent_id_disabled',
    ]);
    assert.match(ada, /^dbmid:/);
    assert.equal(await statusOf(practice, ada), 'invited');
    for (const wrong of [
      { member_email: 'no address' },
      { member_email: 'dash–@contoso.com' },
      { member_surname: 'a/b' },
      { member_given_name: 'x'.repeat(51) },
      { member_external_id: 'x'.repeat(65) },
    ])
      assert.equal((await refused(sdk.teamMembersAddV2({ new_members: [newMember('w', wrong)] }))).status, 400);
  });

  it('does it asynchronously when it is asked to, or made to', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const { result } = await sdk.teamMembersAddV2({ new_members: [newMember('ada')], force_async: true });
    assert.equal(result['.tag'], 'async_job_id');
    const job = { async_job_id: result.async_job_id };
    assert.equal((await sdk.teamMembersAddJobStatusGetV2(job)).result['.tag'], 'in_progress');
    const ended = (await sdk.teamMembersAddJobStatusGetV2(job)).result;
    assert.ok(ended['.tag'] === 'complete' && ended.complete[0]?.['.tag'] === 'success');
    assert.equal(await tagOf(sdk.teamMembersRemoveJobStatusGet(job)), 'invalid_async_job_id');

    await practice.control('PUT', '/jobs', { always: true, polls: 0, failure: 'Something broke.' });
    const failing = (await sdk.teamMembersAddV2({ new_members: [newMember('bob')] })).result;
    assert.equal(failing['.tag'], 'async_job_id');
    const failed = (await sdk.teamMembersAddJobStatusGetV2({ async_job_id: failing.async_job_id })).result;
    assert.deepEqual(failed, { '.tag': 'failed', failed: 'Something broke.' });
    const removal = (await sdk.teamMembersRemove({ user: byEmail('bob@contoso.com'), wipe_data: false })).result;
    assert.equal(removal['.tag'], 'async_job_id');
    const removed = await sdk.teamMembersRemoveJobStatusGet({ async_job_id: removal.async_job_id });
    assert.equal(removed.result['.tag'], 'complete');
  });

  it('lists in pages by cursors that go stale', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const ids = await add(practice, newMember('a'), newMember('b'), newMember('c'));
    const first = (await sdk.teamMembersListV2({ limit: 2 })).result;
    assert.deepEqual([first.members.length, first.members[0]?.profile.email, first.has_more], [2, admin, true]);
    await sdk.teamMembersRemove({ user: byId(ids[1] ?? ''), wipe_data: false });
    const { cursor } = first;
    const rest = (await sdk.teamMembersListContinueV2({ cursor })).result;
    assert.deepEqual([rest.members.map(({ profile }) => profile.team_member_id), rest.has_more], [[ids[2]], false]);
    const all = (await sdk.teamMembersListV2({ include_removed: true })).result.members;
    assert.deepEqual(all.at(-1)?.profile.status, { '.tag': 'removed', is_recoverable: true, is_disconnected: false });
    assert.equal(await tagOf(sdk.teamGroupsListContinue({ cursor })), 'invalid_cursor');
    await practice.control('POST', '/cursors');
    assert.equal(await tagOf(sdk.teamMembersListContinueV2({ cursor })), 'invalid_cursor');
    for (const limit of [0, 1001]) assert.equal((await refused(sdk.teamMembersListV2({ limit }))).status, 400);
  });

  it('changes profiles, and finds people by each of their ids', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const [ada = ''] = await add(practice, newMember('ada'), newMember('bob'));
    const changed = await sdk.teamMembersSetProfileV2({
      user: byExternalId('entra-ada'),
      new_email: 'ada.l@contoso.com',
      new_given_name: 'Augusta',
      new_surname: 'Lovelace',
    });
    assert.equal(changed.result.member_info.profile.name.display_name, 'Augusta Lovelace');
    const found = (
      await sdk.teamMembersGetInfoV2({ members: [byEmail('ADA.L@contoso.com'), byEmail('ada@contoso.com')] })
    ).result;
    assert.deepEqual(found.members_info[1], { '.tag': 'id_not_found', id_not_found: 'ada@contoso.com' });
    const user = byId(ada);
    const change = (more: Partial<team.MembersSetProfileArg>): Promise<string> =>
      tagOf(sdk.teamMembersSetProfileV2({ user, ...more }));
    assert.equal(await change({}), 'no_new_data_specified');
    assert.equal(await change({ new_email: 'bob@contoso.com' }), 'email_reserved_for_other_user');
    assert.equal(await change({ new_external_id: 'entra-bob' }), 'external_id_used_by_other_user');
    assert.equal(await change({ new_external_id: '' }), 'param_cannot_be_empty');
    assert.equal(await change({ new_persistent_id: 'p' }), 'persistent_id_disabled');
    assert.equal(
      await change({ user: byExternalId('entra-ada'), new_external_id: 'n' }),
      'external_id_and_new_external_id_unsafe',
    );
    assert.equal(await change({ user: byEmail(admin), new_surname: 'N' }), 'set_profile_disallowed');
    assert.equal(await change({ user: byId('dbmid:none'), new_surname: 'N' }), 'user_not_found');
    assert.equal(await change({ user: byEmail('x@otherteam.example'), new_surname: 'N' }), 'user_not_in_team');
  });

  it('suspends whoever is active, and resumes while there is a seat', async (test) => {
    const practice = await startPracticeTeam(test, { seatLimit: 1 });
    const { sdk } = practice;
    const [ada = ''] = await add(practice, newMember('ada'));
    const user = byId(ada);
    await sdk.teamMembersSendWelcomeEmail(user);
    assert.equal(await tagOf(sdk.teamMembersSendWelcomeEmail(byId('dbmid:none'))), 'user_not_found');
    assert.equal(await tagOf(sdk.teamMembersSuspend({ user, wipe_data: false })), 'suspend_inactive_user');
    await accept(practice, ada);
    assert.equal(await tagOf(sdk.teamMembersUnsuspend({ user })), 'unsuspend_non_suspended_member');
    await sdk.teamMembersSuspend({ user, wipe_data: false });
    assert.equal(await statusOf(practice, ada), 'suspended');
    await add(practice, newMember('bob'));
    assert.equal(await tagOf(sdk.teamMembersUnsuspend({ user })), 'team_license_limit');
    await practice.control('PUT', '/seats', { limit: null });
    await sdk.teamMembersUnsuspend({ user });
    assert.equal(await statusOf(practice, ada), 'active');
    assert.equal(await tagOf(sdk.teamMembersSuspend({ user: byEmail(admin) })), 'suspend_last_admin');
  });

  it('removes, and recovers within seven days', async (test) => {
    const practice = await startPracticeTeam(test, { seatLimit: 2 });
    const { sdk } = practice;
    const [ada = ''] = await add(practice, newMember('ada'));
    await accept(practice, ada);
    const user = byId(ada);
    await sdk.teamMembersRemove({ user, wipe_data: false });
    assert.equal(await statusOf(practice, ada), 'not found');
    assert.deepEqual(await add(practice, newMember('ada')), ['user_already_on_team']);
    assert.deepEqual(await add(practice, newMember('new', { member_external_id: 'entra-ada' })), [
      'duplicate_external_member_id',
    ]);
    assert.equal(await tagOf(sdk.teamMembersSuspend({ user })), 'user_not_in_team');
    practice.advance(7 * day - 1);
    await add(practice, newMember('b'), newMember('c'));
    assert.equal(await tagOf(sdk.teamMembersRecover({ user })), 'team_license_limit');
    await practice.control('PUT', '/seats', { limit: 10 });
    await sdk.teamMembersRecover({ user: byEmail('ada@contoso.com') });
    assert.equal(await statusOf(practice, ada), 'active');
    assert.equal(await tagOf(sdk.teamMembersRecover({ user })), 'user_unrecoverable');
    await sdk.teamMembersRemove({ user, wipe_data: false });
    practice.advance(7 * day);
    assert.equal(await tagOf(sdk.teamMembersRecover({ user })), 'user_not_found');
    const [again = ''] = await add(practice, newMember('ada'));
    assert.match(again, /^dbmid:/);
    assert.notEqual(again, ada);
  });

  it('refuses removals that would lose what they are to keep', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const [ada = '', bob = '', eve = ''] = await add(practice, newMember('ada'), newMember('bob'), newMember('eve'));
    await accept(practice, ada);
    await accept(practice, bob);
    const remove = (more: Partial<team.MembersRemoveArg>): Promise<string> =>
      tagOf(sdk.teamMembersRemove({ user: byId(ada), wipe_data: false, ...more }));
    const transfer_admin_id = byEmail(admin);
    const transfer_dest_id = byId(bob);
    assert.equal(await remove({ user: byEmail(admin) }), 'remove_last_admin');
    assert.equal(await remove({ keep_account: true, wipe_data: true }), 'cannot_keep_account_and_delete_data');
    assert.equal(
      await remove({ keep_account: true, transfer_dest_id, transfer_admin_id }),
      'cannot_keep_account_and_transfer',
    );
    assert.equal(await remove({ user: byId(eve), keep_account: true }), 'cannot_keep_invited_user_account');
    assert.equal(await remove({ retain_team_shares: true }), 'cannot_retain_shares_when_no_account_kept');
    assert.equal(await remove({ transfer_dest_id }), 'unspecified_transfer_admin_id');
    assert.equal(await remove({ transfer_dest_id, transfer_admin_id: byId(bob) }), 'transfer_admin_is_not_admin');
    assert.equal(
      await remove({ transfer_dest_id: byId(ada), transfer_admin_id }),
      'removed_and_transfer_dest_should_differ',
    );
    assert.equal(
      await remove({ transfer_dest_id: byEmail('no@x.com'), transfer_admin_id }),
      'transfer_dest_user_not_found',
    );
    assert.equal(await remove({ transfer_dest_id: byId(eve), transfer_admin_id }), 'recipient_not_verified');
    assert.equal(
      await remove({ transfer_dest_id, transfer_admin_id, permanently_delete_files: true }),
      'cannot_permanently_delete_and_transfer',
    );
    await sdk.teamMembersRemove({ user: byId(ada), wipe_data: false, transfer_dest_id, transfer_admin_id });
    assert.equal(await tagOf(sdk.teamMembersRecover({ user: byId(ada) })), 'user_unrecoverable');
    await sdk.teamMembersRemove({ user: byId(bob), wipe_data: false, keep_account: true });
  });

  it('transfers the files of whom it removes, and lets nobody go to whom files are on their way', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const [ada = '', bob = ''] = await add(practice, newMember('ada'), newMember('bob'));
    await accept(practice, ada);
    await accept(practice, bob);
    await practice.control('PUT', '/jobs', { always: true, polls: 1 });
    const transfer = { transfer_dest_id: byId(bob), transfer_admin_id: byEmail(admin) };
    const { result } = await sdk.teamMembersRemove({ user: byId(ada), wipe_data: false, ...transfer });
    assert.ok(result['.tag'] === 'async_job_id');
    const job = { async_job_id: result.async_job_id };
    const removeBob = (): Promise<unknown> => sdk.teamMembersRemove({ user: byId(bob), wipe_data: false });
    assert.equal(await tagOf(removeBob()), 'member_is_transfer_destination');
    assert.equal((await sdk.teamMembersRemoveJobStatusGet(job)).result['.tag'], 'in_progress');
    assert.equal((await sdk.teamMembersRemoveJobStatusGet(job)).result['.tag'], 'complete');
    await removeBob();
    const { transfers } = (await practice.control('GET', '/state')) as { transfers: { from: string; to: string }[] };
    assert.deepEqual(
      transfers.map(({ from, to }) => [from, to]),
      [[ada, bob]],
    );
  });

  it('is the team that SCIM shows', async (test) => {
    const practice = await startPracticeTeam(test);
    const { sdk } = practice;
    const [ada = ''] = await add(practice, newMember('ada'));
    const shown = (await practice.scim('GET', `/Users/${ada}`)).body;
    assert.deepEqual([shown['userName'], shown['externalId'], shown['active']], ['ada@contoso.com', 'entra-ada', true]);
    const everybody = (await practice.scim('GET', '/Users')).body;
    assert.equal(everybody['totalResults'], 1, 'the admin of its own is not among them');
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const name = { givenName: 'Bob', familyName: 'Test' };
    const made = await practice.scim('POST', '/Users', {
      schemas,
      userName: 'bob@contoso.com',
      externalId: 'entra-bob',
      name,
    });
    const bob = String(made.body['id']);
    assert.equal(await statusOf(practice, bob), 'invited');
    await accept(practice, bob);
    const patch = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    };
    await practice.scim('PATCH', `/Users/${bob}`, patch);
    assert.equal(await statusOf(practice, bob), 'suspended');
    await practice.scim('DELETE', `/Users/${bob}`);
    assert.deepEqual(await add(practice, newMember('bob')), ['user_already_on_team']);
    await sdk.teamMembersRecover({ user: byExternalId('entra-bob') });
    assert.equal((await practice.scim('GET', `/Users/${bob}`)).body['active'], false);
  });
});
