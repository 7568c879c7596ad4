import { dirname, resolve } from 'node:path';
import { loginServer } from '../authorization/entra/loginServer.ts';
import { neededScopes, provisionedBy } from '../authorization/scopes.ts';
import { openBusinessDirectory } from '../directories/dropboxBusiness/businessDirectory.ts';
import { openEntraDirectory } from '../directories/entra/entraDirectory.ts';
import type { EntraDirectoryOptions } from '../directories/entra/options.ts';
import { openSnapshotDirectory } from '../directories/snapshot/snapshotDirectory.ts';
import { openScimDirectory } from '../directories/scim/scimDirectory.ts';
import type { SourceDirectory } from '../directories/sourceDirectory.ts';
import type { TargetDirectory } from '../directories/targetDirectory.ts';
import type { JobSource, ProvisioningJob } from '../job/job.ts';
import { isLoopbackHost } from '../job/loopback.ts';
import { dropboxAddress, entraAddress } from '../job/serverAddresses.ts';
import type { Credential, OpenJobParams } from '../protocol/openJob.ts';
import { ProvisioningFailure } from '../protocol/failure.ts';
import { renewedBearer, type Renewals } from './renewedBearer.ts';
import { text } from '../protocol/text.ts';

/**
 * Opens the source that a job names, with the credential that is bound to its origin.
 *
 * @param renewals how a token is renewed that ends meanwhile.
 */
export function openSource(job: ProvisioningJob, params: OpenJobParams, renewals: Renewals): SourceDirectory {
  const timeout = params.requestTimeoutMs === undefined ? {} : { timeout: params.requestTimeoutMs };
  if (job.source.kind === 'snapshot') return openSnapshotDirectory(resolve(dirname(params.path), job.source.path));
  return openEntraDirectory({ ...graphServer(job.source, params, renewals), ...timeout });
}

/**
 * The Graph-shaped server of a source, with the credential that is bound to its origin.
 *
 * @throws ProvisioningFailure of kind `credential` for a token that was entered for another origin, of kind `connection` when
 *   the sandbox doesn't run.
 */
export function graphServer(
  source: Exclude<JobSource, { readonly kind: 'snapshot' }>,
  params: OpenJobParams,
  renewals: Renewals,
): GraphServer {
  requireTokens(params);
  if (source.kind === 'sandbox') return runningSandbox(params).source;
  const { sourceCredential } = params;
  const baseAddress = entraAddress(source);
  const token = tokenFor('source', baseAddress, sourceCredential);
  const bearer = sourceCredential === null ? null : renewedBearer(sourceCredential, renewals);
  const { servicePrincipalId } = source;
  const login = loginServer(source);
  return {
    baseAddress,
    servicePrincipalId,
    ...(login === null ? {} : { login }),
    ...(bearer === null ? { token } : { token: null, bearer }),
  };
}

/** A Graph-shaped server, and what opens it. */
export type GraphServer = Pick<
  EntraDirectoryOptions,
  'baseAddress' | 'token' | 'bearer' | 'servicePrincipalId' | 'login'
>;

/**
 * Opens the target that a job names, with the credential that is bound to its origin.
 *
 * @param learned what an earlier connection to the same target has learnt; null when that is nothing.
 * @param renewals how a token is renewed that ends meanwhile.
 */
export function openTarget(
  job: ProvisioningJob,
  params: OpenJobParams,
  learned: string | null,
  renewals: Renewals,
): TargetDirectory {
  requireTokens(params);
  const timeout = params.requestTimeoutMs === undefined ? {} : { timeout: params.requestTimeoutMs };
  switch (job.target.kind) {
    case 'scim':
      return openScimDirectory({
        baseAddress: job.target.baseAddress,
        token: tokenFor('target', job.target.baseAddress, params.targetCredential),
        dialect: job.target.compatibility,
        learned,
        ...timeout,
      });
    case 'sandbox': {
      const { target } = runningSandbox(params);
      return openScimDirectory({
        baseAddress: target.baseAddress,
        token: target.token,
        dialect: 'rfc7644',
        learned,
        ...timeout,
      });
    }
    case 'dropboxBusiness': {
      const apiAddress = dropboxAddress(job.target);
      const { targetCredential } = params;
      const token = tokenFor('target', apiAddress, targetCredential);
      const bearer = targetCredential === null ? null : renewedBearer(targetCredential, renewals);
      return openBusinessDirectory({
        apiAddress,
        ...(bearer === null ? { token } : { token: null, bearer }),
        scopes: neededScopes(provisionedBy(job), true),
        learned,
        ...timeout,
      });
    }
  }
}

/** True where Dropbox's life-cycle rules hold: at Dropbox itself, and in the sandbox, which imitates it. */
export function targetIsDropbox(job: ProvisioningJob): boolean {
  if (job.target.kind !== 'scim') return true;
  const { hostname } = new URL(job.target.baseAddress);
  return hostname === 'dropbox.com' || hostname.endsWith('.dropbox.com');
}

/** @throws ProvisioningFailure of kind `credential` that says why there are none. */
function requireTokens({ withoutTokens }: OpenJobParams): void {
  if (withoutTokens === undefined) return;
  throw new ProvisioningFailure('credential', withoutTokens, {
    recommendedAction: text`See to it that whatever renews the token runs.`,
  });
}

/** A token is sent to the origin that it was entered for, and to no other. */
function tokenFor(side: string, baseAddress: string, credential: Credential | null): string | null {
  if (credential === null) return null;
  const { origin } = new URL(baseAddress);
  if (new URL(credential.origin).origin === origin) return credential.token;
  throw new ProvisioningFailure(
    'credential',
    text`The ${side}’s token was entered for ${credential.origin} and is not sent to ${origin}.`,
    {
      recommendedAction: text`If ${origin} is right, enter a token for it.`,
    },
  );
}

function runningSandbox(params: OpenJobParams): NonNullable<OpenJobParams['sandbox']> {
  const { sandbox } = params;
  if (sandbox !== null) {
    for (const { baseAddress } of [sandbox.source, sandbox.target])
      if (!isLoopbackHost(new URL(baseAddress).hostname))
        throw new ProvisioningFailure('credential', text`A sandbox is on this machine, and ${baseAddress} is not.`, {
          recommendedAction: text`Start the sandbox anew; somebody may have changed what it says of itself.`,
        });
    return sandbox;
  }
  throw new ProvisioningFailure('connection', text`The job uses the sandbox, and none is running.`, {
    recommendedAction: text`Start the sandbox and try again.`,
  });
}
