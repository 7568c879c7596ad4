import { NetworkError } from '../../authorization/networkReason.ts';
import type { Fetch } from '../../authorization/oauthClient.ts';
import type { AuthorizationResponse } from '../../protocol/authorizationProtocol.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import type { Engine } from './engine.ts';

/**
 * `fetch` for requests for tokens. The engine's process sends them: it knows the proxies and trusts the certificates that the
 * person's environment and VS Code's settings name. VS Code's own `fetch` doesn't know `NODE_EXTRA_CA_CERTS`, and would take
 * another way than the requests that the token is for.
 */
export function engineFetch(engine: Pick<Engine, 'sendAuthorization'>): Fetch {
  return async (address, { method, headers, body, signal }) => {
    const request = { address, method, headers, body: body === undefined ? null : String(body) };
    let told: AuthorizationResponse;
    try {
      told = await engine.sendAuthorization(request, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof ActionableFailure ? new NetworkError(error.message) : error;
    }
    if ('unreachable' in told) throw new NetworkError(told.unreachable);
    const { status } = told;
    const pairs = told.headers.map(([name, value]): [string, string] => [name, value]);
    return new Response(told.body === '' ? null : told.body, { status, headers: pairs });
  };
}
