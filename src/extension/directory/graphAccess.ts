import * as vscode from 'vscode';
import type { GraphTask } from '../../authorization/entra/graphPermissions.ts';
import { loginServer } from '../../authorization/entra/loginServer.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import { entraAddress } from '../../job/serverAddresses.ts';
import type { GraphAccess } from '../../protocol/graphProtocol.ts';
import { credentialNeeds } from '../credentials/credentialNeeds.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import { type SandboxAccess, sandboxTokenFor } from '../sandbox/sandboxAccess.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';

export interface GraphAccessParts {
  readonly credentials: CredentialStore;
  readonly sandbox: SandboxAccess;
}

/** A job's Graph, and the application in it. */
export interface ApplicationPlace {
  readonly access: GraphAccess;
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
}

/**
 * How a job's Graph is reached for what a person does there. Whoever has signed in is asked for consent when the task needs
 * more than before.
 *
 * @throws ActionableFailure when the source is no directory, or a credential is missing.
 */
export async function graphAccessOf(
  { credentials, sandbox }: GraphAccessParts,
  { id, source, displayName }: Pick<ProvisioningJob, 'id' | 'source' | 'displayName'>,
  uri: vscode.Uri | null,
  tasks: readonly GraphTask[],
): Promise<ApplicationPlace> {
  const running = await sandbox.running(uri);
  if (source.kind === 'snapshot')
    throw new ActionableFailure(
      vscode.l10n.t('{0} reads a file, so nobody can be assigned there.', displayName),
      vscode.l10n.t('Change the file, or let the job read a Microsoft Entra tenant.'),
      ['openJobFile'],
    );
  if (source.kind === 'sandbox') {
    if (running === null)
      throw new ActionableFailure(
        vscode.l10n.t('{0} uses the sandbox, which is not running.', displayName),
        vscode.l10n.t('Start it first.'),
        ['startSandbox'],
      );
    const { baseAddress, token, servicePrincipalId } = running.source;
    const credential = { token, origin: new URL(baseAddress).origin };
    return { access: { baseAddress, credential, login: null }, servicePrincipalId };
  }
  const [need] = credentialNeeds({ source, target: { kind: 'sandbox' } });
  const baseAddress = entraAddress(source);
  const own = running === null ? null : sandboxTokenFor(running, 'source', new URL(baseAddress).origin);
  const stored = need === undefined ? null : await credentials.read(id, need, { tasks, interactive: true });
  const credential = stored ?? (own === null ? null : { token: own, origin: new URL(baseAddress).origin });
  if (credential === null)
    throw new ActionableFailure(
      vscode.l10n.t('There is no token for {0}, so no request was sent.', new URL(baseAddress).origin),
      vscode.l10n.t('Enter it with Update Credentials.'),
      ['updateCredentials'],
    );
  const login = loginServer(source);
  return { access: { baseAddress, credential, login }, servicePrincipalId: source.servicePrincipalId };
}
