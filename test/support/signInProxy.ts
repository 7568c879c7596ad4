import type { Owner } from './faults/owner.ts';
import { startProxy, type PassingRequest, type WireAnswer } from './faults/proxy.ts';

/** A tenant's login authority with its Graph behind it. */
export interface SignInProxy {
  readonly origin: string;
  /** Ends the token that is in force, as if its time were over. */
  expire(): void;
  /** Refuses every token request with the number of an AADSTS error; null stops that. */
  refuse(code: number | null): void;
  /** Runs before a request to Graph is let through. */
  onGraph(act: (path: string) => void): void;
  /** The forms of the token requests so far. */
  readonly tokenRequests: readonly URLSearchParams[];
}

/**
 * Gives one app registration its tokens, and lets only the newest one through to a sandbox's Graph, until the owner ends.
 *
 * @param graphToken what the Graph behind takes.
 */
export async function startSignInProxy(
  owner: Owner,
  {
    upstream,
    graphToken,
    clientId,
  }: { readonly upstream: string; readonly graphToken: string; readonly clientId: string },
): Promise<SignInProxy> {
  const tokenRequests: URLSearchParams[] = [];
  let valid: string | null = null;
  let refusal: number | null = null;
  let seen: (path: string) => void = () => undefined;
  const giveToken = (body: string): WireAnswer => {
    const form = new URLSearchParams(body);
    tokenRequests.push(form);
    const code = refusal ?? (form.get('client_id') === clientId ? null : 700016);
    if (code !== null) return json(code === 700016 ? 400 : 401, refusalBody(code));
    valid = `app-token-${tokenRequests.length}`;
    return json(200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: valid });
  };
  const handle = async (request: PassingRequest): Promise<WireAnswer> => {
    if (request.method === 'POST' && request.path.endsWith('/oauth2/v2.0/token')) return giveToken(request.body);
    seen(request.path);
    if (valid === null || request.headers.authorization !== `Bearer ${valid}`)
      return json(401, {
        error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed, the token is expired.' },
      });
    request.headers.authorization = `Bearer ${graphToken}`;
    return request.send();
  };
  const { origin } = await startProxy(owner, { upstream, basePath: '', handle });
  return {
    origin,
    tokenRequests,
    expire() {
      valid = null;
    },
    refuse(code) {
      refusal = code;
    },
    onGraph(act) {
      seen = act;
    },
  };
}

function json(status: number, body: object): WireAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, text: JSON.stringify(body) };
}

function refusalBody(code: number): object {
  return {
    error: code === 700016 ? 'unauthorized_client' : 'invalid_client',
    error_description: `AADSTS${code}: It is refused. Trace ID: 0f1e2d3c-0000-0000-0000-000000000000`,
    error_codes: [code],
    trace_id: '0f1e2d3c-0000-0000-0000-000000000000',
  };
}
