import { removalReasons } from './removalReasons.ts';
import type { TargetErrorKind } from '../targetDirectory.ts';

export interface TagReason {
  readonly kind: TargetErrorKind;
  readonly words: string;
  readonly advice: string;
}

const seats = 'Free a seat or buy more; whoever is left without one is tried again in the next cycle.';
const notAgain = 'Nothing to do now: it is looked for again in the next cycle.';

/**
 * What the errors of routes mean that this adapter calls, by their tags (Dropbox API specification, team_members.stone and
 * team_groups.stone), and what to do about each. Unions are open: others may come.
 */
export const tagReasons: Readonly<Record<string, TagReason>> = {
  user_not_found: { kind: 'notFound', words: 'there is no such member.', advice: notAgain },
  user_not_in_team: { kind: 'notFound', words: 'the person is no member of this team.', advice: notAgain },
  team_license_limit: { kind: 'licenseLimit', words: 'the team has no free seat.', advice: seats },
  free_team_member_limit_reached: { kind: 'licenseLimit', words: 'a free team takes no more members.', advice: seats },
  user_already_on_team: {
    kind: 'conflict',
    words: 'a member of the team has this address, also as a secondary one, or had it and was removed.',
    advice:
      'Look for the address in the admin console, also among secondary addresses. A removed member who can’t be recovered keeps it until Dropbox has deleted the account.',
  },
  user_on_another_team: {
    kind: 'rejected',
    words: 'the person is a member of another Dropbox team.',
    advice: 'Let that team remove the account first, or give the person another address.',
  },
  user_already_paired: {
    kind: 'rejected',
    words: 'the address is that of a personal account which is paired with another team.',
    advice: 'Let the person end the pairing in Dropbox, or give the person another address.',
  },
  user_migration_failed: {
    kind: 'rejected',
    words: 'the personal account of this address could not be taken into the team.',
    advice: 'Let the person move the personal account to another address, and ask Dropbox if that doesn’t help.',
  },
  user_creation_failed: {
    kind: 'rejected',
    words: 'Dropbox could not create the account.',
    advice: 'Check address and names; if they are right, ask Dropbox with the X-Dropbox-Request-Id of the response.',
  },
  duplicate_external_member_id: {
    kind: 'conflict',
    words: 'another member, maybe a removed one, has this external id.',
    advice: 'Look in the admin console for whoever has it, also among removed members.',
  },
  duplicate_member_persistent_id: {
    kind: 'conflict',
    words: 'another member has this persistent id.',
    advice: 'Look in the admin console for whoever has it.',
  },
  email_reserved_for_other_user: {
    kind: 'conflict',
    words: 'another Dropbox account has this address.',
    advice: 'Let the other account give the address up, or correct the address in the source.',
  },
  external_id_used_by_other_user: {
    kind: 'conflict',
    words: 'another member has this external id.',
    advice: 'Look in the admin console for whoever has it, also among removed members.',
  },
  set_profile_disallowed: {
    kind: 'rejected',
    words: 'Dropbox lets nobody change this member’s profile.',
    advice: 'Take the person out of the job’s scope, or let a team admin change the profile in the admin console.',
  },
  ...removalReasons,
  suspend_last_admin: lastAdmin(),
  remove_last_admin: lastAdmin(),
  system_managed_group_disallowed: {
    kind: 'rejected',
    words: 'Dropbox manages this group itself.',
    advice: 'Take the group out of the job’s scope: a group such as “Everyone at …” can’t be changed.',
  },
  group_not_found: { kind: 'notFound', words: 'there is no such group.', advice: notAgain },
  group_already_deleted: { kind: 'notFound', words: 'the group is deleted.', advice: notAgain },
  group_name_already_used: {
    kind: 'conflict',
    words: 'a group has this name, maybe one that Dropbox manages itself, such as “Everyone at …”.',
    advice: 'Rename one of the two groups, or let the job match groups by name.',
  },
  group_name_invalid: {
    kind: 'rejected',
    words: 'Dropbox doesn’t take this name for a group.',
    advice: 'Write a name of 1 to 255 characters.',
  },
  external_id_already_in_use: {
    kind: 'conflict',
    words: 'another group has this external id.',
    advice: 'Look for the group that has it, and delete it if it is left over.',
  },
  users_not_found: { kind: 'rejected', words: 'there is no such account.', advice: notAgain },
  members_not_in_team: { kind: 'rejected', words: 'the person is no member of this team.', advice: notAgain },
};

function lastAdmin(): TagReason {
  return {
    kind: 'rejected',
    words: 'the member is the team’s last admin.',
    advice: 'Make somebody else an admin in the admin console first.',
  };
}
