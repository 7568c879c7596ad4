import type { IncomingMessage } from 'node:http';
import { parseRequestJson } from '../requestJson.ts';
import { readBody } from '../target/http.ts';
import { ArgumentError } from './argument.ts';
import { authError, badInput } from './businessError.ts';
import { answerControl } from './control.ts';
import type { BusinessControl } from './control.ts';
import { decide, showAuthorizePage } from './oauth/authorize.ts';
import type { AccessToken } from './oauth/grants.ts';
import { exchange, oauthError } from './oauth/tokenEndpoint.ts';
import type { BusinessResponse } from './response.ts';
import type { Route } from './route.ts';
import { groupMemberRoutes } from './routes/groupMembers.ts';
import { groupRoutes } from './routes/groups.ts';
import { memberAddRoutes } from './routes/memberAdd.ts';
import { memberChangeRoutes } from './routes/memberChanges.ts';
import { memberReadRoutes } from './routes/memberReads.ts';
import { memberRemoveRoutes } from './routes/memberRemove.ts';
import { teamInfoRoutes } from './routes/teamInfo.ts';

/** Below it is the control endpoint. */
export const controlPath = '/_sandbox';
const routePath = '/2/';
const revokeRoute = 'auth/token/revoke';
const largestBody = 4 * 1_048_576;

const routes: ReadonlyMap<string, Route> = new Map(
  [
    teamInfoRoutes,
    memberReadRoutes,
    memberAddRoutes,
    memberChangeRoutes,
    memberRemoveRoutes,
    groupRoutes,
    groupMemberRoutes,
  ].flatMap((some) => Object.entries(some)),
);

/** Serves one request. Throws BusinessError. */
export async function dispatch(control: BusinessControl, request: IncomingMessage): Promise<BusinessResponse> {
  const { method = 'GET', url = '/' } = request;
  const text = await readBody(request, largestBody);
  const [path = '', query = ''] = url.split('?', 2);
  if (path.startsWith(controlPath)) return controlled(control, request, path, text);
  if (path === '/oauth2/authorize') {
    if (method === 'GET') return showAuthorizePage(control.app, new URLSearchParams(query));
    if (method === 'POST') return decide(control.app, control.codes, formIn(request, text), control.now());
  }
  if (path === '/oauth2/token' && method === 'POST') {
    if (query !== '')
      throw oauthError('invalid_request', 'Send the parameters as a form in the body, not in the address.');
    return { status: 200, body: exchange(control, formIn(request, text), request.headers.authorization) };
  }
  if (!path.startsWith(routePath) || method !== 'POST')
    throw badInput(`Unknown API function: ${JSON.stringify(path)} (${method})`);
  return serve(control, request, path.slice(routePath.length), text);
}

function serve(control: BusinessControl, request: IncomingMessage, name: string, text: string): BusinessResponse {
  const route = routes.get(name);
  if (route === undefined && name !== revokeRoute) throw badInput(`Unknown API function: ${JSON.stringify(name)}`);
  const bearer = bearerIn(request);
  const token = control.grants.accessToken(bearer);
  checkToken(token, control.now());
  if (route === undefined) {
    control.grants.revoke(bearer);
    return { status: 200, body: null };
  }
  if (!token.scopes.includes(route.scope)) throw authError('missing_scope', { required_scope: route.scope });
  try {
    return { status: 200, body: route.perform(control.context, argumentIn(request, text)) };
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw badInput(`Error in call to API function "${name}": ${error.message}`);
  }
}

function bearerIn({ headers }: IncomingMessage): string {
  const { authorization } = headers;
  if (authorization === undefined)
    throw badInput('Must provide HTTP header "Authorization" or URL parameter "authorization".');
  const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1];
  if (token === undefined) throw badInput('Invalid authorization value in HTTP header "Authorization".');
  return token;
}

function checkToken(token: AccessToken | undefined, now: Date): asserts token is AccessToken {
  if (token === undefined) throw authError('invalid_access_token');
  if (token.expiresAt !== null && token.expiresAt <= now.getTime()) throw authError('expired_access_token');
}

const jsonTypes = ['application/json', 'application/json; charset=utf-8', 'text/plain; charset=dropbox-cors-hack'];

/** The argument in the body; a route without one may get no body, or null. */
function argumentIn({ headers }: IncomingMessage, text: string): unknown {
  if (text === '') return undefined;
  const type = headers['content-type'] ?? '';
  if (!jsonTypes.includes(type.toLowerCase()))
    throw new ArgumentError(
      '',
      `Bad HTTP "Content-Type" header: ${JSON.stringify(type)}. Expecting one of ${jsonTypes.map((one) => JSON.stringify(one)).join(', ')}.`,
    );
  try {
    return parseRequestJson(text);
  } catch {
    throw new ArgumentError('request body', 'could not decode input as JSON');
  }
}

function formIn({ headers }: IncomingMessage, text: string): URLSearchParams {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw oauthError('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  return new URLSearchParams(text);
}

function controlled(control: BusinessControl, request: IncomingMessage, path: string, text: string): BusinessResponse {
  if (!control.isOwnToken(request.headers.authorization)) throw authError('invalid_access_token');
  return answerControl(control, request.method ?? '', path.slice(controlPath.length), () =>
    text === '' ? undefined : argumentIn(request, text),
  );
}
