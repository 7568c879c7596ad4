import { teamId, teamName } from '../admin.ts';
import { nothing } from '../argument.ts';
import { tagged } from '../businessError.ts';
import { ownAdmin } from '../admin.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { memberProfile } from '../shapes.ts';

/** What the team is, and who has authorised the token. */
export const teamInfoRoutes: Readonly<Record<string, Route>> = {
  'team/get_info': route('team_info.read', nothing, ({ team }) => {
    const { licensed, used } = team.seats();
    return {
      name: teamName,
      team_id: teamId,
      num_licensed_users: licensed,
      num_provisioned_users: used,
      num_used_licenses: used,
      policies,
    };
  }),
  'team/token/get_authenticated_admin': route('team_info.read', nothing, ({ team }) => ({
    admin_profile: memberProfile(team, ownAdmin),
  })),
};

/** `team_policies.TeamMemberPolicies`: what a new team has. */
const policies = {
  sharing: {
    shared_folder_member_policy: tagged('anyone'),
    shared_folder_join_policy: tagged('from_anyone'),
    shared_link_create_policy: tagged('default_public'),
    group_creation_policy: tagged('admins_only'),
    shared_folder_link_restriction_policy: tagged('anyone'),
    enforce_link_password_policy: tagged('optional'),
    default_link_expiration_days_policy: tagged('none'),
    shared_link_default_permissions_policy: tagged('view'),
  },
  emm_state: tagged('disabled'),
  office_addin: tagged('enabled'),
  suggest_members_policy: tagged('enabled'),
  top_level_content_policy: tagged('admin_only'),
};
