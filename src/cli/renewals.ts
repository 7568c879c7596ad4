import type { Authorization } from '../authorization/authorization.ts';
import { AuthorizationFailure, authorizationWords } from '../authorization/authorizationFailure.ts';
import type { TokenKeeper } from '../authorization/tokenKeeper.ts';
import type { RenewToken } from '../protocol/engineProtocol.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { inEnglish } from '../protocol/localize.ts';
import { programName } from './help.ts';
import type { RefreshAccess } from './refreshToken.ts';

/** Names the environment's refresh token to `renewalsFrom`. */
export const environmentKey = 'environment';

/** Renews access tokens with the refresh token of the environment, and keeps them in memory. */
export function renewalsFrom(access: RefreshAccess): RenewToken {
  let keeper: Promise<TokenKeeper> | null = null;
  return async ({ refused }) => {
    keeper ??= openKeeper(access);
    try {
      const { token, renewAt } = await (await keeper).fresh(refused);
      return { token, renewAt };
    } catch (error) {
      throw error instanceof AuthorizationFailure ? provisioningFailure(error) : error;
    }
  };
}

/** What has failed, for whoever runs the command. */
export function provisioningFailure(failure: AuthorizationFailure): ProvisioningFailure {
  const [what, next] = authorizationWords(failure, inEnglish);
  const isOver = failure.kind === 'revoked' || failure.kind === 'none';
  return new ProvisioningFailure(failure.kind === 'unreachable' ? 'connection' : 'credential', what, {
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
    origin: server.origin,
  });
}
