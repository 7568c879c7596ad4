import * as vscode from 'vscode';
import type { Cloud } from '../../job/job.ts';
import { readSetting } from '../settings/settings.ts';
import type { CredentialNeed } from './credentialNeeds.ts';

/** The delegated permissions that reading users, groups and assignments takes. */
const permissions = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'];

/** Those that steering and following Entra's provisioning service take. */
const steering = ['Synchronization.ReadWrite.All', 'ProvisioningLog.Read.All'];

/** The person's own app registration (setting `dropboxProvisioning.entra.clientId`); empty when there is none. */
export function appRegistration(): string {
  return readSetting('entra.clientId');
}

/**
 * An access token for Microsoft Graph from VS Code's own Microsoft sign-in, with the person's own app registration: VS Code's
 * is not authorized for these permissions. Undefined when nobody is signed in and `interactive` is false.
 *
 * @throws when the person declines, or Entra refuses.
 */
export async function graphAccessToken(
  need: CredentialNeed & { readonly graph: NonNullable<CredentialNeed['graph']> },
  interactive: boolean,
): Promise<string | undefined> {
  const scopes = [
    `VSCODE_CLIENT_ID:${appRegistration()}`,
    `VSCODE_TENANT:${need.graph.tenantId}`,
    ...[
      ...permissions,
      ...(need.sendsMail === true ? ['Mail.Send'] : []),
      ...(need.steers === true ? steering : []),
    ].map((permission) => `${need.origin}/${permission}`),
  ];
  const options = interactive ? { createIfNone: true } : { silent: true };
  const session = await vscode.authentication.getSession(provider(need.graph.cloud), scopes, options);
  return session?.accessToken;
}

function provider(cloud: Cloud): string {
  return cloud === 'global' ? 'microsoft' : 'microsoft-sovereign-cloud';
}
