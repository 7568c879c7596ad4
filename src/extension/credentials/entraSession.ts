import * as vscode from 'vscode';
import { permissionsFor, type GraphTask } from '../../authorization/entra/graphPermissions.ts';
import { SignInFailure } from '../../authorization/entra/signInFailure.ts';
import { clouds } from '../../job/clouds.ts';
import type { Cloud } from '../../job/job.ts';
import { readSetting, writeSetting } from '../settings/settings.ts';
import { Cancelled } from '../support/actionableFailure.ts';

/** The person's own app registration (setting `dropboxProvisioning.entra.clientId`); empty when there is none. */
export function appRegistration(): string {
  return readSetting('entra.clientId');
}

/** Keeps the person's app registration in the setting. */
export async function rememberAppRegistration(clientId: string): Promise<void> {
  await writeSetting('entra.clientId', clientId);
}

/** The tenant that somebody signs in to. */
export interface SignInTenant {
  /** A tenant's id, or `organizations` while it isn't known. */
  readonly tenantId: string;
  readonly cloud: Cloud;
}

/**
 * A session of VS Code's own Microsoft sign-in, with the person's own app registration: VS Code's is not authorized for these
 * permissions. Undefined when nobody is signed in and `interactive` is false.
 *
 * @param tasks what the permissions are for; each set of them is consented to once.
 * @throws SignInFailure when Entra refuses, Cancelled when the person declines.
 */
export async function graphSession(
  { tenantId, cloud }: SignInTenant,
  tasks: readonly GraphTask[],
  interactive: boolean,
): Promise<vscode.AuthenticationSession | undefined> {
  const { graphOrigin, loginAuthority } = clouds[cloud];
  const clientId = appRegistration();
  const scopes = [
    `VSCODE_CLIENT_ID:${clientId}`,
    `VSCODE_TENANT:${tenantId}`,
    ...permissionsFor(tasks).map((permission) => `${graphOrigin}/${permission}`),
  ];
  const options = interactive ? { createIfNone: true } : { silent: true };
  try {
    return await vscode.authentication.getSession(provider(cloud), scopes, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = /AADSTS(\d{4,9})/.exec(message)?.[1];
    if (code !== undefined)
      throw new SignInFailure('refused', { authority: loginAuthority, tenantId, clientId }, { code: Number(code) });
    // VS Code says only in words that somebody has closed the sign-in.
    if (/did not consent|cancell?ed/i.test(message)) throw new Cancelled();
    throw error;
  }
}

function provider(cloud: Cloud): string {
  return cloud === 'global' ? 'microsoft' : 'microsoft-sovereign-cloud';
}
