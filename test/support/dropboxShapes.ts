import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import type { async, auth, team } from 'dropbox';
import { fileURLToPath } from 'node:url';
import { schemaOfTypes } from './schemaOfTypes.ts';

/** What each route of the Business API takes and responds with, in the types of Dropbox's own SDK. */
export interface RouteShapes {
  'team/get_info': { argument: null; result: team.TeamGetInfoResult; error: null };
  'team/token/get_authenticated_admin': {
    argument: null;
    result: team.TokenGetAuthenticatedAdminResult;
    error: team.TokenGetAuthenticatedAdminError;
  };
  'team/members/list_v2': {
    argument: team.MembersListArg;
    result: team.MembersListV2Result;
    error: team.MembersListError;
  };
  'team/members/list/continue_v2': {
    argument: team.MembersListContinueArg;
    result: team.MembersListV2Result;
    error: team.MembersListContinueError;
  };
  'team/members/get_info_v2': {
    argument: team.MembersGetInfoV2Arg;
    result: team.MembersGetInfoV2Result;
    error: team.MembersGetInfoError;
  };
  'team/members/add_v2': { argument: team.MembersAddV2Arg; result: team.MembersAddLaunchV2Result; error: null };
  'team/members/add/job_status/get_v2': {
    argument: async.PollArg;
    result: team.MembersAddJobStatusV2Result;
    error: async.PollError;
  };
  'team/members/set_profile_v2': {
    argument: team.MembersSetProfileArg;
    result: team.TeamMemberInfoV2Result;
    error: team.MembersSetProfileError;
  };
  'team/members/suspend': { argument: team.MembersDeactivateArg; result: null; error: team.MembersSuspendError };
  'team/members/unsuspend': { argument: team.MembersUnsuspendArg; result: null; error: team.MembersUnsuspendError };
  'team/members/remove': {
    argument: team.MembersRemoveArg;
    result: async.LaunchEmptyResult;
    error: team.MembersRemoveError;
  };
  'team/members/remove/job_status/get': {
    argument: async.PollArg;
    result: async.PollEmptyResult;
    error: async.PollError;
  };
  'team/members/recover': { argument: team.MembersRecoverArg; result: null; error: team.MembersRecoverError };
  'team/members/send_welcome_email': {
    argument: team.UserSelectorArg;
    result: null;
    error: team.MembersSendWelcomeError;
  };
  'team/groups/list': { argument: team.GroupsListArg; result: team.GroupsListResult; error: null };
  'team/groups/list/continue': {
    argument: team.GroupsListContinueArg;
    result: team.GroupsListResult;
    error: team.GroupsListContinueError;
  };
  'team/groups/get_info': {
    argument: team.GroupsSelector;
    result: team.GroupsGetInfoResult;
    error: team.GroupsGetInfoError;
  };
  'team/groups/create': { argument: team.GroupCreateArg; result: team.GroupFullInfo; error: team.GroupCreateError };
  'team/groups/update': { argument: team.GroupUpdateArgs; result: team.GroupFullInfo; error: team.GroupUpdateError };
  'team/groups/delete': { argument: team.GroupSelector; result: async.LaunchEmptyResult; error: team.GroupDeleteError };
  'team/groups/members/list': {
    argument: team.GroupsMembersListArg;
    result: team.GroupsMembersListResult;
    error: team.GroupSelectorError;
  };
  'team/groups/members/list/continue': {
    argument: team.GroupsMembersListContinueArg;
    result: team.GroupsMembersListResult;
    error: team.GroupsMembersListContinueError;
  };
  'team/groups/members/add': {
    argument: team.GroupMembersAddArg;
    result: team.GroupMembersChangeResult;
    error: team.GroupMembersAddError;
  };
  'team/groups/members/remove': {
    argument: team.GroupMembersRemoveArg;
    result: team.GroupMembersChangeResult;
    error: team.GroupMembersRemoveError;
  };
  'team/groups/job_status/get': { argument: async.PollArg; result: async.PollEmptyResult; error: team.GroupsPollError };
  'auth/token/revoke': { argument: null; result: null; error: null };
}

/** What every route may refuse with, by HTTP status. */
export interface CommonErrors {
  401: auth.AuthError;
  403: auth.AccessError;
  429: auth.RateLimitError;
}

/** Both, so that one schema is made. */
export interface DropboxShapes {
  routes: RouteShapes;
  common: CommonErrors;
}

/** Checks values against the types of the SDK. */
export interface ShapeChecker {
  /** What is wrong with a value; null when nothing is. */
  complaint(route: string, part: 'argument' | 'result' | 'error', value: unknown): string | null;
  commonComplaint(status: keyof CommonErrors, error: unknown): string | null;
}

let made: ShapeChecker | undefined;

/** The checker, whose JSON Schema is made of the SDK's declarations when it is first asked for. */
export function shapeChecker(): ShapeChecker {
  return (made ??= makeChecker());
}

function makeChecker(): ShapeChecker {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schemaOfTypes(fileURLToPath(import.meta.url), 'DropboxShapes'), 'sdk');
  const check = (pointer: string, value: unknown): string | null => {
    const validate: ValidateFunction | undefined = ajv.getSchema(`sdk#/definitions/${pointer}`);
    if (validate === undefined) return `the SDK has nothing for ${pointer}`;
    return validate(value) ? null : `${pointer}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`;
  };
  return {
    complaint: (route, part, value) =>
      check(`RouteShapes/properties/${route.replaceAll('/', '~1')}/properties/${part}`, value),
    commonComplaint: (status, error) => check(`CommonErrors/properties/${status}`, error),
  };
}
