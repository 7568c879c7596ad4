import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { bearerTokenCheck } from '../../bearerToken.ts';
import { GraphError } from '../graphError.ts';
import { everything } from './caller.ts';
import type { Caller } from './caller.ts';

/** What a token is given for. */
export interface TokenGrant {
  readonly caller: Exclude<Caller, { readonly kind: 'everything' }>;
  readonly audience: string;
  readonly lifetimeSeconds: number;
  /** The claims request that came with the token request (OpenID Connect Core 1.0 section 5.5); absent for none. */
  readonly claims?: string;
}

/** The access tokens of Graph: JSON Web Tokens (RFC 7519) that nobody else can make. */
export interface AccessTokens {
  issue(grant: TokenGrant): string;
  /** Who sends an `Authorization` header. Throws Graph's 401. */
  read(authorization: string | undefined): Caller;
  /**
   * Ends every token given so far, as after a password was changed or a policy was set.
   *
   * @param claims what a token request has to carry from now on; null where a new token is enough.
   */
  revokeAll(claims: string | null): void;
}

interface Claims {
  readonly appid: string;
  readonly iat: number;
  readonly exp: number;
  /** Of a person: the scopes, between spaces. */
  readonly scp?: string;
  /** Of an application: its permissions. */
  readonly roles?: readonly string[];
  /** The sandbox's own: names, where Entra has the ids of role templates in `wids`. */
  readonly directoryRoles?: readonly string[];
  readonly number: number;
  /** The sandbox's own: the claims request that it fulfils. */
  readonly fulfils?: string;
}

interface Issuer {
  readonly ownToken: string;
  readonly key: string;
  readonly tenantId: string;
  readonly now: () => Date;
}

interface Revocation {
  /** The last token that it ended. */
  readonly through: number;
  /** Seconds since 1970. */
  readonly since: number;
  /** What later ones have to fulfil. */
  readonly claims: string | null;
}

/** Makes the tokens of one tenant. Those of an earlier process with the same key stay valid. */
export function createAccessTokens({ ownToken, key, tenantId, now }: Issuer): AccessTokens {
  const isOwn = bearerTokenCheck(ownToken);
  const sign = (text: string): Buffer => createHmac('sha256', `${key} access tokens`).update(text).digest();
  const header = encode({ typ: 'JWT', alg: 'HS256' });
  let issued = 0;
  let revoked: Revocation | null = null;
  return {
    issue({ caller, audience, lifetimeSeconds, claims }) {
      const iat = seconds(now());
      issued += 1;
      const content = encode({
        aud: audience,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat,
        nbf: iat,
        exp: iat + lifetimeSeconds,
        appid: caller.appId,
        idtyp: caller.kind === 'application' ? 'app' : 'user',
        ...(caller.kind === 'application'
          ? { roles: caller.permissions }
          : { scp: caller.permissions.join(' '), directoryRoles: caller.directoryRoles }),
        tid: tenantId,
        uti: randomUUID(),
        ver: '1.0',
        number: issued,
        ...(claims === undefined ? {} : { fulfils: claims }),
      });
      return `${header}.${content}.${sign(`${header}.${content}`).toString('base64url')}`;
    },
    read(authorization) {
      if (isOwn(authorization)) return everything;
      const claims = openToken(authorization, sign);
      if (claims.exp <= seconds(now())) throw unauthorized('Lifetime validation failed, the token is expired.');
      if (revoked !== null && !isEnough(claims, revoked)) throw challenged(revoked.claims, revoked.since);
      return callerOf(claims);
    },
    revokeAll(claims) {
      revoked = { through: issued, since: seconds(now()), claims };
    },
  };
}

function isEnough({ iat, number, fulfils }: Claims, { since, through, claims }: Revocation): boolean {
  return (iat > since || number > through) && (claims === null || fulfils === claims);
}

function callerOf({ appid: appId, scp, roles, directoryRoles = [] }: Claims): Caller {
  if (scp === undefined) return { kind: 'application', appId, permissions: roles ?? [] };
  return { kind: 'delegated', appId, permissions: scp.split(' '), directoryRoles };
}

function openToken(authorization: string | undefined, sign: (text: string) => Buffer): Claims {
  const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized('Access token is empty.');
  const [head = '', content = '', signature = ''] = token.split('.');
  const [given, expected] = [Buffer.from(signature, 'base64url'), sign(`${head}.${content}`)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized('Access token validation failure. Invalid signature.');
  }
  return JSON.parse(Buffer.from(content, 'base64url').toString()) as Claims;
}

function encode(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Graph's own application id, for which its challenges ask. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

function unauthorized(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, { 'WWW-Authenticate': 'Bearer realm=""' });
}

/** Microsoft identity platform, "Claims challenges, claims requests, and client capabilities". */
function challenged(claims: string | null, since: number): GraphError {
  const asked = claims ?? JSON.stringify({ access_token: { nbf: { essential: true, value: String(since) } } });
  return new GraphError(
    401,
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    {
      'WWW-Authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="${graphAppId}", error="insufficient_claims", claims="${Buffer.from(asked).toString('base64')}"`,
    },
  );
}
