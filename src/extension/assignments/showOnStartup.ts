import * as vscode from 'vscode';
import { commandIds } from '../commands/commandIds.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { readSetting } from '../settings/settings.ts';

/** Tells *Refresh* that nobody has chosen it. */
export const unasked = 'unasked';

/**
 * Where the setting asks for it, a window whose folder holds a job begins with the view open and the assignments read.
 * Off by default: nobody's window is rearranged, and no request is sent, unasked.
 */
export async function showOnStartup(currentJob: CurrentJob): Promise<void> {
  if (!readSetting('showOnStartup') || !vscode.workspace.isTrusted) return;
  await currentJob.ready();
  if (currentJob.current === null) return;
  await vscode.commands.executeCommand('workbench.view.extension.dropboxProvisioning');
  await vscode.commands.executeCommand(commandIds.refresh, unasked);
}
