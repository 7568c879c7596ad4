import * as vscode from 'vscode';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { saveFirst } from './openJob.ts';
import { fileName } from './readJobFile.ts';

/** A member of a job file and the value that it gets. */
export interface JobFileChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Gives members of a job file other values and saves it; comments, order and formatting of the rest stay.
 *
 * Throws an ActionableFailure when the file can't be written.
 */
export async function editJobFile(uri: vscode.Uri, changes: readonly JobFileChange[]): Promise<void> {
  await saveFirst(uri);
  const [{ applyTextEdits, setJobValue }, { differenceOf }, document] = await Promise.all([
    import('../../job/editJob.ts'),
    import('../../mappingEditor/jsonText.ts'),
    vscode.workspace.openTextDocument(uri),
  ]);
  const before = document.getText();
  const after = changes.reduce((text, { path, value }) => applyTextEdits(text, setJobValue(text, path, value)), before);
  const { offset, length, newText } = differenceOf(before, after);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), newText);
  if ((await vscode.workspace.applyEdit(edit)) && (await document.save())) return;
  throw new ActionableFailure(
    vscode.l10n.t('{0} could not be changed.', fileName(uri)),
    vscode.l10n.t('It may be read-only.'),
    ['openJobFile'],
  );
}
