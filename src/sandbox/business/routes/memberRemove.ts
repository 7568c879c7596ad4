import type { StoredResource } from '../../target/store.ts';
import { boolean, optional, struct, withDefault } from '../argument.ts';
import { asyncJobId, userSelector } from '../arguments.ts';
import type { UserSelector } from '../arguments.ts';
import { routeError, tagged } from '../businessError.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { emailOf, externalIdOf, statusOf } from '../team.ts';
import type { Team } from '../team.ts';
import { demandMember, isOutsider } from './memberChanges.ts';

const removal = struct({
  user: userSelector,
  wipe_data: withDefault(boolean, true),
  transfer_dest_id: optional(userSelector),
  transfer_admin_id: optional(userSelector),
  keep_account: withDefault(boolean, false),
  retain_team_shares: withDefault(boolean, false),
  permanently_delete_files: withDefault(boolean, false),
});

type Removal = ReturnType<typeof removal>;

/** The routes that remove members, and bring them back. */
export const memberRemoveRoutes: Readonly<Record<string, Route>> = {
  'team/members/remove': route('members.delete', removal, ({ team, jobs }, wanted) => {
    const member = demandMember(team, wanted.user);
    const refusal =
      refusalOf(team, member, wanted) ??
      refusalOfTransfer(team, member, wanted) ??
      (jobs.isReceiving(member.id) ? 'member_is_transfer_destination' : null);
    if (refusal !== null) throw routeError(refusal);
    const { keep_account: isDisconnected, permanently_delete_files: isDeleted, transfer_dest_id: heir } = wanted;
    team.remove(member, { isRecoverable: !isDisconnected && !isDeleted && heir === undefined, isDisconnected });
    const receiver = heir === undefined ? undefined : team.find(heir)?.id;
    const admin = wanted.transfer_admin_id === undefined ? undefined : team.find(wanted.transfer_admin_id)?.id;
    if (receiver !== undefined && admin !== undefined) team.transfers.add({ from: member.id, to: receiver, admin });
    return jobs.launch('remove', tagged('complete'), false, receiver);
  }),
  'team/members/remove/job_status/get': route(
    'members.delete',
    struct({ async_job_id: asyncJobId }),
    ({ jobs }, { async_job_id: id }) => jobs.poll('remove', id),
  ),
  'team/members/recover': route('members.delete', struct({ user: userSelector }), ({ team }, { user }) => {
    recover(team, user);
    return null;
  }),
};

function refusalOf(team: Team, member: StoredResource, wanted: Removal): string | null {
  const {
    keep_account: keeps,
    retain_team_shares: retains,
    wipe_data: wipes,
    permanently_delete_files: deletes,
  } = wanted;
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [team.isLastAdmin(member), 'remove_last_admin'],
    [keeps && wanted.transfer_dest_id !== undefined, 'cannot_keep_account_and_transfer'],
    [deletes && wanted.transfer_dest_id !== undefined, 'cannot_permanently_delete_and_transfer'],
    [keeps && deletes, 'cannot_keep_account_and_permanently_delete'],
    [keeps && wipes, 'cannot_keep_account_and_delete_data'],
    [keeps && statusOf(member) === 'invited', 'cannot_keep_invited_user_account'],
    [retains && !keeps, 'cannot_retain_shares_when_no_account_kept'],
    [retains && wipes, 'cannot_retain_shares_when_data_wiped'],
  ];
  return reasons.find(([isSo]) => isSo)?.[1] ?? null;
}

/** What is wrong with the transfer of a leaver's files (Dropbox API specification, `team.MembersTransferFilesError`). */
function refusalOfTransfer(team: Team, member: StoredResource, wanted: Removal): string | null {
  const { transfer_dest_id: heir, transfer_admin_id: admin } = wanted;
  if (heir === undefined) return null;
  if (admin === undefined) return 'unspecified_transfer_admin_id';
  const [heirs, admins] = [team.find(heir), team.find(admin)];
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [heirs?.id === member.id, 'removed_and_transfer_dest_should_differ'],
    [admins?.id === member.id, 'removed_and_transfer_admin_should_differ'],
    [heirs === undefined, `transfer_dest_user_not_${isOutsider(team, heir) ? 'in_team' : 'found'}`],
    [admins === undefined, `transfer_admin_user_not_${isOutsider(team, admin) ? 'in_team' : 'found'}`],
    [admins?.team?.isAdmin !== true, 'transfer_admin_is_not_admin'],
    [heirs !== undefined && statusOf(heirs) === 'invited', 'recipient_not_verified'],
  ];
  return reasons.find(([isSo]) => isSo)?.[1] ?? null;
}

/** Puts a removed member back as they were, without their groups. */
function recover(team: Team, user: UserSelector): void {
  if (team.find(user) !== undefined) throw routeError('user_unrecoverable');
  const removed = team.removed.find(user);
  if (removed === undefined) throw routeError(isOutsider(team, user) ? 'user_not_in_team' : 'user_not_found');
  const { member, isRecoverable } = removed;
  const externalId = externalIdOf(member);
  // Over SCIM, somebody new may have got the address or the external id since.
  const isReplaced =
    team.find({ tag: 'email', value: emailOf(member) }) !== undefined ||
    (externalId !== undefined && team.find({ tag: 'external_id', value: externalId }) !== undefined);
  if (!isRecoverable || isReplaced) throw routeError('user_unrecoverable');
  if (statusOf(member) !== 'suspended' && !team.hasSeat()) throw routeError('team_license_limit');
  team.removed.forget(member);
  team.put(member);
}
