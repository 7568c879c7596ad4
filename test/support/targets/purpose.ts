import type { TargetName } from './runningTarget.ts';

/** What a request is for, on either wire. */
export interface Purpose {
  /** `read` is of one by its id, `find` by something else that tells it, `list` of all of them. */
  readonly does: 'prove' | 'read' | 'find' | 'list' | 'create' | 'update' | 'delete';
  readonly type: 'User' | 'Group';
}

/** A request as far as its purpose shows in it. */
export interface PlainRequest {
  readonly method: string;
  /** Below the service's base address: `/Users?filter=…`, `/2/team/members/add_v2`. */
  readonly path: string;
  readonly body: string;
}

const routes: Readonly<Record<string, Purpose['does']>> = {
  'members/list_v2': 'list',
  'members/list/continue_v2': 'list',
  'members/add_v2': 'create',
  'members/add/job_status/get_v2': 'read',
  'members/set_profile_v2': 'update',
  'members/suspend': 'update',
  'members/unsuspend': 'update',
  'members/recover': 'update',
  'members/remove': 'delete',
  'groups/list': 'list',
  'groups/list/continue': 'list',
  'groups/create': 'create',
  'groups/update': 'update',
  'groups/members/add': 'update',
  'groups/members/remove': 'update',
  'groups/members/list': 'read',
  'groups/delete': 'delete',
};

const methods: Readonly<Record<string, Purpose['does']>> = {
  POST: 'create',
  PATCH: 'update',
  PUT: 'update',
  DELETE: 'delete',
};

export function purposeOf(wire: TargetName, request: PlainRequest): Purpose {
  return wire === 'scim' ? purposeInScim(request) : purposeOfRoute(request);
}

function purposeInScim({ method, path }: PlainRequest): Purpose {
  const type = path.startsWith('/Groups') ? 'Group' : 'User';
  const does = methods[method];
  if (does !== undefined) return { does, type };
  if (path.includes('filter=')) return { does: 'find', type };
  if (/^\/\w+\/[^?]/.test(path)) return { does: 'read', type };
  return { does: path.endsWith('startIndex=1&count=1') ? 'prove' : 'list', type };
}

function purposeOfRoute({ path, body }: PlainRequest): Purpose {
  const route = path.replace(/^\/2\/team\//, '');
  const type = route.startsWith('groups/') ? 'Group' : 'User';
  const does = routes[route];
  if (does !== undefined) return { does, type };
  if (!route.endsWith('get_info') && !route.endsWith('get_info_v2')) return { does: 'prove', type };
  if (route === 'get_info') return { does: 'prove', type };
  return { does: /"\.tag":"(team_member_id|group_ids)"/.test(body) ? 'read' : 'find', type };
}

/** How a service says that there is nothing of the kind, and changes nothing. */
export function notFoundOn(
  wire: TargetName,
  { does, type }: Purpose,
): { readonly status: number; readonly body: unknown } {
  if (wire === 'scim')
    return {
      status: 404,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404', detail: 'Resource not found.' },
    };
  const missing = { '.tag': 'id_not_found', id_not_found: 'hidden' };
  if (does === 'read' || does === 'find')
    return { status: 200, body: type === 'User' ? { members_info: [missing] } : [missing] };
  const tag = type === 'User' ? 'user_not_found' : 'group_not_found';
  return { status: 409, body: { error_summary: `${tag}/..`, error: { '.tag': tag } } };
}
