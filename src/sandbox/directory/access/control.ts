import type { Directory } from '../directory.ts';
import { badRequest, GraphError } from '../graphError.ts';
import type { GraphAnswer } from '../router.ts';
import type { AccessTokens } from './accessTokens.ts';
import type { ClientApp } from './clientApps.ts';
import { registerClientApp } from './clientApps.ts';
import { SignInError } from './signInError.ts';

/** What the control endpoint switches of sign-in. */
export interface AccessControl {
  readonly directory: Directory;
  readonly tokens: AccessTokens;
  /** Has every token request refused; null ends that. */
  refuseSignIn(refusal: SignInError | null): void;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Answers the switches of sign-in, below `/_sandbox`; undefined for any other path:
 *
 *     GET, POST /apps               app registrations; one more
 *     PATCH     /apps/{clientId}    other permissions, certificates or secrets, as an administrator gives them
 *     POST      /tokens             an access token of an app or a person, with "claims" as if a challenge was answered
 *     POST      /tokens/revoke      ends every token so far, and those that come without its "claims"
 *     PUT       /signIn             why every token request is refused; {} ends that
 *
 * Throws 400 or 404.
 */
export function controlAccess(
  control: AccessControl,
  method: string,
  path: string,
  body: unknown,
): GraphAnswer | undefined {
  const { directory } = control;
  const content = Object(body) as Body;
  const clientId = /^\/apps\/([^/]+)$/.exec(path)?.[1];
  if (clientId !== undefined && method === 'PATCH') return ok(changeApp(directory, clientId, content));
  switch (`${method} ${path}`) {
    case 'GET /apps':
      return ok({ apps: directory.records.list('clientApp') });
    case 'POST /apps':
      return ok(
        registerClientApp(directory, {
          ...readApp(content),
          applicationPermissions: texts(content, 'applicationPermissions') ?? [],
        }),
      );
    case 'POST /tokens':
      return ok({ accessToken: issue(control, content) });
    case 'POST /tokens/revoke':
      control.tokens.revokeAll(text(content, 'claims') ?? null);
      return { status: 204, body: null };
    case 'PUT /signIn':
      control.refuseSignIn(readRefusal(content));
      return { status: 204, body: null };
    default:
      return undefined;
  }
}

function ok(body: object): GraphAnswer {
  return { status: 200, body };
}

function readApp(content: Body): {
  readonly displayName?: string;
  readonly certificates?: readonly string[];
  readonly secretLifetimeSeconds?: number;
} {
  const [displayName, certificates] = [text(content, 'displayName'), texts(content, 'certificates')];
  const lifetime = number(content, 'secretLifetimeSeconds');
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(certificates === undefined ? {} : { certificates }),
    ...(lifetime === undefined ? {} : { secretLifetimeSeconds: lifetime }),
  };
}

function changeApp(directory: Directory, clientId: string, content: Body): ClientApp {
  const app = directory.records.get('clientApp', clientId);
  if (app === undefined) throw new GraphError(404, 'BadRequest', `There is no app registration ${clientId}.`);
  const permissions = texts(content, 'applicationPermissions') ?? app.applicationPermissions;
  const certificates = texts(content, 'certificates') ?? app.certificates;
  const endDateTime = text(content, 'secretsEndDateTime');
  const secrets = endDateTime === undefined ? app.secrets : app.secrets.map((secret) => ({ ...secret, endDateTime }));
  const changed = { ...app, applicationPermissions: permissions, certificates, secrets };
  directory.records.set('clientApp', clientId, changed);
  return changed;
}

function issue({ tokens, directory }: AccessControl, content: Body): string {
  const [scopes, permissions] = [texts(content, 'scopes'), texts(content, 'permissions')];
  const appId = text(content, 'clientId') ?? directory.tenantId;
  if ((scopes === undefined) === (permissions === undefined)) {
    throw badRequest('Send "scopes" for a token of a person, or "permissions" for one of an app.');
  }
  const directoryRoles = texts(content, 'directoryRoles') ?? ['Application Administrator'];
  const claims = text(content, 'claims');
  return tokens.issue({
    caller:
      scopes === undefined
        ? { kind: 'application', appId, permissions: permissions ?? [] }
        : { kind: 'delegated', appId, permissions: scopes, directoryRoles },
    audience: 'https://graph.microsoft.com',
    lifetimeSeconds: number(content, 'expiresInSeconds') ?? 3599,
    ...(claims === undefined ? {} : { claims }),
  });
}

function readRefusal(content: Body): SignInError | null {
  const [error, code, message] = [text(content, 'error'), number(content, 'code'), text(content, 'message')];
  if (error === undefined && code === undefined && message === undefined) return null;
  if (error === undefined || code === undefined || message === undefined) {
    throw badRequest('A refusal of sign-in has "error", "code", "message" and "status" (400 when absent).');
  }
  return new SignInError(number(content, 'status') ?? 400, error, code, message);
}

function text(content: Body, name: string): string | undefined {
  const value = content[name];
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`"${name}" must be a string.`);
}

function number(content: Body, name: string): number | undefined {
  const value = content[name];
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
  throw badRequest(`"${name}" must be an integer.`);
}

function texts(content: Body, name: string): readonly string[] | undefined {
  const value = content[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw badRequest(`"${name}" must be a list of strings.`);
}
