import { authorizationServer, type AuthorizationServer } from '../authorization/authorizationServer.ts';
import type { App } from '../authorization/oauthClient.ts';
import type { JobTarget } from '../job/job.ts';
import { dropboxAddress } from '../job/serverAddresses.ts';
import type { SandboxAddresses } from '../protocol/openJob.ts';
import type { Environment } from './command.ts';
import { checkPin, secretInEnvironment, tokenVariable } from './environmentSecrets.ts';
import { NoTokenError } from './failures.ts';

/** What access tokens for Dropbox are renewed with. */
export interface RefreshAccess {
  readonly server: AuthorizationServer;
  readonly app: App;
  readonly refreshToken: string;
}

export const refreshTokenVariable = 'DROPBOX_PROVISIONING_TARGET_REFRESH_TOKEN';
export const appKeyVariable = 'DROPBOX_PROVISIONING_DROPBOX_APP_KEY';
export const appSecretVariable = 'DROPBOX_PROVISIONING_DROPBOX_APP_SECRET';

/**
 * The refresh token in the environment for a target; null when none is set, or the target takes none.
 *
 * @throws NoTokenError when it can't be used, or would be sent to another server than Dropbox or the running sandbox
 */
export function findRefreshAccess(
  target: JobTarget,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): RefreshAccess | null {
  if (target.kind !== 'dropboxBusiness') return null;
  const refreshToken = secretInEnvironment(refreshTokenVariable, environment);
  if (refreshToken === null) return null;
  const { origin } = new URL(dropboxAddress(target));
  checkPin('TARGET', origin, environment);
  if (secretInEnvironment(tokenVariable('TARGET'), environment) !== null)
    throw new NoTokenError(`${tokenVariable('TARGET')} and ${refreshTokenVariable} are both set: set one of them.`);
  const server = authorizationServer(target, sandbox?.dropboxBusiness ?? null);
  if (server === null)
    throw new NoTokenError(
      `${refreshTokenVariable} is sent to Dropbox only, and the job’s target is at ${origin}: correct the job’s apiAddress, or set ${tokenVariable('TARGET')} instead.`,
    );
  return { server, app: findApp(server, sandbox, environment), refreshToken };
}

/**
 * The app that is authorized: the sandbox’s own, or that of the environment.
 *
 * @throws NoTokenError when it isn’t set
 */
export function findApp(
  { kind }: AuthorizationServer,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): App {
  const ofSandbox = kind === 'sandbox' ? sandbox?.dropboxBusiness?.appKey : undefined;
  if (ofSandbox !== undefined) return { key: ofSandbox, secret: null };
  const key = environment[appKeyVariable]?.trim() ?? '';
  if (key === '')
    throw new NoTokenError(
      `${appKeyVariable} isn’t set: set it to the app key on the Settings tab of your app in Dropbox’s App Console (docs/dropbox-app.md).`,
    );
  return { key, secret: secretInEnvironment(appSecretVariable, environment) };
}
