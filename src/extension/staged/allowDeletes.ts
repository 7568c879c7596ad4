import * as vscode from 'vscode';
import { plainLabel } from '../../protocol/safeText.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { allowDeletesInService } from '../service/steerService.ts';
import { syncNow } from '../sync/syncNow.ts';
import type { DecideParts } from './decideStaged.ts';
import { showStagedDeletes } from './showStaged.ts';
import { stagedNames } from './stagedPresentation.ts';

/**
 * *Allow Deletes*: asks in a dialog that names what accidental-deletion prevention holds back, and releases that with a sync.
 * What was rejected stays, and what else would be lost by now isn't released. The dialog's default button shows the list.
 */
export async function allowDeletes(parts: DecideParts): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  const { params, job } = opened;
  const status = await parts.engine.status(params);
  const staged = status.staged.filter(({ decision }) => decision?.verdict !== 'rejected');
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
  if (chosen === show) await showStagedDeletes(parts);
  else if (chosen === allow && job.executor === 'entra') await allowDeletesInService(parts, opened);
  else if (chosen === allow) await syncNow(parts, { allowDeletes: true, restart: false });
  else throw new Cancelled();
}
