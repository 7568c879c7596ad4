import * as vscode from 'vscode';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import type { CurrentJob } from './currentJob.ts';
import { fileName } from './readJobFile.ts';

/** *Select Job*: which of the workspace's jobs the tree and the commands are about; the person picks unless a file is passed. */
export async function selectJob(currentJob: CurrentJob, argument?: unknown): Promise<void> {
  if (argument instanceof vscode.Uri) {
    await currentJob.select(argument);
    return;
  }
  await currentJob.refresh();
  const { files, current } = currentJob;
  if (files.length === 0) {
    throw new ActionableFailure(
      vscode.l10n.t('There is no provisioning job here yet.'),
      vscode.l10n.t('Create one, or start the sandbox to look around.'),
      ['createJob', 'startSandbox'],
    );
  }
  const items = files.map((uri) => ({
    label: fileName(uri),
    description: uri.toString() === current?.uri.toString() ? vscode.l10n.t('current') : '',
    uri,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Select Job') });
  if (chosen === undefined) throw new Cancelled();
  await currentJob.select(chosen.uri);
}

/** *Open Job File*: that of the job that is passed, else of the current one. */
export async function openJobFile(currentJob: CurrentJob, chosen: vscode.Uri | null): Promise<void> {
  await currentJob.ready();
  const uri = chosen ?? currentJob.current?.uri;
  if (uri === undefined) {
    await selectJob(currentJob);
    return openJobFile(currentJob, null);
  }
  await vscode.window.showTextDocument(uri);
}

/** *Show Problems*: opens the job file, so that its problems are listed, and the Problems panel. */
export async function showProblems(currentJob: CurrentJob, chosen: vscode.Uri | null): Promise<void> {
  await openJobFile(currentJob, chosen);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
