import { controlFaults, FaultRuleError } from '../faults.ts';
import type { FaultControl } from '../faults.ts';
import type { ScimResponse, TargetContext } from './context.ts';
import { badRequest, ScimError } from './errors.ts';
import { isProfileName, profiles } from './profiles/profiles.ts';
import type { ProfileName } from './profiles/profile.ts';
import { acceptInvitation } from './resources.ts';
import { isObject } from './scimObject.ts';
import type { StoredResource } from './store.ts';

/** What the control endpoint can do beyond the context of the SCIM service. */
export interface ControlContext extends TargetContext {
  readonly faults: FaultControl;
  /** Requests to the SCIM service since the start, by method. */
  readonly requestCounts: () => Readonly<Record<string, number>>;
  setProfile(name: ProfileName): void;
}

/**
 * Answers the administrator's side of the sandbox, below `/_sandbox`: what a person does in Dropbox's admin console or
 * in the invitation mail, and the switches of the sandbox itself.
 *
 *     GET    /state                 everything, with each user's status, and the settings
 *     GET    /requests              how many requests came in, by method
 *     POST   /accept                every invited user accepts
 *     POST   /users/{id}/accept     this user accepts
 *     POST   /reset                 removes all resources and faults
 *     PUT    /profile               {"name": "dropbox"}
 *     PUT    /seats                 {"limit": 25}, or null for no limit
 *     GET, PUT, POST, DELETE /faults   list; replace by a list; add one; clear
 *
 * Throws 400, 404 or 409.
 */
export function answerControl(
  context: ControlContext,
  method: string,
  path: string,
  body: () => unknown,
): ScimResponse {
  const [what, id, action] = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  if (what === 'users' && id !== undefined && action === 'accept' && method === 'POST') {
    return { status: 200, body: summary(acceptInvitation(context, id)) };
  }
  if (what === 'faults' && id === undefined) {
    const answer = changeFaults(context.faults, method, body);
    if (answer !== undefined) return answer === null ? { status: 204 } : { status: 200, body: answer };
  }
  switch (id === undefined ? `${method} ${what ?? ''}` : '') {
    case 'GET state':
      return { status: 200, body: state(context) };
    case 'GET requests':
      return { status: 200, body: { requests: context.requestCounts() } };
    case 'POST accept':
      return { status: 200, body: { accepted: acceptAll(context) } };
    case 'POST reset':
      context.store.clear();
      context.faults.clear();
      return { status: 204 };
    case 'PUT profile':
      context.setProfile(profileIn(body()));
      return { status: 204 };
    case 'PUT seats':
      context.seats.limit = limitIn(body());
      return { status: 204 };
    default:
      throw new ScimError(404, `The control endpoint has no ${method} ${path}.`);
  }
}

function state({ store, seats, profile, faults }: ControlContext): object {
  return {
    profile: profile().name,
    seats: { limit: seats.limit ?? null, used: seats.used() },
    faults: faults.list(),
    users: store.all('User').map(summary),
    groups: store.all('Group').map(summary),
  };
}

function summary({ id, status, attributes, created, lastModified, version }: StoredResource): object {
  return { id, ...(status === undefined ? {} : { status }), ...attributes, created, lastModified, version };
}

function acceptAll(context: ControlContext): number {
  const invited = context.store.all('User').filter(({ status }) => status === 'invited');
  for (const { id } of invited) acceptInvitation(context, id);
  return invited.length;
}

function profileIn(body: unknown): ProfileName {
  const name = isObject(body) ? body['name'] : undefined;
  if (isProfileName(name)) return name;
  throw badRequest('invalidValue', `'name' must be one of ${Object.keys(profiles).join(', ')}.`);
}

function limitIn(body: unknown): number | undefined {
  const limit = isObject(body) ? body['limit'] : undefined;
  if (limit === null) return undefined;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) return limit;
  throw badRequest('invalidValue', `'limit' must be a number of seats, or null for no limit.`);
}

function changeFaults(faults: FaultControl, method: string, body: () => unknown): object | null | undefined {
  try {
    return controlFaults(faults, method, body);
  } catch (error) {
    if (error instanceof FaultRuleError) throw badRequest('invalidValue', error.message);
    throw error;
  }
}
