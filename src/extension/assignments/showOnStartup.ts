import * as vscode from 'vscode';
import { commandIds } from '../commands/commandIds.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { readSetting } from '../settings/settings.ts';

/** Tells *Refresh* that nobody has chosen it. */
export const unasked = 'unasked';

/**
 * Where the setting asks for it, a window whose folder holds a job begins with the view open, the assignments read and, where no
 * editor is open, the walkthrough at the first step that is left. Off by default: nobody's window is rearranged, and no request is sent, unasked.
 */
export async function showOnStartup(currentJob: CurrentJob, opener: JobOpener, extensionId: string): Promise<void> {
  if (!readSetting('showOnStartup') || !vscode.workspace.isTrusted) return;
  await currentJob.ready();
  if (currentJob.current === null) return;
  await vscode.commands.executeCommand('workbench.view.extension.dropboxProvisioning');
  if (vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0)) {
    const { missing } = await opener.open();
    const step = missing?.kind === 'credential' ? 'credentials' : 'connection';
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', {
      category: `${extensionId}#start`,
      step,
    });
  }
  await vscode.commands.executeCommand(commandIds.refresh, unasked);
}
