import { readAccount, type Account } from '../../authorization/account.ts';
import { AuthorizationFailure } from '../../authorization/authorizationFailure.ts';
import {
  authorizationServer,
  dropboxServer,
  type AuthorizationServer,
} from '../../authorization/authorizationServer.ts';
import {
  beginAuthorization,
  finishAuthorization,
  finishWithPasted,
  isPastedCode,
  type Granted,
  type PendingAuthorization,
} from '../../authorization/authorize.ts';
import { listenForRedirect, redirectAddress, redirectPorts } from '../../authorization/loopbackRedirect.ts';
import type { TokenRequests } from '../../authorization/oauthClient.ts';
import { missingScopes, neededScopes, provisionedBy, removalScope } from '../../authorization/scopes.ts';
import { proxiedFetch } from '../../directories/http/proxiedFetch.ts';
import type { SandboxAddresses } from '../../protocol/openJob.ts';
import type { Invocation } from '../command.ts';
import { checkPin } from '../environmentSecrets.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { UsageError } from '../failures.ts';
import { findSandbox } from '../findSandbox.ts';
import { readJobFile } from '../jobFile.ts';
import { printable } from '../printable.ts';
import { appKeyVariable, appSecretVariable, findApp, refreshTokenVariable } from '../refreshToken.ts';
import { provisioningFailure } from '../renewals.ts';

/** What is authorized, and what for. */
interface Wanted {
  readonly server: AuthorizationServer;
  readonly sandbox: SandboxAddresses | null;
  readonly scopes: readonly string[];
}

/** Milliseconds that an admin has; Dropbox's codes are good for as long. */
const patience = 600_000;

/** `authorize`: has an admin allow access, and prints the refresh token, and nothing else, on standard output. */
export async function runAuthorize(invocation: Invocation): Promise<ExitCode> {
  const { environment, terminal, interruption } = invocation;
  const { server, sandbox, scopes } = await wanted(invocation);
  checkPin('TARGET', server.origin, environment);
  const requests = { server, app: findApp(server, sandbox, environment), fetch: proxiedFetch, now: Date.now };
  try {
    const granted = await (invocation.arguments.isSet('redirect') ? overRedirect : byCode)(
      requests,
      scopes,
      invocation,
    );
    const account = await readAccount(server, granted.access.token, proxiedFetch, interruption.signal);
    tell(invocation, requests, { granted, account, scopes });
    terminal.detail(granted.refreshToken);
    return exitCode.ok;
  } catch (error) {
    throw error instanceof AuthorizationFailure ? provisioningFailure(error) : error;
  }
}

async function wanted({ arguments: given, terminal, environment }: Invocation): Promise<Wanted> {
  const [file] = given.positionals;
  const removal = !given.isSet('no-removal');
  const everything = { users: true, groups: true };
  if (file === undefined) return { server: dropboxServer(), sandbox: null, scopes: neededScopes(everything, removal) };
  const { job } = await readJobFile(file, terminal);
  const { target } = job;
  if (target.kind !== 'dropboxBusiness')
    throw new UsageError(
      `${file} writes by SCIM, and Dropbox authorizes apps for its Business API only: set the job’s target to {"kind": "dropboxBusiness"}.`,
    );
  const sandbox = await findSandbox(file, given.text('state'), environment);
  const server = authorizationServer(target, sandbox?.dropboxBusiness ?? null);
  if (server === null)
    throw new UsageError(
      `${file} names ${target.apiAddress ?? ''}, which is neither Dropbox nor a running sandbox, so nobody can authorize there: correct its apiAddress, or start the sandbox.`,
    );
  return { server, sandbox, scopes: neededScopes(provisionedBy(job), removal) };
}

/** Dropbox shows a code, which is pasted: that works on any machine, and needs no redirect address. */
async function byCode(requests: TokenRequests, scopes: readonly string[], invocation: Invocation): Promise<Granted> {
  const pending = await beginAuthorization(requests, scopes, null);
  invite(invocation, pending);
  invocation.terminal.note('Paste the code that Dropbox shows, and press Enter:');
  const pasted = await firstLine(invocation.input());
  const { signal } = invocation.interruption;
  signal.throwIfAborted();
  if (!isPastedCode(pasted)) throw new UsageError('No code was given: run the command again, and paste the code.');
  return finishWithPasted(requests, pending, pasted, signal);
}

async function overRedirect(
  requests: TokenRequests,
  scopes: readonly string[],
  invocation: Invocation,
): Promise<Granted> {
  const { server } = requests;
  const ports = redirectPorts(server);
  const listener = await listenForRedirect(ports);
  if (listener === null)
    throw new AuthorizationFailure('noRedirect', server.origin, ports.map(redirectAddress).join(', '));
  try {
    const pending = await beginAuthorization(requests, scopes, listener.address);
    const { signal } = invocation.interruption;
    const response = listener.response(pending.state);
    invite(invocation, pending);
    invocation.terminal.note(`Waiting for the browser to come back to ${listener.address} on this machine.`);
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const parameters = await Promise.race([response, aborted(inTime)]);
    if (parameters === null) {
      signal.throwIfAborted();
      throw new AuthorizationFailure('timedOut', server.origin);
    }
    return await finishAuthorization(requests, pending, parameters, signal);
  } finally {
    listener.close();
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(null);
    });
    if (signal.aborted) resolve(null);
  });
}

async function firstLine(input: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of input) {
    text += piece;
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0]?.trim() ?? '';
}

function invite({ terminal }: Invocation, { address }: PendingAuthorization): void {
  terminal.note('Open this address in a browser as a team admin, and choose Allow:');
  terminal.note(address);
}

/** Explains on standard error what goes to standard output: the token alone, or with `--json` a line that has it. */
function tell(
  { terminal }: Invocation,
  { server, app }: TokenRequests,
  {
    granted,
    account: { team, admin },
    scopes,
  }: { readonly granted: Granted; readonly account: Account; readonly scopes: readonly string[] },
): void {
  const who = admin === null ? '' : `, by ${printable(admin)}`;
  terminal.note(`Authorized for the team ${printable(team.name)}${who}.`);
  const missing = missingScopes(scopes, granted.access.scopes);
  if (missing.length > 0)
    terminal.note(
      `Not granted: ${missing.join(', ')}. Tick them on the Permissions tab of the app in Dropbox’s App Console, press Submit there, and authorize again.`,
    );
  if (!granted.access.scopes.includes(removalScope))
    terminal.note(`Without ${removalScope} nobody can be removed, and no invitation withdrawn.`);
  const secret = app.secret === null ? '' : `, and with its secret as ${appSecretVariable}`;
  terminal.note(
    `The refresh token follows on standard output. It's a secret that holds until it's revoked: store it as ${refreshTokenVariable}, with the app key ${app.key} as ${appKeyVariable}${secret}.`,
  );
  terminal.emit({
    refreshToken: granted.refreshToken,
    appKey: app.key,
    apiAddress: server.apiAddress,
    team,
    admin,
    scopes: granted.access.scopes,
    missingScopes: missing,
  });
}
