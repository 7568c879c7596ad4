import { givesTokens } from '../authorization/authorizationOrigins.ts';
import { networkReason } from '../authorization/networkReason.ts';
import { proxiedFetch } from '../directories/http/proxiedFetch.ts';
import type { AuthorizationRequest, AuthorizationResponse } from '../protocol/authorizationProtocol.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { text } from '../protocol/text.ts';

/**
 * Sends a request for a token, and follows no redirect with it. That no response came is a result, too: whoever has made the
 * request knows what that means.
 *
 * @throws ProvisioningFailure for a server that gives no tokens; nothing is sent to it.
 */
export async function sendAuthorization(
  { address, method, headers, body }: AuthorizationRequest,
  signal: AbortSignal,
): Promise<AuthorizationResponse> {
  const { origin } = new URL(address);
  if (!givesTokens(origin))
    throw new ProvisioningFailure(
      'credential',
      text`${origin} is neither Microsoft Entra’s sign-in nor Dropbox, so no credential was sent there.`,
      { recommendedAction: text`Check the addresses in the job file.` },
    );
  try {
    const init = { method, headers, redirect: 'manual', signal } as const;
    const response = await proxiedFetch(address, body === null ? init : { ...init, body });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    return { unreachable: networkReason(error) };
  }
}
