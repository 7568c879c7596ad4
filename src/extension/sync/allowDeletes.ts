import * as vscode from 'vscode';
import { documentAddress, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { stagedCounts, stagedDocument, stagedNames } from './stagedPresentation.ts';
import { type SyncParts, syncNow } from './syncNow.ts';
import { plainLabel } from '../../protocol/safeText.ts';

const kind = 'staged';

/** The list is made again from the job's state when a window is reloaded. */
export function registerStagedDeletes({ opener, engine, documents }: StagedParts): void {
  documents.add(kind, async () => {
    const { params, job } = await opener.open();
    const { staged } = await engine.status(params);
    return stagedDocument(job.displayName, staged, vscode.l10n.t);
  });
}

/** What the list of staged deletes needs. */
interface StagedParts extends Pick<SyncParts, 'opener' | 'engine'> {
  readonly documents: VirtualDocuments;
}

/**
 * *Allow Deletes*: asks in a dialog that names what accidental-deletion prevention holds back, and releases that with a sync.
 * What else would be lost by now isn't released. The dialog's default button shows the whole list.
 */
export async function allowDeletes(parts: SyncParts & StagedParts): Promise<void> {
  const { params, job } = await parts.opener.openToRun({ saved: true });
  const { staged } = await parts.engine.status(params);
  if (staged.length === 0) {
    throw new ActionableFailure(vscode.l10n.t('No deletes are held back for {0}.', job.displayName), null, [
      'openProvisioningLog',
    ]);
  }
  const show = vscode.l10n.t('Show Staged Deletes');
  const allow = vscode.l10n.t('Allow {0} Deletes', staged.length);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Release what is held back for {0}? {1}.',
      plainLabel(job.displayName),
      plainLabel(stagedCounts(staged, vscode.l10n.t)),
    ),
    { modal: true, detail: stagedNames(staged, vscode.l10n.t) },
    show,
    allow,
  );
  if (chosen === show) {
    const address = documentAddress(kind, `/${vscode.l10n.t('Staged Deletes')}.md`, { job: job.id });
    parts.documents.write(address, stagedDocument(job.displayName, staged, vscode.l10n.t));
    await showMarkdown(address);
  } else if (chosen === allow) await syncNow(parts, { allowDeletes: true, restart: false });
  else throw new Cancelled();
}
