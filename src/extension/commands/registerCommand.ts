import * as vscode from 'vscode';
import { ActionableFailure, Cancelled, type FailureAction, failureText } from '../support/actionableFailure.ts';
import { settingId } from '../settings/settingDefaults.ts';
import { TokenFailure } from '../../authorization/tokenFailure.ts';
import { actionable } from '../credentials/authorizationFailures.ts';
import { openDropboxAppGuide } from '../documents/dropboxAppGuide.ts';
import { type CommandName, commandIds } from './commandIds.ts';
import { plainLabel, visible, visibleLines } from '../../protocol/safeText.ts';

/** What a command does with the arguments that menus, trees and links pass. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void> | void;

/**
 * Registers a command. A failure becomes one notification that says what happened, why and what to do, with buttons that do
 * it, and a line in the log; cancelling is no failure.
 */
export function registerCommand(
  name: CommandName,
  log: vscode.LogOutputChannel,
  handler: CommandHandler,
): vscode.Disposable {
  return vscode.commands.registerCommand(commandIds[name], async (...args: unknown[]) => {
    try {
      await handler(...args);
    } catch (caught) {
      const failure = caught instanceof TokenFailure ? actionable(caught, vscode.l10n.t) : caught;
      if (failure instanceof Cancelled || failure instanceof vscode.CancellationError) {
        vscode.window.setStatusBarMessage(vscode.l10n.t('$(circle-slash) Cancelled'), 4000);
        return;
      }
      log.error(`${commandIds[name]}: ${visible(failureText(failure))}`);
      if (!(failure instanceof ActionableFailure) && failure instanceof Error)
        log.debug(visibleLines(failure.stack ?? ''));
      tellFailure(failure);
    }
  });
}

/** Shows a failure, and goes on. */
export function tellFailure(failure: unknown): void {
  showFailure(failure).catch((unshown: unknown) => {
    console.error(failure, unshown); // VS Code's log of the extension host is what remains
  });
}

/** Shows a failure with the actions that help; does not wait for the person. */
async function showFailure(failure: unknown): Promise<void> {
  const actions: readonly FailureAction[] =
    failure instanceof ActionableFailure ? failure.actions : ['openProvisioningLog'];
  const titles = new Map(actions.map((action) => [actionTitle(action), action]));
  const chosen = await vscode.window.showErrorMessage(plainLabel(failureText(failure)), ...titles.keys());
  const action = chosen === undefined ? undefined : titles.get(chosen);
  if (action !== undefined) await runAction(action, failure instanceof ActionableFailure ? failure.about : undefined);
}

/**
 * Runs what a button of a notification stands for.
 *
 * @param about what its command is about, such as a job file; what the command finds itself when absent.
 */
export async function runAction(action: FailureAction, about?: unknown): Promise<void> {
  if (action === 'manageTrust') await vscode.commands.executeCommand('workbench.trust.manage');
  else if (action === 'openMailServerSetting')
    await vscode.commands.executeCommand('workbench.action.openSettings', settingId('notification.smtpServer'));
  else if (action === 'openDropboxAppGuide') await openDropboxAppGuide();
  // Another job is to be chosen there, not this one.
  else if (action === 'selectJob' || about === undefined) await vscode.commands.executeCommand(commandIds[action]);
  else await vscode.commands.executeCommand(commandIds[action], about);
}

/** The words on a button. */
export function actionTitle(action: FailureAction): string {
  const titles: Partial<Record<FailureAction, string>> = {
    openProvisioningLog: vscode.l10n.t('Open Log'),
    authorizeDropbox: vscode.l10n.t('Authorize Dropbox'),
    updateCredentials: vscode.l10n.t('Update Credentials'),
    testConnection: vscode.l10n.t('Test Connection'),
    showProblems: vscode.l10n.t('Show Problems'),
    openJobFile: vscode.l10n.t('Open Job File'),
    startSandbox: vscode.l10n.t('Start Sandbox'),
    createJob: vscode.l10n.t('Create Job'),
    selectJob: vscode.l10n.t('Select Job'),
    manageTrust: vscode.l10n.t('Manage Workspace Trust'),
    openDropboxAppGuide: vscode.l10n.t('How to Create an App'),
    openMailServerSetting: vscode.l10n.t('Set Mail Server'),
    sendTestNotification: vscode.l10n.t('Send Test Notification'),
    refresh: vscode.l10n.t('Refresh'),
    previewSync: vscode.l10n.t('Preview Sync'),
    showPreviewDifferences: vscode.l10n.t('Show Differences'),
    syncNow: vscode.l10n.t('Sync Now'),
    startProvisioning: vscode.l10n.t('Start Provisioning'),
    stopProvisioning: vscode.l10n.t('Stop Provisioning'),
    moveJob: vscode.l10n.t('Move Job'),
    cancelRun: vscode.l10n.t('Cancel Running Cycle'),
    allowDeletes: vscode.l10n.t('Allow Deletes'),
    showStagedDeletes: vscode.l10n.t('Show Staged Deletes'),
    retryNow: vscode.l10n.t('Retry Now'),
    showRequest: vscode.l10n.t('Show Request'),
    restartProvisioning: vscode.l10n.t('Restart Provisioning'),
    adopt: vscode.l10n.t('Adopt'),
    showEvent: vscode.l10n.t('Show Event'),
    chooseSampleUser: vscode.l10n.t('Choose Sample User'),
  };
  return titles[action] ?? action;
}
