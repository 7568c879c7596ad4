import type { JobTarget } from '../job/job.ts';
import { isLoopbackHost } from '../job/loopback.ts';
import { dropboxAddress } from '../job/serverAddresses.ts';

/** Where a team's admin allows access, and where codes become tokens. */
export interface AuthorizationServer {
  readonly kind: 'dropbox' | 'sandbox';
  /** Above `/2/`. */
  readonly apiAddress: string;
  /** The one origin that the tokens may be sent to. */
  readonly origin: string;
  /** What the admin's browser opens. */
  readonly authorizeAddress: string;
  readonly tokenAddress: string;
}

/** Dropbox's own addresses (Dropbox, "OAuth Guide"). */
const dropbox: AuthorizationServer = {
  kind: 'dropbox',
  apiAddress: 'https://api.dropboxapi.com',
  origin: 'https://api.dropboxapi.com',
  authorizeAddress: 'https://www.dropbox.com/oauth2/authorize',
  tokenAddress: 'https://api.dropboxapi.com/oauth2/token',
};

/** How a running sandbox is reached, as its ready line tells it. */
export interface SandboxServer {
  readonly apiAddress: string;
  readonly authorizeAddress?: string;
}

/**
 * The server that authorizes a target; null for one that is neither Dropbox's nor the running sandbox's. A code or a refresh
 * token goes nowhere else: another server could send the admin's browser on to Dropbox and exchange the code itself (RFC 9700
 * section 4.4, mix-up attacks).
 */
export function authorizationServer(
  target: Pick<Extract<JobTarget, { readonly kind: 'dropboxBusiness' }>, 'apiAddress'>,
  sandbox: SandboxServer | null,
): AuthorizationServer | null {
  const { origin } = new URL(dropboxAddress(target));
  if (origin === dropbox.origin) return dropbox;
  if (sandbox === null || new URL(sandbox.apiAddress).origin !== origin) return null;
  const { apiAddress, authorizeAddress = `${origin}/oauth2/authorize` } = sandbox;
  return { kind: 'sandbox', apiAddress, origin, authorizeAddress, tokenAddress: `${origin}/oauth2/token` };
}

/** The server at the origin that a stored authorization is for; null for one that is neither Dropbox's nor on this machine. */
export function authorizationServerAt(origin: string): AuthorizationServer | null {
  if (origin === dropbox.origin) return dropbox;
  if (!isLoopbackHost(new URL(origin).hostname)) return null;
  return authorizationServer({ apiAddress: origin }, { apiAddress: origin });
}

/** Dropbox's own server, for an authorization without a job. */
export function dropboxServer(): AuthorizationServer {
  return dropbox;
}
