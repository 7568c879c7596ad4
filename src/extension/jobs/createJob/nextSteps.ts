import * as vscode from 'vscode';
import { type CommandName, commandIds } from '../../commands/commandIds.ts';
import type { JobAnswers } from './answers.ts';

/** What follows when a job's file is there. Each is a command that works later, too. */
interface NextStep extends vscode.QuickPickItem {
  readonly command: CommandName;
}

/**
 * Offers what the tutorial does next, one after the other: credentials, the test of the connection, one user to test with, the
 * preview, and the first cycle. Escape ends it; nothing is lost by that.
 */
export async function offerNextSteps(answers: JobAnswers, jobFile: vscode.Uri): Promise<void> {
  const done = new Set<CommandName>();
  for (;;) {
    const open = nextSteps(answers);
    const items = open.map((step) => ({
      ...step,
      iconPath: new vscode.ThemeIcon(done.has(step.command) ? 'check' : 'circle-large-outline'),
    }));
    const pick = vscode.window.createQuickPick<(typeof items)[number]>();
    pick.title = vscode.l10n.t('{0} is created. What’s next?', answers.displayName);
    pick.placeholder = vscode.l10n.t('Each step is also a command, so it can wait');
    pick.ignoreFocusOut = true;
    pick.items = items;
    pick.activeItems = items.filter(({ command }) => !done.has(command)).slice(0, 1);
    const chosen = await new Promise<(typeof items)[number] | undefined>((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.show();
    }).finally(() => {
      pick.dispose();
    });
    if (chosen === undefined) return;
    await vscode.commands.executeCommand(commandIds[chosen.command], jobFile);
    done.add(chosen.command);
    if (done.size === items.length) return;
  }
}

function nextSteps({ source, target, executor }: JobAnswers): readonly NextStep[] {
  const authorize: NextStep = {
    label: vscode.l10n.t('Authorize Dropbox'),
    detail: vscode.l10n.t('A team admin allows access on Dropbox’s page'),
    command: 'authorizeDropbox',
  };
  const credentials: NextStep = {
    label: vscode.l10n.t('Enter credentials'),
    detail: vscode.l10n.t('For the servers that have none yet'),
    command: 'updateCredentials',
  };
  const needsToken = source !== 'sandbox' || target !== 'sandbox';
  return [
    ...(target === 'dropboxBusiness' ? [authorize] : needsToken ? [credentials] : []),
    {
      label: vscode.l10n.t('Test the connection'),
      detail: vscode.l10n.t('Step by step, for both sides'),
      command: 'testConnection',
    },
    {
      label: vscode.l10n.t('Assign a test user'),
      detail: vscode.l10n.t('One user is enough to see what happens'),
      command: 'assign',
    },
    {
      label: vscode.l10n.t('Preview the sync'),
      detail: vscode.l10n.t('Who would be created, updated or disabled; writes nothing'),
      command: 'previewSync',
    },
    source === 'entra' && executor === 'entra'
      ? {
          label: vscode.l10n.t('Start provisioning'),
          detail: vscode.l10n.t('Microsoft Entra’s service begins its first cycle'),
          command: 'startProvisioning',
        }
      : {
          label: vscode.l10n.t('Sync now'),
          detail: vscode.l10n.t('Runs the first cycle'),
          command: 'syncNow',
        },
  ];
}
