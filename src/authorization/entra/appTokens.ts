import type { AccessToken } from '../authorization.ts';
import { createTokenKeeper, type TokenKeeper } from '../tokenKeeper.ts';
import { appToken, type AppTokenRequests } from './clientCredentials.ts';
import { SignInFailure } from './signInFailure.ts';

/** Gets the tokens of an application when they are needed, and keeps the one that is in force in memory. */
export function appTokens(requests: AppTokenRequests): TokenKeeper {
  let held: { readonly access: AccessToken | null } = { access: null };
  return createTokenKeeper({
    store: {
      read: () => Promise.resolve(held),
      write(renewed) {
        held = renewed;
        return Promise.resolve();
      },
      alone: (work) => work(),
    },
    renew: async (_, refused, challenge) => ({
      access: await appToken(requests, refused, new AbortController().signal, challenge),
    }),
    now: requests.now,
    none: () => new SignInFailure('none', { ...requests.server, clientId: requests.app.clientId }),
  });
}
