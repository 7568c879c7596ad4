import * as vscode from 'vscode';
import { Cancelled } from '../support/actionableFailure.ts';
import { type SyncParts, syncNow } from './syncNow.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/** *Restart Provisioning*: forgets the watermark, decides everyone anew and ends a quarantine. Asks first. */
export async function restartProvisioning(parts: SyncParts): Promise<void> {
  const { job } = await parts.opener.openToRun({ saved: true });
  const restart = vscode.l10n.t('Restart');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Restart provisioning of {0}?', plainLabel(job.displayName)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Everyone is read and decided anew, as in the first sync. Users and groups stay linked to their accounts in Dropbox; nobody is created twice.',
      ),
    },
    restart,
  );
  if (chosen !== restart) throw new Cancelled();
  await syncNow(parts, { allowDeletes: false, restart: true });
}
