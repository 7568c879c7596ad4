import type { Cloud, JobSource, JobTarget, ProvisioningJob } from '../../job/job.ts';
import { entraAddress, targetAddress } from '../../job/serverAddresses.ts';
import { loginServerAt } from '../../authorization/entra/loginServer.ts';
import { clouds } from '../../job/clouds.ts';

/** Which of a job's two servers a credential is for. */
export type Side = 'source' | 'target';

/** A token that a job needs, and the one origin that it may be sent to. */
export interface CredentialNeed {
  readonly side: Side;
  /** For example `https://www.dropbox.com`. */
  readonly origin: string;
  /** Set when the server is Microsoft Graph itself, so that a Microsoft account may sign in. */
  readonly graph: { readonly tenantId: string; readonly cloud: Cloud } | null;
  /** Set when an app registration can get tokens for it by itself: Graph itself, or a Graph-shaped server on this machine. */
  readonly app?: { readonly tenantId: string; readonly cloud: Cloud };
  /** Set when it's Dropbox's Business API, which a team admin can authorize. */
  readonly dropbox?: true;
  /** Whether Microsoft Graph also sends the job's notifications. */
  readonly sendsMail?: boolean;
  /** Whether Entra's provisioning service is steered with it. */
  readonly steers?: true;
  /** Set when commands do without it, and only see less. */
  readonly optional?: true;
}

/** The tokens that a job needs, source first; none for a snapshot and for the sandbox, which brings its own. */
export function credentialNeeds(
  job: Pick<ProvisioningJob, 'source' | 'target'> & Partial<Pick<ProvisioningJob, 'executor' | 'provisioning'>>,
): readonly CredentialNeed[] {
  const { email = null, via = 'smtp' } = job.provisioning?.notification ?? {};
  const sendsMail = email !== null && via === 'graph' ? { sendsMail: true } : {};
  const [steers, optional] = job.executor === 'entra' ? ([{ steers: true }, { optional: true }] as const) : [{}, {}];
  const [source, target] = [sourceNeed(job.source), targetNeed(job.target)];
  return [source && { ...source, ...sendsMail, ...steers }, target && { ...target, ...optional }].filter(
    (need) => need !== null,
  );
}

/** Whether a running sandbox is part of the job. */
export function needsSandbox({ source, target }: Pick<ProvisioningJob, 'source' | 'target'>): boolean {
  return source.kind === 'sandbox' || target.kind === 'sandbox';
}

/**
 * The key under which a token is stored. It names job, side and origin, so that a job file whose address was changed finds
 * no token instead of sending one elsewhere.
 */
export function credentialKey(jobId: string, need: Pick<CredentialNeed, 'side' | 'origin'>): string {
  return `credential/${jobId}/${need.side}/${need.origin}`;
}

/** The origin of a target's key; null for another key. */
export function originOfTargetKey(key: string): string | null {
  return /^credential\/.*\/target\/(https?:\/\/[^/]+)$/s.exec(key)?.[1] ?? null;
}

/** Whether a key is one of a source. */
export function isSourceKey(key: string): boolean {
  return /^credential\/.*\/source\/https?:\/\/[^/]+$/s.test(key);
}

/** The key under which the password of a mail server is stored: a job that goes through another server finds none. */
export function mailPasswordKey(jobId: string, server: string): string {
  return `credential/${jobId}/smtp/${server}`;
}

function sourceNeed(source: JobSource): CredentialNeed | null {
  if (source.kind !== 'entra') return null;
  const { tenantId, cloud } = source;
  const tenant = { tenantId, cloud };
  const { origin } = new URL(entraAddress(source));
  const graph = origin === clouds[cloud].graphOrigin ? tenant : null;
  return { side: 'source', origin, graph, ...(loginServerAt(origin, tenant) === null ? {} : { app: tenant }) };
}

function targetNeed(target: JobTarget): CredentialNeed | null {
  const address = targetAddress(target);
  if (address === null) return null;
  const need = { side: 'target', origin: new URL(address).origin, graph: null } as const;
  return target.kind === 'dropboxBusiness' ? { ...need, dropbox: true } : need;
}
