import * as oauth from 'oauth4webapi';
import { accessToken, type AccessToken } from '../authorization.ts';
import { networkReason } from '../networkReason.ts';
import { requestOptions, statusIn, type Fetch } from '../oauthClient.ts';
import type { AppCredential } from './appCredential.ts';
import { CertificateProblem, readAppCertificate, signingKey } from './certificate.ts';
import type { LoginServer } from './loginServer.ts';
import { permissionsIn } from './tokenPermissions.ts';
import { SignInFailure } from './signInFailure.ts';
import { text } from '../../protocol/text.ts';

/** What a token is asked for with. */
export interface AppTokenRequests {
  readonly server: LoginServer;
  readonly app: AppCredential;
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Seconds that a token lives where a response doesn't say (Microsoft identity platform, "Access tokens"). */
const usualLife = 3600;
/** Seconds for which an assertion is good; MSAL's are, too. */
const assertionLife = 600;

/**
 * Gets a token for the application itself (RFC 6749 section 4.4; Microsoft identity platform, "OAuth 2.0 client credentials flow").
 * There is no refresh token: another one is asked for in the same way.
 *
 * @param refused a token that Graph has just refused; null for none.
 * @param claims what Graph wants of the next one, as JSON (Microsoft Entra, "Continuous access evaluation for workload identities":
 *   a challenge is answered by another token request, in which Entra evaluates the policies anew); null for nothing.
 * @throws SignInFailure
 */
export async function appToken(
  requests: AppTokenRequests,
  refused: string | null,
  signal: AbortSignal,
  claims: string | null = null,
): Promise<AccessToken> {
  const { server, app, now } = requests;
  const metadata = { issuer: server.authority, token_endpoint: server.tokenAddress };
  const client = { client_id: app.clientId };
  const proof = await clientProof(requests);
  let told: oauth.TokenEndpointResponse;
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      metadata,
      client,
      proof,
      { scope: server.scope, ...(claims === null ? {} : { claims }) },
      requestOptions(requests, signal),
    );
    told = await oauth.processClientCredentialsResponse(metadata, client, response);
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, requests);
  }
  const token = told.access_token;
  // Whoever asks for another than the refused one would ask for ever.
  if (token === refused) throw failure(requests, 'sameToken');
  return accessToken(token, told.expires_in ?? usualLife, permissionsIn(token)?.names ?? [], now());
}

/** The secret goes into the form; of a certificate only what its key has signed (Microsoft identity platform, "Certificate credentials"). */
async function clientProof(requests: AppTokenRequests): Promise<oauth.ClientAuth> {
  const { server, app, now } = requests;
  if (app.proof.kind === 'secret') return oauth.ClientSecretPost(app.proof.secret);
  try {
    const certificate = readAppCertificate(app.proof.pem);
    if (now() >= certificate.validTo) throw failure(requests, 'certificateExpired');
    return oauth.PrivateKeyJwt(await signingKey(certificate), {
      [oauth.modifyAssertion](header, payload) {
        header['typ'] = 'JWT';
        header['x5t#S256'] = certificate.thumbprint;
        const seconds = Math.floor(now() / 1000);
        Object.assign(payload, { aud: server.tokenAddress, iat: seconds, nbf: seconds, exp: seconds + assertionLife });
      },
    });
  } catch (error) {
    if (error instanceof CertificateProblem) throw failure(requests, 'certificate', { problem: error });
    throw error;
  }
}

function failureOf(error: unknown, requests: AppTokenRequests): SignInFailure {
  if (error instanceof oauth.ResponseBodyError) return refusal(error.cause, error.status, requests);
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError) {
    const status = statusIn('response' in error ? error.response : error.cause);
    const busy = status !== null && (status === 429 || status >= 500);
    const detail = status === null ? text`no token response` : `HTTP ${status}`;
    return failure(requests, busy ? 'unreachable' : 'unreadable', { detail });
  }
  return failure(requests, 'unreachable', { detail: networkReason(error) });
}

/** What Entra refuses has a number; its description may repeat what was sent, so it isn't quoted. */
function refusal(body: Readonly<Record<string, unknown>>, status: number, requests: AppTokenRequests): SignInFailure {
  const { error_codes: codes, trace_id: traceId, error_description: description } = body;
  const [told] = (Array.isArray(codes) ? codes : []) as readonly unknown[];
  const inText = typeof description === 'string' ? /AADSTS(\d{4,9})/.exec(description)?.[1] : undefined;
  const code = typeof told === 'number' ? told : inText === undefined ? null : Number(inText);
  const trace = typeof traceId === 'string' && /^[\w-]{1,60}$/.test(traceId) ? traceId : null;
  const busy = status === 429 || status >= 500;
  return failure(requests, code === null && busy ? 'unreachable' : 'refused', {
    code,
    traceId: trace,
    detail: `HTTP ${status}`,
  });
}

function failure(
  { server, app }: AppTokenRequests,
  kind: SignInFailure['kind'],
  more: ConstructorParameters<typeof SignInFailure>[2] = {},
): SignInFailure {
  return new SignInFailure(kind, { ...server, clientId: app.clientId }, more);
}
