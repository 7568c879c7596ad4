import * as vscode from 'vscode';
import type { JobReading } from '../../job/job.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';

/** Matches every job file. */
export const jobFileGlob = '**/*.provisioning.json';

/** Whether this is a job file that people keep, not an old version of one in a diff. */
export function isJobFile(uri: vscode.Uri): boolean {
  return uri.path.endsWith('.provisioning.json') && vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

/** A job file as it is in its editor when it is open there, else on disk. */
export interface JobFile {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly reading: JobReading;
}

/**
 * Reads and checks a job file. Rejects when it cannot be read at all, for example because it was deleted.
 *
 * @param former how it was read before: the same text isn't checked again.
 */
export async function readJobFile(uri: vscode.Uri, former: { readonly file: JobFile } | null = null): Promise<JobFile> {
  const text = openDocument(uri)?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { uri, text, reading: text === former?.file.text ? former.file.reading : await readJobText(text) };
}

/**
 * Refuses a file that is gone, even when an editor still has its text: nobody expects a job that was deleted to run. Throws an
 * ActionableFailure.
 */
export async function mustExist(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    throw new ActionableFailure(
      vscode.l10n.t('{0} was deleted or moved, so no request was sent.', fileName(uri)),
      vscode.l10n.t('Save it again from its editor, or select another job.'),
      ['selectJob'],
    );
  }
}

/** Checks a job's text. The reader is loaded at first use: it brings a JSON Schema validator. */
export async function readJobText(text: string): Promise<JobReading> {
  const { readJob } = await import('../../job/readJob.ts');
  return readJob(text);
}

/** The document of a file, when an editor or an extension has it open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

/** What people call a file in messages: its path within the workspace. */
export function fileName(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(
    uri,
    vscode.workspace.workspaceFolders !== undefined && vscode.workspace.workspaceFolders.length > 1,
  );
}
