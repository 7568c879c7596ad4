import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { inabilityOf } from '../../protocol/executors.ts';
import { withParts } from '../../protocol/restartCriteria.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import { progressText, type Running, withProgress } from '../commands/progress.ts';
import type { Engine, SyncChoice } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import { countsText, seatLine } from '../logs/logLines.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import { deliveryLine } from '../notifications/deliveryLines.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { type FailureAction, failureText, ActionableFailure } from '../support/actionableFailure.ts';
import { PermanentQuestion } from './confirmPermanent.ts';
import { CycleTally } from './cycleTally.ts';
import { withoutSeats } from '../../protocol/seatWords.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

export interface SyncParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly assignments: AssignmentsView;
  readonly log: ProvisioningLog;
}

/**
 * *Sync Now*: runs a cycle. Each object goes to the log and the tree as it is done; at the end only what failed or was held
 * back asks for attention.
 */
export async function syncNow(parts: SyncParts, options: SyncChoice): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: true });
  requireCycles(opened);
  const question = new PermanentQuestion(vscode.l10n.t('Sync {0}?', opened.job.displayName), opened.uri);
  const summary = await parts.monitor.run(opened.job, vscode.l10n.t('syncing'), () =>
    runCycle(parts, opened, options, question),
  );
  await question.followUp();
  inBackground(reportEnd(summary, opened.uri));
}

/** Who runs the cycles elsewhere is told so, with the commands that do it there. */
function requireCycles({ job }: OpenedJob): void {
  const inability = inabilityOf(job.executor, 'sync', vscode.l10n.t);
  if (inability === null) return;
  throw new ActionableFailure(inability.why, inability.instead, ['startProvisioning', 'restartProvisioning']);
}

async function runCycle(
  parts: SyncParts,
  opened: OpenedJob,
  options: SyncChoice,
  question: PermanentQuestion,
): Promise<CycleSummary> {
  const { log, monitor, assignments } = parts;
  const { displayName } = opened.job;
  log.cycleStarted(
    displayName,
    decidesAnew(options) ? vscode.l10n.t('sync started, everyone is decided anew') : vscode.l10n.t('sync started'),
  );
  try {
    const title = vscode.l10n.t('Syncing {0}', displayName);
    const summary = await withProgress(title, (running) => exportAll(parts, opened, options, { running, question }));
    log.cycleEnded(summary);
    return summary;
  } catch (failure) {
    log.channel.error(visible(vscode.l10n.t('{0}: sync stopped.', displayName))); // why is said where the command ends
    throw failure;
  } finally {
    await monitor.refresh(parts.opener).catch((failure: unknown) => {
      log.channel.warn(visible(failureText(failure)));
    });
    assignments.reload(opened.job.id);
  }
}

function decidesAnew({ restart, reset = [] }: SyncChoice): boolean {
  return restart || withParts(reset).has('Watermark');
}

function exportAll(
  parts: SyncParts,
  opened: OpenedJob,
  options: SyncChoice,
  { running, question }: { readonly running: Running; readonly question: PermanentQuestion },
): Promise<CycleSummary> {
  const { engine, monitor, assignments, log } = parts;
  const tally = new CycleTally();
  return engine.sync(opened.params, options, {
    signal: running.signal,
    confirmPermanent: question.ask,
    onEvent: (event: ProvisioningEvent) => {
      log.event(event);
      assignments.apply(event);
      tally.add(event);
    },
    onDelivery: (delivery) => {
      log.write(deliveryLine(delivery, vscode.l10n.t));
    },
    onProgress: (progress) => {
      if (progress.seats !== undefined) log.write(seatLine(progress.seats, vscode.l10n.t));
      const counts = tally.text(vscode.l10n.t);
      running.report([progressText(progress), counts].filter((part) => part !== '').join(' · '));
      monitor.progress(counts === '' ? vscode.l10n.t('syncing') : vscode.l10n.t('syncing, {0}', counts));
    },
  });
}

async function reportEnd(summary: CycleSummary, jobFile: vscode.Uri): Promise<void> {
  const counts = countsText(summary, vscode.l10n.t);
  if (summary.outcome === 'cancelled') {
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('$(circle-slash) Sync cancelled: {0}. The next sync does the rest.', counts),
      10_000,
    );
    return;
  }
  const { quarantine, staged, seats = null } = summary;
  const left = seats === null ? '' : withoutSeats(seats, vscode.l10n.t);
  if (quarantine === null && staged === 0 && summary.counts.failure === 0 && left === '') {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Sync finished: {0}', counts), 10_000);
    return;
  }
  const actions: readonly FailureAction[] = [
    ...(staged > 0 ? (['showStagedDeletes', 'allowDeletes'] as const) : []),
    ...(quarantine?.exchange == null ? [] : (['showRequest'] as const)),
    'openProvisioningLog',
  ];
  const titles = new Map(actions.map((action) => [actionTitle(action), action]));
  const message =
    quarantine === null
      ? [vscode.l10n.t('Sync finished: {0}. The log says why, object by object.', counts), left].join(' ').trim()
      : vscode.l10n.t(
          'The job is in quarantine. {0} {1}',
          render(quarantine.message, vscode.l10n.t),
          render(quarantine.recommendedAction, vscode.l10n.t),
        );
  const show = quarantine === null ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  const action = titles.get((await show(plainLabel(message), ...titles.keys())) ?? '');
  if (action !== undefined) await runAction(action, jobFile);
}
