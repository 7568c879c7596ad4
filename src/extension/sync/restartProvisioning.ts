import * as vscode from 'vscode';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import {
  contradictionIn,
  effectOf,
  oneByOne,
  ordinaryRestart,
  restartCriteria,
  type RestartCriterion,
  wholeEffectOf,
} from '../../protocol/restartCriteria.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import type { OpenedJob } from '../jobs/openJob.ts';
import { restartService } from '../service/steerService.ts';
import { stagedNames } from '../staged/stagedPresentation.ts';
import { type SyncParts, syncNow } from './syncNow.ts';

interface CriterionItem extends vscode.QuickPickItem {
  readonly criterion: RestartCriterion;
}

/** These change more than what is looked at: a dialog asks once more. */
const weighty: ReadonlySet<RestartCriterion> = new Set(['ConnectorDataStore', 'Full', 'ForceDeletes']);

/**
 * *Restart Provisioning*: lets the person choose what is reset, each with what it would do to the job as it is now, and runs a
 * cycle.
 */
export async function restartProvisioning(parts: SyncParts): Promise<void> {
  const { params, job, uri } = await parts.opener.openToRun({ saved: true });
  if (job.executor === 'entra') return restartService(parts, titleOf);
  const status = await parts.engine.status(params);
  const chosen = await vscode.window.showQuickPick(itemsFor(status), {
    canPickMany: true,
    ignoreFocusOut: true,
    title: vscode.l10n.t('Restart Provisioning of {0}', plainLabel(job.displayName)),
    placeHolder: vscode.l10n.t('Choose what to reset. A cycle runs afterwards.'),
    matchOnDetail: true,
  });
  const reset = chosen?.map(({ criterion }) => criterion) ?? [];
  if (reset.length === 0) throw new Cancelled();
  const contradiction = contradictionIn(reset, vscode.l10n.t);
  if (contradiction !== null) throw new ActionableFailure(contradiction, null, ['restartProvisioning']);
  if (reset.some((criterion) => weighty.has(criterion))) await confirm({ job, uri }, reset, status);
  await syncNow(parts, { allowDeletes: false, restart: false, reset });
}

function itemsFor(status: JobStatus): CriterionItem[] {
  return restartCriteria.map((criterion) => ({
    criterion,
    label: titleOf(criterion),
    description: criterion,
    detail: plainLabel(effectOf(criterion, status, vscode.l10n.t)),
    picked: ordinaryRestart.includes(criterion),
  }));
}

function titleOf(criterion: RestartCriterion): string {
  const titles: Readonly<Record<RestartCriterion, string>> = {
    Watermark: vscode.l10n.t('Decide about everyone anew'),
    Escrows: vscode.l10n.t('Try all failures again'),
    QuarantineState: vscode.l10n.t('End the quarantine'),
    ConnectorDataStore: vscode.l10n.t('Forget and match accounts anew'),
    Full: vscode.l10n.t('Reset everything'),
    ForceDeletes: vscode.l10n.t('Release the staged deletes'),
  };
  return titles[criterion];
}

async function confirm(
  { job, uri }: Pick<OpenedJob, 'job' | 'uri'>,
  reset: readonly RestartCriterion[],
  status: JobStatus,
): Promise<void> {
  const restart = vscode.l10n.t('Restart');
  const lines = oneByOne(reset).map(
    (criterion) => `${titleOf(criterion)}: ${wholeEffectOf(criterion, status, vscode.l10n.t)}`,
  );
  const releases = reset.includes('ForceDeletes') && status.staged.length > 0;
  if (releases)
    lines.push(`${stagedCounts(status.staged, vscode.l10n.t)}.\n${stagedNames(status.staged, vscode.l10n.t)}`);
  const show = actionTitle('showStagedDeletes');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Restart provisioning of {0}?', plainLabel(job.displayName)),
    { modal: true, detail: lines.join('\n\n') },
    ...(releases ? [show] : []), // Enter shows what would be released
    restart,
  );
  if (chosen === show) await runAction('showStagedDeletes', uri);
  if (chosen !== restart) throw new Cancelled();
}
