import { dropboxServer } from '../authorization/authorizationServer.ts';
import type { JobTarget, ProvisioningJob, JobSource } from '../job/job.ts';
import { isLoopbackHost } from '../job/loopback.ts';
import type { Credential, SandboxAddresses } from '../protocol/openJob.ts';
import { clientIdVariable, findAppAccess, type AppAccess } from './appAccess.ts';
import type { Environment } from './command.ts';
import { checkPin, secretInEnvironment, tokenVariable, type Side } from './environmentSecrets.ts';
import { NoTokenError, UsageError } from './failures.ts';
import { programName } from './help.ts';
import { sourceAddress, targetAddress } from '../job/serverAddresses.ts';
import { findRefreshAccess, refreshTokenVariable, type RefreshAccess } from './refreshToken.ts';
import { sourceKey, targetKey } from './renewals.ts';

/** What a job's servers are reached with. */
export interface ServerAccess {
  /** The running sandbox, for sides of kind `sandbox`. */
  readonly sandbox: SandboxAddresses | null;
  readonly sourceCredential: Credential | null;
  readonly targetCredential: Credential | null;
  /** What the target’s token is renewed with; null for one that isn’t. */
  readonly refresh: RefreshAccess | null;
  /** What tokens for the source are had with; null where one is given. */
  readonly app: AppAccess | null;
}

type ServedJob = Pick<ProvisioningJob, 'source' | 'target'> & Partial<Pick<ProvisioningJob, 'executor'>>;

/** For commands that read the job's state only. */
export const noServerAccess: ServerAccess = {
  sandbox: null,
  sourceCredential: null,
  targetCredential: null,
  refresh: null,
  app: null,
};

/**
 * Finds the tokens for a job's servers: in the environment, else those of the running sandbox that the job points to.
 * Each is bound to the origin of its side's address.
 * @throws UsageError when the sandbox is missing, and NoTokenError when a token is, or when the job points elsewhere than
 *   `DROPBOX_PROVISIONING_…_ORIGIN` allows
 */
export function findServerAccess(
  { executor = 'local', source, target }: ServedJob,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): ServerAccess {
  if (sandbox === null && (source.kind === 'sandbox' || target.kind === 'sandbox')) {
    throw new UsageError(
      `The job uses the sandbox, but none is running. Start it in a terminal of its own: ${programName} sandbox`,
    );
  }
  if (source.kind === 'sandbox' && sandbox !== null) checkPin('SOURCE', originOf(sandbox.source), environment);
  if (target.kind === 'sandbox' && sandbox !== null) checkPin('TARGET', originOf(sandbox.target), environment);
  const refresh = findRefreshAccess(target, sandbox, environment);
  return {
    sandbox,
    ...findSourceAccess(source, sandbox, environment),
    targetCredential:
      refresh === null
        ? targetCredentialOf({ executor, target }, sandbox, environment)
        : toBeHad(refresh.server.origin, targetKey),
    refresh,
  };
}

/** A job that Entra's service runs needs no token here: with one, a preview sees the target itself. */
function targetCredentialOf(
  { executor, target }: Pick<ProvisioningJob, 'executor' | 'target'>,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): Credential | null {
  const address = targetAddress(target);
  const own = targetOf(sandbox, target);
  if (executor === 'local') return findCredential('TARGET', address, own, environment);
  const isGiven = secretInEnvironment(tokenVariable('TARGET'), environment) !== null;
  const isOwn = address !== null && own !== null && new URL(own.baseAddress).origin === new URL(address).origin;
  return isGiven || isOwn ? findCredential('TARGET', address, own, environment) : null;
}

/** The source's token, or the app registration that gets one. @throws NoTokenError when there is neither */
export function findSourceAccess(
  source: JobSource,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): Pick<ServerAccess, 'sourceCredential' | 'app'> {
  const address = sourceAddress(source);
  const app = findAppAccess(source, environment);
  if (app !== null && address !== null) return { sourceCredential: toBeHad(new URL(address).origin, sourceKey), app };
  return { sourceCredential: findCredential('SOURCE', address, sandbox?.source ?? null, environment), app: null };
}

/** A token that is asked for before the first request. */
function toBeHad(origin: string, key: string): Credential {
  return { token: '', origin, renewal: { key, renewAt: 0 } };
}

/** The server of the sandbox that a target of this kind speaks to. */
function targetOf(
  sandbox: SandboxAddresses | null,
  { kind }: JobTarget,
): { readonly baseAddress: string; readonly token: string } | null {
  if (kind !== 'dropboxBusiness') return sandbox?.target ?? null;
  const { apiAddress, token } = sandbox?.dropboxBusiness ?? {};
  return apiAddress === undefined || token === undefined ? null : { baseAddress: apiAddress, token };
}

function originOf({ baseAddress }: { readonly baseAddress: string }): string {
  return new URL(baseAddress).origin;
}

export function findCredential(
  side: Side,
  address: string | null,
  sandbox: { readonly baseAddress: string; readonly token: string } | null,
  environment: Environment,
): Credential | null {
  if (address === null) return null;
  const { origin, hostname } = new URL(address);
  checkPin(side, origin, environment);
  const token = secretInEnvironment(tokenVariable(side), environment);
  if (token !== null) return { token, origin };
  if (sandbox !== null && new URL(sandbox.baseAddress).origin === origin) return { token: sandbox.token, origin };
  const alternatives = [
    ...(isDropbox(origin) ? [` or ${refreshTokenVariable}`] : []),
    ...(side === 'SOURCE' ? [`, or ${clientIdVariable} and a secret or certificate`] : []),
    ...(isLoopbackHost(hostname) ? [', or start the sandbox if that is its address'] : []),
  ];
  throw new NoTokenError(
    `There is no token for the ${side.toLowerCase()} ${origin}: set the environment variable ${tokenVariable(side)}${alternatives.join('')}.`,
  );
}

/** Whether it’s the Business API, for which refresh tokens are. */
function isDropbox(origin: string): boolean {
  return origin === dropboxServer().origin;
}
