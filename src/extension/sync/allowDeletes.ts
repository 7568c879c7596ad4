import * as vscode from 'vscode';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { type SyncParts, syncNow } from './syncNow.ts';

/** How many names the question shows; the number it names counts all. */
const namesShown = 12;
const eventsRead = 500;

/**
 * *Allow Deletes*: shows what accidental-deletion prevention holds back, asks in a dialog that names the number, and
 * releases it with a sync.
 */
export async function allowDeletes(parts: SyncParts): Promise<void> {
  const { params, job } = await parts.opener.openToRun({ saved: true });
  const { lastCycle } = await parts.engine.status(params);
  const count = lastCycle?.staged ?? 0;
  if (lastCycle === null || count === 0) {
    throw new ActionableFailure(vscode.l10n.t('No deletes are held back for {0}.', job.displayName), null, [
      'openProvisioningLog',
    ]);
  }
  const events = await parts.engine.logs({
    job: params,
    sourceId: null,
    cycleId: lastCycle.cycleId,
    before: null,
    limit: eventsRead,
  });
  const staged = events.filter(({ action }) => action === 'stagedDelete');
  const allow = vscode.l10n.t('Allow {0} Deletes', count);
  const question = vscode.l10n.t('Allow {0} users and groups to be disabled or deleted in Dropbox?', count);
  const chosen = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: detail(staged, count) },
    allow,
  );
  if (chosen !== allow) throw new Cancelled();
  await syncNow(parts, { allowDeletes: true, restart: false });
}

function detail(staged: readonly ProvisioningEvent[], count: number): string {
  const names = staged.slice(0, namesShown).map(({ source, reason }) => `${source.displayName}: ${reason.message}`);
  const rest = count - names.length;
  if (rest > 0) names.push(vscode.l10n.t('… and {0} more; the log lists them.', rest));
  return names.join('\n');
}
