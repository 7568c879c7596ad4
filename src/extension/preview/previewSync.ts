import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { CycleSummary } from '../../protocol/provisioning.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import { progressText, withProgress } from '../commands/progress.ts';
import { showMarkdown } from '../documents/virtualDocuments.ts';
import { localDateTime } from '../documents/words.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import { seatLine } from '../logs/logLines.ts';
import { seatSentences } from '../../protocol/seatWords.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { PreviewCollector, type PreviewResult } from './previewCollector.ts';
import { countsLine, previewSummary } from './previewDocuments.ts';
import type { PreviewStore } from './previewStore.ts';
import type { PreviewSummaries } from './previewSummaries.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';

export interface PreviewParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly summaries: PreviewSummaries;
  readonly previews: PreviewStore;
  readonly log: vscode.LogOutputChannel;
}

/**
 * *Preview Sync*: decides for everyone and writes nothing. Opens the summary document and, when something changes, the
 * multi-diff editor over it.
 */
export async function previewSync(parts: PreviewParts, options = { adopt: false }): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: false });
  const { result, summary } = await parts.monitor.run(vscode.l10n.t('previewing'), () =>
    decideForAll(parts, opened, options.adopt),
  );
  const counts = countsLine(result.counts, vscode.l10n.t);
  const { displayName } = opened.job;
  if (summary.seats != null) {
    const { level, text } = seatLine(summary.seats, vscode.l10n.t);
    parts.log[level](visible(text));
  }
  parts.log.info(visible(vscode.l10n.t('Preview of {0}: {1}. Nothing was written.', displayName, counts)));
  const made = localDateTime(new Date().toISOString());
  const text = previewSummary({ jobName: displayName, made, result, summary }, vscode.l10n.t);
  const address = await parts.summaries.write(opened.job, text);
  if (result.shown.length === 0) await showMarkdown(address);
  else await parts.previews.show(opened.job, vscode.l10n.t('Preview: {0}', displayName), result.shown);
  for (const sentence of summary.unseen ?? []) parts.log.warn(visible(sentence));
  const next = options.adopt ? 'adopt' : opened.job.executor === 'entra' ? 'startProvisioning' : 'syncNow';
  const seats = summary.seats == null ? [] : seatSentences(summary.seats, vscode.l10n.t);
  const isPartial = (summary.unseen ?? []).length > 0;
  const hint = isPartial ? [vscode.l10n.t('The summary says what could not be seen.')] : [];
  inBackground(offerSummary(address, [counts, ...seats, ...hint], summary.outcome === 'cancelled', next));
}

async function decideForAll(
  { engine, monitor }: PreviewParts,
  { job, params }: OpenedJob,
  adopt: boolean,
): Promise<{ readonly result: PreviewResult; readonly summary: CycleSummary }> {
  const collector = new PreviewCollector(maximumDiffs());
  const title = vscode.l10n.t('Previewing {0}: nothing is written', job.displayName);
  const summary = await withProgress(title, (running) =>
    engine.preview(
      params,
      {
        signal: running.signal,
        onDecision: (decision) => {
          collector.add(decision);
        },
        onProgress: (progress) => {
          running.report(progressText(progress));
          monitor.progress(vscode.l10n.t('previewing, {0} decided', collector.decided));
        },
      },
      adopt,
    ),
  );
  return { result: collector.result(), summary };
}

async function offerSummary(
  address: vscode.Uri,
  [counts, ...seats]: readonly [string, ...string[]],
  cancelled: boolean,
  next: 'syncNow' | 'adopt' | 'startProvisioning',
): Promise<void> {
  const summary = vscode.l10n.t('Show Summary');
  const go = actionTitle(next);
  const message = cancelled
    ? vscode.l10n.t('The preview was cancelled. So far: {0}.', counts)
    : [vscode.l10n.t('Preview: {0}. Nothing was written.', counts), ...seats].join(' ');
  const chosen = await vscode.window.showInformationMessage(plainLabel(message), summary, ...(cancelled ? [] : [go]));
  if (chosen === summary) await showMarkdown(address);
  if (chosen === go) await runAction(next);
}

function maximumDiffs(): number {
  return vscode.workspace.getConfiguration('dropboxProvisioning.preview').get<number>('maximumDiffs', 200);
}
