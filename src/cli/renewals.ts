import type { Authorization } from '../authorization/authorization.ts';
import { AuthorizationFailure } from '../authorization/authorizationFailure.ts';
import { TokenFailure } from '../authorization/tokenFailure.ts';
import type { TokenKeeper } from '../authorization/tokenKeeper.ts';
import type { RenewToken } from '../protocol/openJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { inEnglish } from '../protocol/localize.ts';
import type { AppAccess } from './appAccess.ts';
import type { ServerAccess } from './credentials.ts';
import { programName } from './help.ts';
import type { RefreshAccess } from './refreshToken.ts';

/** Name to `renewalsFrom` what a token is had with. */
export const targetKey = 'target';
export const sourceKey = 'source';

/**
 * Gets and renews access tokens with what the environment holds, and keeps them in memory; null when it holds nothing that
 * tokens are had with.
 */
export function renewalsFrom({ refresh, app }: Pick<ServerAccess, 'refresh' | 'app'>): RenewToken | null {
  if (refresh === null && app === null) return null;
  let target: Promise<TokenKeeper> | null = null;
  let source: Promise<TokenKeeper> | null = null;
  return async ({ key, refused, challenge }) => {
    if (refresh !== null && key === targetKey) target ??= openKeeper(refresh);
    if (app !== null && key === sourceKey) source ??= openAppKeeper(app);
    const keeper = key === targetKey ? target : source;
    if (keeper === null) throw new Error(`Nothing gets tokens for the ${key}.`);
    try {
      const { token, renewAt } = await (await keeper).fresh(refused, challenge);
      return { token, renewAt };
    } catch (error) {
      throw error instanceof TokenFailure ? provisioningFailure(error) : error;
    }
  };
}

/** What has failed, for whoever runs the command. */
export function provisioningFailure(failure: TokenFailure): ProvisioningFailure {
  const [what, next] = failure.words(inEnglish);
  const isOver = failure instanceof AuthorizationFailure && (failure.kind === 'revoked' || failure.kind === 'none');
  return new ProvisioningFailure(failure.passes ? 'connection' : 'credential', what, {
    recommendedAction: isOver ? `Run ${programName} authorize, and store the new refresh token.` : next,
    cause: failure,
  });
}

/** The code that speaks OAuth is loaded when a token is renewed. */
async function openKeeper({ server, app, refreshToken }: RefreshAccess): Promise<TokenKeeper> {
  const [{ renewAccess }, { createTokenKeeper }, { proxiedFetch }] = await Promise.all([
    import('../authorization/renew.ts'),
    import('../authorization/tokenKeeper.ts'),
    import('../directories/http/proxiedFetch.ts'),
  ]);
  const requests = { server, app, fetch: proxiedFetch, now: Date.now };
  let held: Authorization = { appKey: app.key, refreshToken, access: null, team: null, admin: null };
  return createTokenKeeper({
    store: {
      read: () => Promise.resolve(held),
      write: (authorization) => {
        held = authorization;
        return Promise.resolve();
      },
      alone: (work) => work(),
    },
    renew: (authorization) => renewAccess(requests, authorization, new AbortController().signal),
    now: Date.now,
    none: () => new AuthorizationFailure('none', server.origin),
  });
}

async function openAppKeeper({ server, app }: AppAccess): Promise<TokenKeeper> {
  const [{ appTokens }, { proxiedFetch }] = await Promise.all([
    import('../authorization/entra/appTokens.ts'),
    import('../directories/http/proxiedFetch.ts'),
  ]);
  return appTokens({ server, app, fetch: proxiedFetch, now: Date.now });
}
