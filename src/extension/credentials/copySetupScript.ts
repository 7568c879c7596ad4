import * as vscode from 'vscode';
import { permissionsFor, tasksOf, type GraphTask } from '../../authorization/entra/graphPermissions.ts';
import {
  hasSetupScript,
  setupScript,
  type SetupRequest,
  type SetupShell,
} from '../../authorization/entra/setupScript.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { Cancelled } from '../support/actionableFailure.ts';

/** What a setup script is for: a tenant, and what is done there. */
export interface SetupPlace {
  readonly tenantId: string | null;
  readonly cloud: SetupRequest['cloud'];
  readonly tasks: readonly GraphTask[];
}

/** *Copy Setup Script*: copies a script that makes an app registration with exactly the permissions that the current job needs. */
export async function copySetupScript(currentJob: CurrentJob): Promise<void> {
  await currentJob.ready();
  const job = currentJob.lastValid?.job;
  const source = job?.source.kind === 'entra' ? job.source : null;
  await copySetupScriptFor({
    tenantId: source?.tenantId ?? null,
    cloud: source?.cloud ?? 'global',
    tasks: job === undefined ? ['provision'] : tasksOf(job),
  });
}

/** The same, where there is no job yet. */
export async function copySetupScriptFor({ tenantId, cloud, tasks }: SetupPlace): Promise<void> {
  const shell = await askShell(cloud);
  const use = await askUse();
  const permissions = permissionsFor([...tasks, ...(await askMore())]);
  await vscode.env.clipboard.writeText(setupScript({ shell, tenantId, cloud, permissions, use }));
  const message =
    use === 'signIn'
      ? vscode.l10n.t(
          'Script copied. Ask an administrator to run it, then enter the client ID that it prints. It requests {0}.',
          permissions.join(', '),
        )
      : vscode.l10n.t(
          'Script copied. Ask an administrator to run it next to the certificate app.crt, if there is one, then enter the client ID that it prints. It requests {0}.',
          permissions.join(', '),
        );
  void vscode.window.showInformationMessage(message);
}

async function askShell(cloud: SetupRequest['cloud']): Promise<SetupShell> {
  const shells = [
    {
      label: vscode.l10n.t('PowerShell'),
      detail: vscode.l10n.t('With the modules of Microsoft Graph'),
      shell: 'powerShell' as const,
    },
    {
      label: vscode.l10n.t('Azure CLI'),
      detail: vscode.l10n.t('For bash, such as Azure Cloud Shell'),
      shell: 'azureCli' as const,
    },
  ].filter(({ shell }) => hasSetupScript(shell, cloud));
  const [only] = shells;
  if (shells.length === 1 && only !== undefined) return only.shell;
  return (await pick(shells, vscode.l10n.t('Select a shell'))).shell;
}

async function askUse(): Promise<SetupRequest['use']> {
  const uses = [
    {
      iconPath: new vscode.ThemeIcon('account'),
      label: vscode.l10n.t('For people who sign in'),
      detail: vscode.l10n.t('In VS Code, with each person’s own rights'),
      use: 'signIn' as const,
    },
    {
      iconPath: new vscode.ThemeIcon('server-process'),
      label: vscode.l10n.t('For an application without a signed-in user'),
      detail: vscode.l10n.t('For the command line, and for tenants that block the sign-in'),
      use: 'application' as const,
    },
  ];
  return (await pick(uses, vscode.l10n.t('Who uses the app registration?'))).use;
}

async function askMore(): Promise<readonly GraphTask[]> {
  const more = [
    {
      label: vscode.l10n.t('Assign users and groups'),
      description: permissionsFor(['assign'])[0] ?? '',
      task: 'assign' as const,
      picked: true,
    },
    {
      label: vscode.l10n.t('Add the Dropbox application from the gallery'),
      description: permissionsFor(['addApplication'])[0] ?? '',
      task: 'addApplication' as const,
    },
  ];
  const chosen = await vscode.window.showQuickPick(more, {
    title: vscode.l10n.t('Copy Setup Script'),
    placeHolder: vscode.l10n.t('Select what it may do besides reading'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.map(({ task }) => task);
}

async function pick<Item extends vscode.QuickPickItem>(items: readonly Item[], placeHolder: string): Promise<Item> {
  const title = vscode.l10n.t('Copy Setup Script');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (chosen === undefined) throw new Cancelled();
  return chosen;
}
