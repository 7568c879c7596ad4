import { removalReasons } from './removalReasons.ts';
import type { TargetErrorKind } from '../targetDirectory.ts';
import { type Text, text } from '../../protocol/text.ts';

export interface TagReason {
  readonly kind: TargetErrorKind;
  /** A clause that ends with a full stop. */
  readonly words: Text;
  readonly advice: Text;
}

const seats = text`Free a seat or buy more; whoever is left without one is tried again in the next cycle.`;
const notAgain = text`Nothing to do now: it is looked for again in the next cycle.`;

/**
 * What the errors of routes mean that this adapter calls, by their tags (Dropbox API specification, team_members.stone and
 * team_groups.stone), and what to do about each. Unions are open: others may come.
 */
export const tagReasons: Readonly<Record<string, TagReason>> = {
  user_not_found: { kind: 'notFound', words: text`there is no such member.`, advice: notAgain },
  user_not_in_team: { kind: 'notFound', words: text`the person is no member of this team.`, advice: notAgain },
  team_license_limit: { kind: 'licenseLimit', words: text`the team has no free seat.`, advice: seats },
  free_team_member_limit_reached: {
    kind: 'licenseLimit',
    words: text`a free team takes no more members.`,
    advice: seats,
  },
  user_already_on_team: {
    kind: 'conflict',
    words: text`a member of the team has this address, also as a secondary one, or had it and was removed.`,
    advice: text`Look for the address in the admin console, also among secondary addresses. A removed member who can’t be recovered keeps it until Dropbox has deleted the account.`,
  },
  user_on_another_team: {
    kind: 'rejected',
    words: text`the person is a member of another Dropbox team.`,
    advice: text`Let that team remove the account first, or give the person another address.`,
  },
  user_already_paired: {
    kind: 'rejected',
    words: text`the address is that of a personal account which is paired with another team.`,
    advice: text`Let the person end the pairing in Dropbox, or give the person another address.`,
  },
  user_migration_failed: {
    kind: 'rejected',
    words: text`the personal account of this address could not be taken into the team.`,
    advice: text`Let the person move the personal account to another address, and ask Dropbox if that doesn’t help.`,
  },
  user_creation_failed: {
    kind: 'rejected',
    words: text`Dropbox could not create the account.`,
    advice: text`Check address and names; if they are right, ask Dropbox with the X-Dropbox-Request-Id of the response.`,
  },
  duplicate_external_member_id: {
    kind: 'conflict',
    words: text`another member, maybe a removed one, has this external id.`,
    advice: text`Look in the admin console for whoever has it, also among removed members.`,
  },
  duplicate_member_persistent_id: {
    kind: 'conflict',
    words: text`another member has this persistent id.`,
    advice: text`Look in the admin console for whoever has it.`,
  },
  email_reserved_for_other_user: {
    kind: 'conflict',
    words: text`another Dropbox account has this address.`,
    advice: text`Let the other account give the address up, or correct the address in the source.`,
  },
  external_id_used_by_other_user: {
    kind: 'conflict',
    words: text`another member has this external id.`,
    advice: text`Look in the admin console for whoever has it, also among removed members.`,
  },
  set_profile_disallowed: {
    kind: 'rejected',
    words: text`Dropbox lets nobody change this member’s profile.`,
    advice: text`Take the person out of the job’s scope, or let a team admin change the profile in the admin console.`,
  },
  ...removalReasons,
  suspend_last_admin: lastAdmin(),
  remove_last_admin: lastAdmin(),
  system_managed_group_disallowed: {
    kind: 'rejected',
    words: text`Dropbox manages this group itself.`,
    advice: text`Take the group out of the job’s scope: a group such as “Everyone at …” can’t be changed.`,
  },
  group_not_found: { kind: 'notFound', words: text`there is no such group.`, advice: notAgain },
  group_already_deleted: { kind: 'notFound', words: text`the group is deleted.`, advice: notAgain },
  group_name_already_used: {
    kind: 'conflict',
    words: text`a group has this name, maybe one that Dropbox manages itself, such as “Everyone at …”.`,
    advice: text`Rename one of the two groups, or let the job match groups by name.`,
  },
  group_name_invalid: {
    kind: 'rejected',
    words: text`Dropbox doesn’t take this name for a group.`,
    advice: text`Write a name of 1 to 255 characters.`,
  },
  external_id_already_in_use: {
    kind: 'conflict',
    words: text`another group has this external id.`,
    advice: text`Look for the group that has it, and delete it if it is left over.`,
  },
  users_not_found: { kind: 'rejected', words: text`there is no such account.`, advice: notAgain },
  members_not_in_team: { kind: 'rejected', words: text`the person is no member of this team.`, advice: notAgain },
};

function lastAdmin(): TagReason {
  return {
    kind: 'rejected',
    words: text`the member is the team’s last admin.`,
    advice: text`Make somebody else an admin in the admin console first.`,
  };
}
