import { clouds } from '../../job/clouds.ts';
import type { Cloud, JobSource } from '../../job/job.ts';
import { isLoopbackHost } from '../../job/loopback.ts';
import { entraAddress } from '../../job/serverAddresses.ts';

/** Where an application gets tokens for a tenant's Microsoft Graph. */
export interface LoginServer {
  /** The origin that the application's secret is sent to. */
  readonly authority: string;
  readonly tenantId: string;
  readonly tokenAddress: string;
  /** All that the application has been granted (Microsoft identity platform, "The .default scope"). */
  readonly scope: string;
}

/**
 * The login authority of a source: that of its cloud, or the one beside a Graph-shaped server on this machine. Null for
 * another server, to which a token of Microsoft's would say nothing.
 */
export function loginServer(source: Extract<JobSource, { readonly kind: 'entra' }>): LoginServer | null {
  return loginServerAt(new URL(entraAddress(source)).origin, source);
}

/** The same, by Graph's origin. */
export function loginServerAt(
  graphOrigin: string,
  { tenantId, cloud }: { readonly tenantId: string; readonly cloud: Cloud },
): LoginServer | null {
  const { graphOrigin: ofCloud, loginAuthority } = clouds[cloud];
  const isHere = isLoopbackHost(new URL(graphOrigin).hostname);
  if (graphOrigin !== ofCloud && !isHere) return null;
  const authority = isHere ? graphOrigin : loginAuthority;
  return {
    authority,
    tenantId,
    tokenAddress: `${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    scope: `${graphOrigin}/.default`,
  };
}

/** The page on which an administrator consents to what an application asks for (Microsoft identity platform, "Admin consent"). */
export function adminConsentAddress(
  { authority, tenantId }: Pick<LoginServer, 'authority' | 'tenantId'>,
  clientId: string,
): string {
  return `${authority}/${encodeURIComponent(tenantId)}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
}
