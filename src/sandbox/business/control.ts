import { controlFaults, FaultRuleError } from '../faults.ts';
import type { FaultControl } from '../faults.ts';
import { withStatus } from '../target/lifeCycle.ts';
import type { Seats } from '../target/lifeCycle.ts';
import type { TargetStore } from '../target/store.ts';
import { ArgumentError, boolean, integer, list, optional, struct, text } from './argument.ts';
import type { Reader } from './argument.ts';
import { BusinessError, badInput } from './businessError.ts';
import { jobDefaults } from './jobs.ts';
import { knownScopes } from './oauth/app.ts';
import type { App } from './oauth/app.ts';
import { accessTokenLife } from './oauth/grants.ts';
import type { TokenContext } from './oauth/tokenEndpoint.ts';
import type { BusinessResponse } from './response.ts';
import type { BusinessContext } from './route.ts';
import { memberInfo, removedInfo, groupInfo } from './shapes.ts';
import { statusOf } from './team.ts';

/** What the server works with, the control endpoint included. */
export interface BusinessControl extends TokenContext {
  readonly context: BusinessContext;
  readonly store: TargetStore;
  readonly seats: Seats;
  readonly faults: FaultControl;
  /** Requests since the start, by path. */
  readonly requestCounts: () => Readonly<Record<string, number>>;
  readonly isOwnToken: (authorization: string | undefined) => boolean;
}

const scopeList = list<string>((value, path) => {
  const scope = text()(value, path);
  if (!knownScopes.includes(scope)) throw new ArgumentError(path, `there is no scope '${scope}'`);
  return scope;
});

const seatsBody = struct({ limit: optional(integer(0, Number.MAX_SAFE_INTEGER)) });
const jobsBody = struct({
  always: optional(boolean),
  polls: optional(integer(0, 1000)),
  failure: optional(text()),
});
const appBody = struct({
  scopes: optional(scopeList),
  redirectUris: optional(list(text())),
  accessTokenSeconds: optional(integer(1, 1_000_000_000)),
});
const tokenBody = struct({ scopes: optional(scopeList), expiresInSeconds: optional(integer(0, 1_000_000_000)) });
const refusalBody = struct({ email: text({ shortest: 1 }), tag: optional(text({ pattern: /^[a-z_]+$/ })) });

/**
 * Serves the administrator's side, below `/_sandbox`: what a person does in the admin console, the App Console or the
 * invitation mail, and the switches of the sandbox itself. Throws BusinessError.
 */
export function answerControl(
  control: BusinessControl,
  method: string,
  path: string,
  body: () => unknown,
): BusinessResponse {
  const [what = '', id, action] = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  try {
    if (what === 'faults' && id === undefined) {
      const listed = controlFaults(control.faults, method, body);
      if (listed !== undefined) return listed === null ? done : { status: 200, body: listed };
    }
    if (method === 'POST' && what === 'users' && id !== undefined && action === 'accept') return accepted(control, id);
    const action_ = id === undefined ? actions[`${method} ${what}`] : undefined;
    if (action_ !== undefined) return action_(control, body);
  } catch (error) {
    if (error instanceof FaultRuleError || error instanceof ArgumentError) throw badInput(error.message);
    throw error;
  }
  throw new BusinessError(404, `The control endpoint has no ${method} ${path}.`);
}

const done: BusinessResponse = { status: 204, body: '' };

type Action = (control: BusinessControl, body: () => unknown) => BusinessResponse;

/** Makes an action that changes something from a body. */
function change<T>(read: Reader<T>, apply: (control: BusinessControl, value: T) => object | undefined): Action {
  return (control, body) => {
    const shown = apply(control, read(body(), ''));
    return shown === undefined ? done : { status: 200, body: shown };
  };
}

const actions: Readonly<Record<string, Action>> = {
  'GET state': (control) => ({ status: 200, body: state(control) }),
  'GET requests': ({ requestCounts }) => ({ status: 200, body: { requests: requestCounts() } }),
  'POST accept': (control) => {
    const invited = control.context.team.members().filter((member) => statusOf(member) === 'invited');
    for (const { id } of invited) accepted(control, id);
    return { status: 200, body: { accepted: invited.length } };
  },
  'POST cursors': ({ context }) => {
    context.listings.expire();
    return done;
  },
  'POST reset': ({ store, faults, context }) => {
    store.clear();
    faults.clear();
    context.refusedAddresses.clear();
    context.jobs.settings = jobDefaults;
    return done;
  },
  'PUT seats': change(seatsBody, ({ seats }, { limit }) => {
    seats.limit = limit;
    return undefined;
  }),
  'PUT jobs': change(jobsBody, ({ context }, { always = false, polls = 1, failure = null }) => {
    context.jobs.settings = { always, polls, failure };
    return undefined;
  }),
  'PUT app': change(appBody, ({ app }, { scopes, redirectUris, accessTokenSeconds }) => {
    if (scopes !== undefined) app.scopes = scopes;
    app.redirectUris = redirectUris ?? null;
    app.accessTokenLife = accessTokenSeconds ?? accessTokenLife;
    return undefined;
  }),
  'PUT refusals': change(list(refusalBody), ({ context }, refusals) => {
    context.refusedAddresses.clear();
    for (const { email, tag } of refusals)
      context.refusedAddresses.set(email.toLowerCase(), tag ?? 'user_creation_failed');
    return undefined;
  }),
  'POST tokens': change(tokenBody, ({ grants, app }, { scopes = app.scopes, expiresInSeconds = accessTokenLife }) => {
    const { grant } = grants.begin({ scopes, isPublic: true }, false);
    return { token: grants.issue(grant, scopes, expiresInSeconds) };
  }),
};

function accepted({ context: { team } }: BusinessControl, id: string): BusinessResponse {
  const member = team.member(id);
  if (member === undefined) throw new BusinessError(404, `The team has no member '${id}'.`);
  if (statusOf(member) !== 'invited')
    throw new BusinessError(409, `The member '${id}' cannot accept an invitation: the status is ${statusOf(member)}.`);
  return { status: 200, body: memberInfo(team, team.put(withStatus(member, 'active', team.now().toISOString()))) };
}

function state({ context, seats, faults, app }: BusinessControl): object {
  const { team, jobs } = context;
  return {
    seats: { limit: seats.limit ?? null, used: seats.used() },
    jobs: jobs.settings,
    faults: faults.list(),
    app: appOf(app),
    members: team.members().map((member) => memberInfo(team, member)),
    removed: team.removed.all().map((one) => removedInfo(team, one)),
    transfers: team.transfers.all(),
    groups: team.groups().map((group) => groupInfo(team, group, true)),
  };
}

function appOf({ key, secret, scopes, redirectUris, accessTokenLife: accessTokenSeconds }: App): object {
  return { key, secret, scopes, redirectUris, accessTokenSeconds };
}
