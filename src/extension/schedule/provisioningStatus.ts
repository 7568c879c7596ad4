import * as vscode from 'vscode';
import { plainLabel } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';
import type { JobChoice } from '../jobs/validJob.ts';
import { requireTrust, saveFirst } from '../jobs/openJob.ts';
import { fileName } from '../jobs/readJobFile.ts';
import { type PreviewParts, previewSync } from '../preview/previewSync.ts';
import { pauseService, startService, type SteerParts } from '../service/steerService.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';

/**
 * *Start Provisioning*: switches the job's Provisioning Status on, in its file. Cycles run by themselves from then on, so it
 * asks first, and offers to show what the first one would do.
 */
export async function startProvisioning(parts: PreviewParts & { readonly choice: JobChoice }): Promise<void> {
  requireTrust();
  const { uri, job } = await parts.choice.require();
  if (job.executor === 'entra') return startService(parts, () => previewSync(parts));
  if (job.provisioning.status === 'on') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Provisioning of {0} is on already.', plainLabel(job.displayName)),
    );
    return;
  }
  const [start, preview] = [vscode.l10n.t('Start Provisioning'), vscode.l10n.t('Preview Sync')];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Start provisioning {0}?', plainLabel(job.displayName)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The first cycle runs now, and another one every {0} minutes while this folder is open in a trusted window. Each creates, updates, disables and deletes accounts without asking again; accidental-deletion prevention stays in force. Preview Sync shows what the first cycle would do.',
        job.provisioning.intervalMinutes,
      ),
    },
    start,
    preview,
  );
  if (chosen === preview) await previewSync(parts);
  else if (chosen === start) await writeStatus(uri, 'on');
  else throw new Cancelled();
}

/** *Stop Provisioning*: switches it off. A cycle that runs comes to its end. */
export async function stopProvisioning(parts: SteerParts & { readonly choice: JobChoice }): Promise<void> {
  const { uri, job } = await parts.choice.require();
  if (job.executor === 'entra') return pauseService(parts);
  if (job.provisioning.status === 'on') await writeStatus(uri, 'off');
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('Provisioning of {0} is off. Cycles run when you choose Sync Now.', plainLabel(job.displayName)),
    10_000,
  );
}

/** Writes Provisioning Status into the job file, as the mapping editor's switch does, and saves the file. */
async function writeStatus(uri: vscode.Uri, status: 'on' | 'off'): Promise<void> {
  await saveFirst(uri);
  const [{ planEdit }, document] = await Promise.all([
    import('../../mappingEditor/edits.ts'),
    vscode.workspace.openTextDocument(uri),
  ]);
  const { edit, refusal } = planEdit(document.getText(), { kind: 'changeSettings', changes: { status } });
  if (edit === null) throw new ActionableFailure(render(refusal, vscode.l10n.t), null, ['openJobFile']);
  const change = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(edit.offset), document.positionAt(edit.offset + edit.length));
  change.replace(uri, range, edit.newText);
  if ((await vscode.workspace.applyEdit(change)) && (await document.save())) return;
  throw new ActionableFailure(
    vscode.l10n.t('{0} could not be changed.', fileName(uri)),
    vscode.l10n.t('It may be read-only.'),
    ['openJobFile'],
  );
}
