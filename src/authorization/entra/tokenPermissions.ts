/** What a token allows. */
export interface TokenPermissions {
  /** Names of Microsoft Graph's permissions, such as `User.Read.All`. */
  readonly names: readonly string[];
  /** Whether an application asks by itself, or for somebody who has signed in. */
  readonly kind: 'application' | 'delegated';
  /** The application (client) ID; null where the token doesn't say. */
  readonly clientId: string | null;
}

/**
 * What a token for Microsoft Graph allows, as its claims `roles` and `scp` say (Microsoft identity platform, "Access token claims
 * reference"). Null for a token that can't be read: Graph's are meant for Graph alone, so this is for explaining a refusal only.
 */
export function permissionsIn(token: string): TokenPermissions | null {
  const [, payload] = token.split('.');
  if (payload === undefined) return null;
  let claims: Readonly<Record<string, unknown>> | null;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as typeof claims;
  } catch {
    return null;
  }
  if (typeof claims !== 'object' || claims === null) return null;
  const { roles, scp, appid, azp } = claims;
  const clientId = [appid, azp].find((id) => typeof id === 'string') ?? null;
  if (typeof scp === 'string') return { names: scp.split(' '), kind: 'delegated', clientId };
  const names = Array.isArray(roles) ? roles.filter((role: unknown) => typeof role === 'string') : [];
  return { names, kind: 'application', clientId };
}
