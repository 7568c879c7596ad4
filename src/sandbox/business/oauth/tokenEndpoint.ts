import { createHash, timingSafeEqual } from 'node:crypto';
import { teamId } from '../admin.ts';
import { BusinessError } from '../businessError.ts';
import type { App } from './app.ts';
import type { PendingCode, PendingCodes } from './authorize.ts';
import type { Grants } from './grants.ts';

/** What the token endpoint works with. */
export interface TokenContext {
  readonly app: App;
  readonly codes: PendingCodes;
  readonly grants: Grants;
  readonly now: () => Date;
}

/**
 * Exchanges a code or a refresh token (RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.5). Throws the errors of RFC 6749
 * section 5.2.
 */
export function exchange(context: TokenContext, form: URLSearchParams, authorization: string | undefined): object {
  const client = clientOf(form, authorization);
  if (client.id !== context.app.key)
    throw oauthError('invalid_client', 'Invalid client_id: it is not the key of an app.');
  if (client.secret !== null && !isSame(client.secret, context.app.secret))
    throw oauthError('invalid_client', 'Invalid client_id or client_secret.');
  const isConfidential = client.secret !== null;
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(context, form, isConfidential);
    case 'refresh_token':
      return refresh(context, form, isConfidential);
    default:
      throw oauthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  }
}

function exchangeCode(
  { app, codes, grants, now }: TokenContext,
  form: URLSearchParams,
  isConfidential: boolean,
): object {
  const name = form.get('code') ?? '';
  const code = codes.get(name);
  // A code is good for one attempt (RFC 6749 section 4.1.2).
  codes.delete(name);
  if (code === undefined) throw oauthError('invalid_grant', "code doesn't exist or has expired");
  if (code.expiresAt <= now().getTime()) throw oauthError('invalid_grant', "code doesn't exist or has expired");
  if (form.get('redirect_uri') !== code.redirectUri)
    throw oauthError('invalid_grant', 'redirect_uri mismatch: it must be the one of the authorisation');
  checkVerifier(code, form.get('code_verifier'), isConfidential);
  const { grant, refreshToken } = grants.begin({ scopes: code.scopes, isPublic: !isConfidential }, code.offline);
  return {
    ...tokenResponse(app, grants, grant, code.scopes),
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    team_id: teamId,
  };
}

function checkVerifier({ challenge }: PendingCode, verifier: string | null, isConfidential: boolean): void {
  if (challenge === null) {
    if (!isConfidential) throw oauthError('invalid_client', 'Send the client_secret, or authorise with PKCE.');
    return;
  }
  const shown =
    challenge.method === 'plain'
      ? (verifier ?? '')
      : createHash('sha256')
          .update(verifier ?? '')
          .digest('base64url');
  if (verifier === null || !isSame(shown, challenge.value)) throw oauthError('invalid_grant', 'invalid code verifier');
}

function refresh({ app, grants }: TokenContext, form: URLSearchParams, isConfidential: boolean): object {
  const grant = grants.byRefreshToken(form.get('refresh_token') ?? '');
  if (grant === undefined) throw oauthError('invalid_grant', 'refresh token is invalid or revoked');
  if (!grant.isPublic && !isConfidential) throw oauthError('invalid_client', 'Send the client_secret.');
  const asked = form
    .get('scope')
    ?.split(' ')
    .filter((scope) => scope !== '');
  if (asked?.some((scope) => !grant.scopes.includes(scope)) === true)
    throw oauthError('invalid_scope', 'a scope was not granted originally');
  return tokenResponse(app, grants, grant.id, asked ?? grant.scopes);
}

function tokenResponse({ accessTokenLife }: App, grants: Grants, grant: string, scopes: readonly string[]): object {
  return {
    access_token: grants.issue(grant, scopes, accessTokenLife),
    token_type: 'bearer',
    expires_in: accessTokenLife,
    scope: scopes.join(' '),
  };
}

/** The app's key and secret, from the form or as RFC 6749 section 2.3.1 has it in the header. */
function clientOf(form: URLSearchParams, authorization = ''): { readonly id: string; readonly secret: string | null } {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':', 2);
  return { id: formDecoded(id), secret: formDecoded(secret) };
}

function formDecoded(text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') ?? '';
}

function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

export function oauthError(error: string, description: string): BusinessError {
  return new BusinessError(400, { error, error_description: description });
}
