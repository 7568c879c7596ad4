import type { TagReason } from './tagReasons.ts';

const otherReceiver =
  'Name another member in "transferFilesTo" or "otherwiseTo" of the job’s target. The user is tried again by itself.';
const otherAdmin = 'Name an active team admin in "transferAdmin" of the job’s target.';

/**
 * Why Dropbox doesn't remove a member as asked (Dropbox API specification, `team.MembersRemoveError` and
 * `team.MembersTransferFilesError`).
 */
export const removalReasons: Readonly<Record<string, TagReason>> = {
  transfer_dest_user_not_found: rejected('there is no member to whom the files could go.', otherReceiver),
  transfer_dest_user_not_in_team: rejected(
    'whoever is to get the files is no member of the team any more.',
    otherReceiver,
  ),
  removed_and_transfer_dest_should_differ: rejected('the files would go to the removed member.', otherReceiver),
  recipient_not_verified: rejected('whoever is to get the files has no verified address.', otherReceiver),
  transfer_admin_user_not_found: rejected('there is no such admin to be told of errors.', otherAdmin),
  transfer_admin_user_not_in_team: rejected(
    'whoever is to be told of errors is no member of the team any more.',
    otherAdmin,
  ),
  transfer_admin_is_not_admin: rejected('whoever is to be told of errors is no team admin.', otherAdmin),
  removed_and_transfer_admin_should_differ: rejected('the removed member would be told of errors.', otherAdmin),
  unspecified_transfer_admin_id: rejected('nobody is named whom Dropbox could tell of errors.', otherAdmin),
  member_is_transfer_destination: rejected(
    'the member is getting somebody’s files at this moment.',
    'Nothing to do: the user is tried again by itself, and removed when the transfer is complete.',
  ),
  cannot_keep_account: rejected(
    'only a team admin may turn this account into a personal one.',
    'Authorize as a team admin, or remove "keepAccount" from the job’s target.',
  ),
  cannot_keep_invited_user_account: rejected(
    'the invitation isn’t accepted, so there is no account to keep.',
    seeAdmin(),
  ),
  cannot_keep_account_under_legal_hold: rejected(
    'the account is under a legal hold.',
    'Release the member from the hold in the admin console first.',
  ),
  cannot_keep_account_required_to_sign_tos: rejected(
    'the person has to agree to Dropbox’s terms first.',
    'Let the person sign in to Dropbox and agree, or transfer the files to somebody else.',
  ),
  cannot_retain_shares_when_team_external_sharing_off: rejected(
    'the team shares nothing outside of it.',
    'Allow external sharing in the team’s settings, or remove "retainTeamShares" from the job’s target.',
  ),
  email_address_too_long_to_be_disabled: rejected('the address is too long to be disabled.', seeAdmin()),
};

function rejected(words: string, advice: string): TagReason {
  return { kind: 'rejected', words, advice };
}

function seeAdmin(): string {
  return 'Remove the member in the admin console.';
}
