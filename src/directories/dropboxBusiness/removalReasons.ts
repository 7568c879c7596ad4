import type { TagReason } from './tagReasons.ts';
import { type Text, text } from '../../protocol/text.ts';

const otherReceiver = text`Name another member in "transferFilesTo" or "otherwiseTo" of the job’s target. The user is tried again by itself.`;
const otherAdmin = text`Name an active team admin in "transferAdmin" of the job’s target.`;

/**
 * Why Dropbox doesn't remove a member as asked (Dropbox API specification, `team.MembersRemoveError` and
 * `team.MembersTransferFilesError`).
 */
export const removalReasons: Readonly<Record<string, TagReason>> = {
  transfer_dest_user_not_found: rejected(text`there is no member to whom the files could go.`, otherReceiver),
  transfer_dest_user_not_in_team: rejected(
    text`whoever is to get the files is no member of the team any more.`,
    otherReceiver,
  ),
  removed_and_transfer_dest_should_differ: rejected(text`the files would go to the removed member.`, otherReceiver),
  recipient_not_verified: rejected(text`whoever is to get the files has no verified address.`, otherReceiver),
  transfer_admin_user_not_found: rejected(text`there is no such admin to be told of errors.`, otherAdmin),
  transfer_admin_user_not_in_team: rejected(
    text`whoever is to be told of errors is no member of the team any more.`,
    otherAdmin,
  ),
  transfer_admin_is_not_admin: rejected(text`whoever is to be told of errors is no team admin.`, otherAdmin),
  removed_and_transfer_admin_should_differ: rejected(text`the removed member would be told of errors.`, otherAdmin),
  unspecified_transfer_admin_id: rejected(text`nobody is named whom Dropbox could tell of errors.`, otherAdmin),
  member_is_transfer_destination: rejected(
    text`the member is getting somebody’s files at this moment.`,
    text`Nothing to do: the user is tried again by itself, and removed when the transfer is complete.`,
  ),
  cannot_keep_account: rejected(
    text`only a team admin may turn this account into a personal one.`,
    text`Authorize as a team admin, or remove "keepAccount" from the job’s target.`,
  ),
  cannot_keep_invited_user_account: rejected(
    text`the invitation isn’t accepted, so there is no account to keep.`,
    seeAdmin(),
  ),
  cannot_keep_account_under_legal_hold: rejected(
    text`the account is under a legal hold.`,
    text`Release the member from the hold in the admin console first.`,
  ),
  cannot_keep_account_required_to_sign_tos: rejected(
    text`the person has to agree to Dropbox’s terms first.`,
    text`Let the person sign in to Dropbox and agree, or transfer the files to somebody else.`,
  ),
  cannot_retain_shares_when_team_external_sharing_off: rejected(
    text`the team shares nothing outside of it.`,
    text`Allow external sharing in the team’s settings, or remove "retainTeamShares" from the job’s target.`,
  ),
  email_address_too_long_to_be_disabled: rejected(text`the address is too long to be disabled.`, seeAdmin()),
};

function rejected(words: Text, advice: Text): TagReason {
  return { kind: 'rejected', words, advice };
}

function seeAdmin(): Text {
  return text`Remove the member in the admin console.`;
}
