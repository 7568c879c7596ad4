import { posix } from 'node:path';
import { targetAddress } from '../job/serverAddresses.ts';
import type { ProvisioningJob } from '../job/job.ts';
import type { OpenJobParams, SandboxAddresses } from '../protocol/openJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { firstFingerprint } from './cycle/restart.ts';
import type { JobIdentity } from './store/jobState.ts';
import type { JobStore } from './store/jobStore.ts';
import { joined, text } from '../protocol/text.ts';

/**
 * What the links of a job belong to. A sandbox stays the same when it gets another port; everything else at another
 * address is another target, whose accounts have nothing to do with the numbers that the links remember.
 */
export function identityOf(job: ProvisioningJob, { sandbox }: Pick<OpenJobParams, 'sandbox'>): JobIdentity {
  return { source: sourceIdentity(job, sandbox), target: targetIdentity(job, sandbox) };
}

/**
 * Refuses to work with a state that belongs to something else, before the first request: what it knows of accounts would
 * be taken for knowledge of strangers' accounts.
 *
 * @throws ProvisioningFailure of kind `identity`, which names the ways on.
 */
export function checkIdentity(store: JobStore, job: ProvisioningJob, identity: JobIdentity): void {
  if (!store.knowsAccounts()) {
    store.state.setIdentity(identity);
    return;
  }
  const known = store.state.identity();
  if (known === null) {
    if (store.state.fingerprint() !== firstFingerprint(job)) throw unknownIdentity();
    store.state.setIdentity(identity);
    return;
  }
  const differences = (['source', 'target'] as const)
    .filter((side) => !isSame(known[side], identity[side]))
    .map((side) =>
      side === 'source'
        ? text`The stored source is ${known.source}; the job file names ${identity.source}.`
        : text`The stored target is ${known.target}; the job file names ${identity.target}.`,
    );
  if (differences.length === 0) {
    if (known.source !== identity.source) store.state.setIdentity(identity);
    return;
  }
  throw new ProvisioningFailure(
    'identity',
    text`The state of this job belongs to something else. ${joined(differences, ' ')} Nothing was read or changed.`,
    { recommendedAction: waysOn },
  );
}

/**
 * *Adopt*: takes the state to what the job file names now. Links, and everything else that was known of the former
 * accounts, are forgotten, and everyone is matched anew; nobody who doesn't match is touched. The log stays. A state that
 * belongs to what the job file names already is left as it is: it would only lose sight of those who have left.
 */
export function adopt(store: JobStore, identity: JobIdentity): void {
  const known = store.state.identity();
  if (known?.source === identity.source && known.target === identity.target) return;
  store.database.transaction(() => {
    store.forgetTarget();
    store.state.setIdentity(identity);
  });
}

/** What states of earlier versions call every snapshot: such a one belongs to that which the job file names now. */
const anySnapshot = 'a snapshot file';
const oneSnapshot = 'the snapshot ';

function isSame(known: string, named: string): boolean {
  return known === named || (known === anySnapshot && named.startsWith(oneSnapshot));
}

const waysOn = text`If the job is meant for something else now, give it a new id. If its accounts are the same people’s, choose Adopt (--adopt): it matches everyone anew and touches nobody who does not match. Otherwise, undo the change of the job file.`;

/** A state of an earlier version, which didn't note what its links belong to, beside a job file that has changed since. */
function unknownIdentity(): ProvisioningFailure {
  return new ProvisioningFailure(
    'identity',
    text`An earlier version kept the state of this job, and the job file has changed since, so nobody can tell whether its accounts are those of the source and target that the file names. Nothing was read or changed.`,
    { recommendedAction: waysOn },
  );
}

function sourceIdentity({ source }: ProvisioningJob, sandbox: SandboxAddresses | null): string {
  switch (source.kind) {
    case 'entra':
      return `tenant ${source.tenantId.toLowerCase()}, application ${source.servicePrincipalId.toLowerCase()}`;
    case 'sandbox':
      return sandboxIdentity(sandbox) ?? 'the sandbox';
    case 'snapshot':
      return oneSnapshot + canonicalPath(source.path);
  }
}

/**
 * A snapshot doesn't tell whose directory it is, so its path does, as it's written: a job that moves along with its snapshot
 * stays the same.
 */
function canonicalPath(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/'));
}

function targetIdentity({ target }: ProvisioningJob, sandbox: SandboxAddresses | null): string {
  const address = targetAddress(target);
  if (address === null) return sandboxIdentity(sandbox) ?? 'the sandbox';
  const canonical = canonicalAddress(address);
  const own = sandboxIdentity(sandbox);
  if (sandbox === null || own === null) return canonical;
  if (canonicalAddress(sandbox.target.baseAddress) === canonical) return own;
  // Another service of the same team: what is known of an account is what the other one shows.
  const api = sandbox.dropboxBusiness?.apiAddress;
  return api !== undefined && canonicalAddress(api) === canonical ? `${own}, by the Business API` : canonical;
}

function sandboxIdentity(sandbox: SandboxAddresses | null): string | null {
  return typeof sandbox?.id === 'string' ? `the sandbox ${sandbox.id}` : null;
}

/** Letter case of the host and a slash at the end make no other address. */
function canonicalAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '');
}
