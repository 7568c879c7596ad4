import type { Directory } from '../directory.ts';
import type { AccessTokens } from './accessTokens.ts';
import { checkAssertion } from './clientAssertion.ts';
import { findSecret } from './clientApps.ts';
import type { ClientApp } from './clientApps.ts';
import { SignInError } from './signInError.ts';

/** What the login authority works with. */
export interface Authority {
  readonly directory: Directory;
  readonly tokens: AccessTokens;
  /** Why every token request is refused for now, such as a policy; null when none is. */
  readonly refusal: SignInError | null;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
}

/** The life of an access token; Entra's is between 60 and 90 minutes and tells 3,599 to apps. */
const tokenLifetimeSeconds = 3599;

/** The resources whose tokens Graph takes, by cloud (Microsoft Graph, "National cloud deployments"). */
const graphRoots: readonly string[] = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
];
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Gives an app a token of its own (RFC 6749 section 4.4; Microsoft identity platform, "OAuth 2.0 client credentials flow").
 * Throws SignInError.
 */
export function giveToken(authority: Authority, tenant: string, form: URLSearchParams): object {
  const { directory, tokens, refusal, origin } = authority;
  checkTenant(directory, tenant);
  const grantType = form.get('grant_type');
  if (grantType !== 'client_credentials') {
    throw new SignInError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grantType ?? ''}'.`,
    );
  }
  const app = findApp(directory, form.get('client_id') ?? '');
  authenticate(app, form, tenant, directory.now());
  const audience = audienceOf(form.get('scope') ?? '', origin);
  if (refusal !== null) throw refusal;
  const caller = { kind: 'application', appId: app.clientId, permissions: app.applicationPermissions } as const;
  const lifetime = { expires_in: tokenLifetimeSeconds, ext_expires_in: tokenLifetimeSeconds };
  const claims = form.get('claims');
  const token = tokens.issue({
    ...{ caller, audience, lifetimeSeconds: tokenLifetimeSeconds },
    ...(claims === null ? {} : { claims }),
  });
  return { token_type: 'Bearer', ...lifetime, access_token: token };
}

/** OpenID Connect Discovery 1.0, as far as clients of Graph read it. Throws SignInError. */
export function openIdConfiguration({ directory, origin }: Authority, tenant: string): object {
  checkTenant(directory, tenant);
  const root = `${origin}/${directory.tenantId}`;
  return {
    token_endpoint: `${root}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${root}/oauth2/v2.0/logout`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: `${root}/v2.0`,
    tenant_region_scope: 'NA',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
  };
}

function checkTenant({ tenantId, domain, initialDomain }: Directory, tenant: string): void {
  if ([tenantId, domain, initialDomain].includes(tenant.toLowerCase())) return;
  throw new SignInError(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
}

function findApp(directory: Directory, clientId: string): ClientApp {
  if (clientId === '') {
    throw new SignInError(
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'client_id'.",
    );
  }
  const app = directory.records.get('clientApp', clientId);
  if (app !== undefined) return app;
  throw new SignInError(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}

function authenticate(app: ClientApp, form: URLSearchParams, tenant: string, now: Date): void {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
  if (assertion !== null && form.get('client_assertion_type') === assertionType) {
    checkAssertion(app, assertion, `/${tenant}/oauth2/v2.0/token`, now);
    return;
  }
  if (secret === null) {
    throw new SignInError(
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  const found = findSecret(app, secret);
  if (found === undefined) {
    throw new SignInError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`,
    );
  }
  if (new Date(found.endDateTime) <= now) {
    throw new SignInError(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${app.clientId}' are expired.`,
    );
  }
}

function audienceOf(scope: string, origin: string): string {
  const resource = /^(\S+)\/\.default$/.exec(scope)?.[1];
  if (resource === undefined) {
    throw new SignInError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  if ([...graphRoots, origin].includes(resource)) return resource;
  throw new SignInError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named Contoso.`,
  );
}
