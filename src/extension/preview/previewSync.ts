import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import { progressText, withProgress } from '../commands/progress.ts';
import { localDateTime } from '../documents/words.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import { seatLine } from '../logs/logLines.ts';
import { readSetting } from '../settings/settings.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { PreviewCollector, type PreviewResult } from './previewCollector.ts';
import { heldObjects, previewNotice } from './previewCounts.ts';
import type { PreviewSummaries } from './previewSummaries.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

export interface PreviewParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly summaries: PreviewSummaries;
  readonly log: vscode.LogOutputChannel;
}

/**
 * *Preview Sync*: decides for everyone and writes nothing. Opens the summary, from which the differences open.
 */
export async function previewSync(parts: PreviewParts, options = { adopt: false }): Promise<void> {
  const opened = await parts.opener.openToRun({ saved: false });
  const { result, summary } = await parts.monitor.run(opened.job, vscode.l10n.t('previewing'), () =>
    decideForAll(parts, opened, options.adopt),
  );
  const { displayName } = opened.job;
  if (summary.seats != null) {
    const { level, text } = seatLine(summary.seats, vscode.l10n.t);
    parts.log[level](visible(text));
  }
  parts.log.info(
    visible(`${displayName}: ${previewNotice(result.counts, { ...summary, seats: null }, vscode.l10n.t)}`),
  );
  const made = localDateTime(new Date().toISOString());
  await parts.summaries.show(parts.opener, opened, { jobName: displayName, made, result, summary });
  for (const sentence of summary.unseen ?? []) parts.log.warn(visible(render(sentence, vscode.l10n.t)));
  const next = options.adopt ? 'adopt' : opened.job.executor === 'entra' ? 'startProvisioning' : 'syncNow';
  inBackground(tellCounts(result, summary, next, opened.uri));
}

async function decideForAll(
  { engine, monitor }: PreviewParts,
  { job, params }: OpenedJob,
  adopt: boolean,
): Promise<{ readonly result: PreviewResult; readonly summary: CycleSummary }> {
  const collector = new PreviewCollector(readSetting('preview.maximumDiffs'));
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

/** What a preview leads on to. */
type NextAfterPreview = 'syncNow' | 'adopt' | 'startProvisioning';

/** Says in a notification what the summary tells at length, and offers what to do next. */
async function tellCounts(
  result: PreviewResult,
  summary: CycleSummary,
  next: NextAfterPreview,
  jobFile: vscode.Uri,
): Promise<void> {
  const cancelled = summary.outcome === 'cancelled';
  const actions = [
    ...(result.shown.length > 0 ? (['showPreviewDifferences'] as const) : []),
    ...(cancelled ? [] : [next]),
  ];
  const titles = new Map(actions.map((action) => [actionTitle(action), action]));
  const message = previewNotice(result.counts, summary, vscode.l10n.t);
  const show = heldObjects(result.counts) > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const action = titles.get((await show(plainLabel(message), ...titles.keys())) ?? '');
  if (action !== undefined) await runAction(action, jobFile);
}
