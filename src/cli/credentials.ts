import { oddKindAt } from '../directories/files/fileKind.ts';
import { readSmallFile } from '../engine/lease/smallFile.ts';
import type { JobTarget, ProvisioningJob } from '../job/job.ts';
import { isLoopbackHost } from '../job/serverAddress.ts';
import type { Credential, SandboxAddresses } from '../protocol/engineProtocol.ts';
import type { Environment } from './command.ts';
import { NoTokenError, UsageError } from './failures.ts';
import { programName } from './help.ts';
import { sourceAddress, targetAddress } from '../job/serverAddresses.ts';

/** What a job's servers are reached with. */
export interface ServerAccess {
  /** The running sandbox, for sides of kind `sandbox`. */
  readonly sandbox: SandboxAddresses | null;
  readonly sourceCredential: Credential | null;
  readonly targetCredential: Credential | null;
}

/** For commands that read the job's state only. */
export const noServerAccess: ServerAccess = { sandbox: null, sourceCredential: null, targetCredential: null };

/**
 * Finds the tokens for a job's servers: in the environment, else those of the running sandbox that the job points to.
 * Each is bound to the origin of its side's address.
 * @throws UsageError when the sandbox is missing, and NoTokenError when a token is, or when the job points elsewhere than
 *   `DROPBOX_PROVISIONING_…_ORIGIN` allows
 */
export function findServerAccess(
  { source, target }: Pick<ProvisioningJob, 'source' | 'target'>,
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
  return {
    sandbox,
    sourceCredential: findCredential('SOURCE', sourceAddress(source), sandbox?.source ?? null, environment),
    targetCredential: findCredential('TARGET', targetAddress(target), targetOf(sandbox, target), environment),
  };
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

type Side = 'SOURCE' | 'TARGET';

export function findCredential(
  side: Side,
  address: string | null,
  sandbox: { readonly baseAddress: string; readonly token: string } | null,
  environment: Environment,
): Credential | null {
  if (address === null) return null;
  const { origin, hostname } = new URL(address);
  checkPin(side, origin, environment);
  const token = tokenInEnvironment(side, environment);
  if (token !== null) return { token, origin };
  if (sandbox !== null && new URL(sandbox.baseAddress).origin === origin) return { token: sandbox.token, origin };
  const alternative = isLoopbackHost(hostname) ? `, or start the sandbox if that is its address` : '';
  throw new NoTokenError(
    `There is no token for the ${side.toLowerCase()} ${origin}: set the environment variable ${tokenVariable(side)}${alternative}.`,
  );
}

/** A pipeline that says where its token, or its notifications, belong is safe from a job file that points elsewhere. */
export function checkPin(side: Side | 'WEBHOOK', origin: string, environment: Environment): void {
  const variable = `DROPBOX_PROVISIONING_${side}_ORIGIN`;
  const pin = environment[variable]?.trim();
  if (pin === undefined || pin === '') return;
  if (!URL.canParse(pin)) {
    throw new NoTokenError(`${variable} is not an address: set it to one such as "https://www.dropbox.com".`);
  }
  if (new URL(pin).origin === origin) return;
  throw new NoTokenError(
    `The job's ${side.toLowerCase()} is at ${origin}, but ${variable} allows only ${new URL(pin).origin}, so nothing was sent. Check who changed the job's address; if the change is meant, set ${variable} to ${origin}.`,
  );
}

/** The token itself, or of the file that holds it: one that is renewed elsewhere is read anew by each cycle of `watch`. */
function tokenInEnvironment(side: Side, environment: Environment): string | null {
  const variable = tokenVariable(side);
  const fileVariable = `${variable}_FILE`;
  const token = environment[variable]?.trim() ?? '';
  const file = environment[fileVariable]?.trim() ?? '';
  if (token !== '' && file !== '')
    throw new NoTokenError(`${variable} and ${fileVariable} are both set: set one of them.`);
  if (file === '') return token === '' ? null : checkedToken(token, variable);
  return checkedToken(tokenInFile(file, fileVariable), `The file of ${fileVariable}`);
}

function tokenInFile(file: string, variable: string): string {
  const odd = oddKindAt(file);
  if (odd !== null)
    throw new NoTokenError(`${variable} names ${file}, which is ${odd}: name a file with the token alone.`);
  const text = readSmallFile(file);
  if (text === null)
    throw new NoTokenError(`${variable} names ${file}, which cannot be read: name a file with the token alone.`);
  return text.trim();
}

function checkedToken(token: string, where: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new NoTokenError(
    token === ''
      ? `${where} is empty: write the token into it.`
      : `${where} has spaces, line breaks or letters in it that no token has: set it to the token alone.`,
  );
}

function tokenVariable(side: Side): string {
  return `DROPBOX_PROVISIONING_${side}_TOKEN`;
}
