import type { RemovalPlan } from '../../decision/removal.ts';
import { TargetError, type DeletionReceipt } from '../targetDirectory.ts';
import type { BusinessConnection } from './connection.ts';
import { deletionReceipt } from './deletionReceipt.ts';
import { byMemberId, findMember } from './memberReads.ts';
import { text } from '../../protocol/text.ts';

/**
 * Removes a member as it was planned. Files on the devices stay in any case, and Dropbox keeps the account for seven days, unless its
 * files go to somebody else or it becomes a personal one (Dropbox API specification, `team/members/remove`).
 *
 * @throws TargetError, of kind `changed` when somebody of whom nothing is to be transferred has accepted the invitation meanwhile.
 */
export async function removeAsPlanned(
  connection: BusinessConnection,
  id: string,
  plan: RemovalPlan | null,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  switch (plan?.kind) {
    case 'transfer': {
      const transfer = { transfer_dest_id: byMemberId(plan.to.id), transfer_admin_id: byMemberId(plan.admin) };
      return remove(connection, id, { ...plainly, ...transfer }, signal);
    }
    case 'keepAccount':
      return remove(connection, id, { keep_account: true, retain_team_shares: plan.retainTeamShares }, signal);
    case 'withoutTransfer':
      return remove(connection, id, plainly, signal);
    case 'invited':
      return removeInvited(connection, id, signal);
    default:
      throw new TargetError(
        'rejected',
        text`Nothing was sent: it isn’t settled what becomes of the member’s files.`,
        null,
        {
          advice: text`Name who gets the files in "removal" of the job’s target.`,
        },
      );
  }
}

const plainly = { keep_account: false };

async function removeInvited(
  connection: BusinessConnection,
  id: string,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  const member = await findMember(connection, byMemberId(id), signal);
  if (member === null) return 'notFound';
  if (member.status === 'invited') return withdrawInvitation(connection, id, signal);
  const message = text`Nothing was sent: the member has accepted the invitation meanwhile, and may have files.`;
  throw new TargetError('changed', message, null);
}

/** Removes a member who has not accepted the invitation, and so has no files in the team. @throws TargetError */
export function withdrawInvitation(
  connection: BusinessConnection,
  id: string,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  return remove(connection, id, plainly, signal);
}

async function remove(
  connection: BusinessConnection,
  id: string,
  instruction: object,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  const refused = text`Removing the member was refused`;
  const argument = { user: byMemberId(id), wipe_data: false, ...instruction };
  const response = await connection.call({ route: 'team/members/remove', argument, does: 'write', refused }, signal);
  return deletionReceipt(connection, response, refused, 'team/members/remove/job_status/get', signal);
}
