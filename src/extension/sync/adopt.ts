import * as vscode from 'vscode';
import { type PreviewParts, previewSync } from '../preview/previewSync.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import { type SyncParts, syncNow } from './syncNow.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/**
 * *Adopt*: takes up a job whose stored state belongs to another tenant, application or target than its file names now.
 * Everyone is matched anew. Asks first, and offers to show what it would do.
 */
export async function adopt(previewParts: PreviewParts, parts: SyncParts): Promise<void> {
  const { job } = await parts.opener.openToRun({ saved: true });
  const [preview, confirm] = [vscode.l10n.t('Preview'), vscode.l10n.t('Adopt and Sync')];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Adopt the accounts that {0} finds?', plainLabel(job.displayName)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The job forgets which accounts it has provisioned so far, and matches everyone in scope anew in the source and target that its file names now. Accounts that match nobody in scope are not touched: those of people who have left stay as they are.',
      ),
    },
    preview,
    confirm,
  );
  if (chosen === preview) await previewSync(previewParts, { adopt: true });
  else if (chosen === confirm) await syncNow(parts, { allowDeletes: false, restart: false, adopt: true });
  else throw new Cancelled();
}
