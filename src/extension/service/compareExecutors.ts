import * as vscode from 'vscode';
import type { ExecutorDifference } from '../../protocol/comparison.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { progressText, withProgress } from '../commands/progress.ts';
import { documentAddress, jobOfDocument, showMarkdown, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { Engine } from '../engine/engine.ts';
import { type JobOpener, type OpenedJob, whatIsMissing } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { comparisonDocument } from './comparisonDocument.ts';

export interface CompareParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly documents: VirtualDocuments;
}

const kind = 'comparison';

/** A comparison that a reloaded window still shows is made anew. */
export function registerComparisons(parts: Pick<CompareParts, 'opener' | 'engine' | 'documents'>): void {
  parts.documents.add(kind, async (uri) => {
    const opened = await parts.opener.openById(jobOfDocument(uri));
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    return (await compared(parts, opened)).text;
  });
}

/** *Compare Executors*: decides for everyone and puts it beside Entra's log. Nothing is written. */
export async function compareExecutors(parts: CompareParts): Promise<void> {
  await showComparison(parts, await parts.opener.openToRun({ saved: false }));
}

/** Compares, and opens the document that tells the differences. @returns how many there are. */
export async function showComparison(parts: CompareParts, opened: OpenedJob): Promise<number> {
  const title = vscode.l10n.t(
    'Comparing {0} with Microsoft Entra’s log: nothing is written',
    plainLabel(opened.job.displayName),
  );
  const { text, differences } = await parts.monitor.run(opened.job, vscode.l10n.t('comparing'), () =>
    withProgress(title, (running) =>
      compared(parts, opened, running.signal, (message) => {
        running.report(message);
      }),
    ),
  );
  const address = documentAddress(kind, `/${vscode.l10n.t('Compare Executors')}.md`, opened.job);
  await parts.documents.write(address, text);
  await showMarkdown(address);
  return differences;
}

async function compared(
  { engine }: Pick<CompareParts, 'engine'>,
  { job, params }: OpenedJob,
  signal = new AbortController().signal,
  report: (message: string) => void = () => undefined,
): Promise<{ readonly text: string; readonly differences: number }> {
  const differences: ExecutorDifference[] = [];
  const comparison = await engine.compare(params, {
    signal,
    onDifference: (difference) => {
      differences.push(difference);
    },
    onProgress: (progress) => {
      report(progressText(progress));
    },
  });
  const text = comparisonDocument(job.displayName, comparison, differences, vscode.l10n.t);
  return { text, differences: differences.length };
}
