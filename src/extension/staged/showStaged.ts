import * as vscode from 'vscode';
import type { StagedAction } from '../../protocol/stagedActions.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import {
  aboutDocument,
  documentAddress,
  jobOfDocument,
  showMarkdown,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { pathSegment } from '../preview/previewDocuments.ts';
import { stagedSide } from './stagedDiff.ts';
import { nameOfStaged, stagedDocument } from './stagedPresentation.ts';

/** The kinds of documents: the list of all staged deletes, and one side of a single one's diff. */
const listKind = 'staged';
const sideKind = 'staged-delete';

/** What the documents of staged deletes need. */
export interface StagedDocumentParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly documents: VirtualDocuments;
}

/** The documents are made again from the job's state when a window is reloaded. */
export function registerStagedDeletes({ opener, engine, documents }: StagedDocumentParts): void {
  documents.add(listKind, async (uri) => {
    const { params, job } = await opener.openById(jobOfDocument(uri));
    const { staged } = await engine.status(params);
    return stagedDocument(job.displayName, staged, vscode.l10n.t);
  });
  documents.add(sideKind, async (uri) => {
    const { params } = await opener.openById(jobOfDocument(uri));
    const detail = await engine.readHold(params, aboutDocument(uri, 'key'));
    const side = aboutDocument(uri, 'side') === 'before' ? 'before' : 'after';
    return detail === null
      ? vscode.l10n.t('// This is no longer held back.\n')
      : stagedSide(detail, side, vscode.l10n.t);
  });
}

/** *Show Staged Deletes*: the list of everything that is held back, to read. */
export async function showStagedDeletes({ opener, engine, documents }: StagedDocumentParts): Promise<void> {
  const { params, job } = await opener.openToRead();
  const { staged } = await engine.status(params);
  const address = documentAddress(listKind, `/${vscode.l10n.t('Staged Deletes')}.md`, job);
  await documents.write(address, stagedDocument(job.displayName, staged, vscode.l10n.t));
  await showMarkdown(address);
}

/** *Show Changes*: what the account has now beside what it would have; of a group, who would leave. */
export async function showStagedDelete({ opener }: StagedDocumentParts, action: StagedAction): Promise<void> {
  const { job } = await opener.openToRead();
  const name = nameOfStaged(action);
  const address = (side: 'before' | 'after'): vscode.Uri =>
    documentAddress(sideKind, `/${pathSegment(name, 100)}.jsonc`, job, {
      ...{ key: action.key, side },
      at: action.decision?.at ?? action.since, // the editor would show an earlier text under the same address
    });
  const title = vscode.l10n.t('Staged Delete: {0} (Now ↔ Released)', plainLabel(name));
  await vscode.commands.executeCommand('vscode.diff', address('before'), address('after'), title);
}
