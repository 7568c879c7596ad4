import * as vscode from 'vscode';
import { isClientId, type AppCredential, type AppProof } from '../../authorization/entra/appCredential.ts';
import { certificateWords, CertificateProblem, readAppCertificate } from '../../authorization/entra/certificate.ts';
import { loginServerAt } from '../../authorization/entra/loginServer.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { withProgress } from '../commands/progress.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFetch } from '../engine/engineFetch.ts';
import { checkToken, cleanToken } from './checkToken.ts';
import type { CredentialNeed } from './credentialNeeds.ts';
import type { CredentialStore } from './credentialStore.ts';
import { appRegistration, rememberAppRegistration } from './appRegistration.ts';

/** How Microsoft Graph is opened. */
export type GraphWay = 'signIn' | 'application' | 'paste';

/** Asks how a source's tokens are had; `paste` where there is no other way. */
export async function askGraphWay(need: CredentialNeed, title: string): Promise<GraphWay> {
  const ways: (vscode.QuickPickItem & { readonly way: GraphWay })[] = [
    {
      iconPath: new vscode.ThemeIcon('account'),
      label: vscode.l10n.t('Sign in with a Microsoft account'),
      detail: vscode.l10n.t('In the browser, with your own app registration; tokens are renewed automatically'),
      way: 'signIn',
    },
    {
      iconPath: new vscode.ThemeIcon('server-process'),
      label: vscode.l10n.t('Use an app registration without signing in'),
      detail: vscode.l10n.t('With a client secret or certificate, for tenants that block the sign-in'),
      way: 'application',
    },
    {
      iconPath: new vscode.ThemeIcon('key'),
      label: vscode.l10n.t('Paste a token'),
      detail: vscode.l10n.t('For tests and short-lived use; Graph tokens expire within hours'),
      way: 'paste',
    },
  ];
  const possible = ways.filter(
    ({ way }) => way === 'paste' || (way === 'signIn' ? need.graph !== null : need.app !== undefined),
  );
  const [only] = possible;
  if (possible.length === 1 && only !== undefined) return only.way;
  const chosen = await vscode.window.showQuickPick(possible, { title, placeHolder: need.origin, ignoreFocusOut: true });
  if (chosen === undefined) throw new Cancelled();
  return chosen.way;
}

/** Has somebody sign in; their app registration is asked for, and kept in the setting, when there is none. */
export async function signInToGraph(
  credentials: CredentialStore,
  jobId: string,
  need: CredentialNeed,
  title: string,
): Promise<void> {
  const { graph } = need;
  if (graph === null) throw new Cancelled();
  if (appRegistration() === '') await rememberAppRegistration(await askClientId(title));
  await credentials.signIn(jobId, { ...need, graph });
}

export interface AppParts {
  readonly credentials: CredentialStore;
  readonly engine: Pick<Engine, 'sendAuthorization'>;
}

/** Asks for an app registration and its credential, gets a first token with them, and keeps them in secret storage. */
export async function enterApp(
  { credentials, engine }: AppParts,
  jobId: string,
  need: CredentialNeed,
  title: string,
): Promise<void> {
  const { app: tenant, origin } = need;
  const server = tenant === undefined ? null : loginServerAt(origin, tenant);
  if (tenant === undefined || server === null) throw new Cancelled();
  const clientId = await askClientId(title);
  const app: AppCredential = { clientId, proof: await askProof(title, server.authority) };
  await withProgress(vscode.l10n.t('Getting a token from {0}', server.authority), async ({ signal }) => {
    const { appToken } = await import('../../authorization/entra/clientCredentials.ts');
    await appToken({ server, app, fetch: engineFetch(engine), now: Date.now }, null, signal);
  });
  await credentials.writeApp(jobId, need, { ...app, tenantId: tenant.tenantId });
}

/** The application (client) ID of an app registration. */
export async function askClientId(title: string): Promise<string> {
  const entered = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Application (client) ID of your app registration (Entra admin center: App registrations, Overview)',
    ),
    placeHolder: '00000000-0000-0000-0000-000000000000',
    value: appRegistration(),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || isClientId(text.trim())
        ? null
        : vscode.l10n.t(
            'Paste the ID as the Entra admin center shows it, such as 00000000-0000-0000-0000-000000000000.',
          ),
  });
  const clientId = entered?.trim() ?? '';
  if (!isClientId(clientId)) throw new Cancelled();
  return clientId;
}

async function askProof(title: string, authority: string): Promise<AppProof> {
  const kinds = [
    {
      iconPath: new vscode.ThemeIcon('key'),
      label: vscode.l10n.t('Client secret'),
      detail: vscode.l10n.t('Sent to {0} only', authority),
      proof: 'secret' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('verified'),
      label: vscode.l10n.t('Certificate'),
      detail: vscode.l10n.t('A PEM file with the certificate and its private key, which never leaves this machine'),
      proof: 'certificate' as const,
    },
  ];
  const chosen = await vscode.window.showQuickPick(kinds, {
    title,
    placeHolder: vscode.l10n.t('Select how the application authenticates'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.proof === 'secret' ? askSecret(title, authority) : askCertificate(title);
}

async function askSecret(title: string, authority: string): Promise<AppProof> {
  const pasted = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The secret is kept in VS Code’s secret storage and sent to {0} only.', authority),
    placeHolder: vscode.l10n.t('The client secret’s value, not its ID'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? null : checkToken(text, vscode.l10n.t)),
  });
  if (pasted === undefined || pasted === '') throw new Cancelled();
  return { kind: 'secret', secret: cleanToken(pasted) };
}

async function askCertificate(title: string): Promise<AppProof> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: vscode.l10n.t('Use Certificate'),
      filters: { [vscode.l10n.t('PEM files')]: ['pem', 'crt', 'key', 'txt'] },
    })) ?? [];
  if (file === undefined) throw new Cancelled();
  const pem = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  try {
    readAppCertificate(pem);
  } catch (error) {
    if (error instanceof CertificateProblem)
      throw new ActionableFailure(certificateWords(error, vscode.l10n.t), null, ['updateCredentials'], error);
    throw error;
  }
  return { kind: 'certificate', pem };
}
