import * as vscode from 'vscode';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { mappingEditorViewType } from './mappingEditorProvider.ts';

/** *Open Mapping Editor*: on the file of the title bar, the active JSON file, or the current job. */
export async function openMappingEditor(currentJob: CurrentJob, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : (activeJson() ?? (await jobFile(currentJob)));
  await vscode.commands.executeCommand('vscode.openWith', uri, mappingEditorViewType);
}

/** *Open as Text*: the document of the mapping editor in the text editor. */
export async function openAsText(argument: unknown): Promise<void> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = argument instanceof vscode.Uri ? argument : input instanceof vscode.TabInputCustom ? input.uri : null;
  if (uri !== null) await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}

function activeJson(): vscode.Uri | null {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'jsonc' || document?.languageId === 'json' ? document.uri : null;
}

async function jobFile(currentJob: CurrentJob): Promise<vscode.Uri> {
  await currentJob.ready();
  if (currentJob.current !== null) return currentJob.current.uri;
  throw new ActionableFailure(
    vscode.l10n.t('There is no provisioning job to open in the mapping editor.'),
    vscode.l10n.t('Create one, or select one of several.'),
    ['createJob', 'selectJob'],
  );
}
