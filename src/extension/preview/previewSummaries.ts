import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { clockTime } from '../../protocol/runWords.ts';
import {
  columnBeside,
  documentAddress,
  documentScheme,
  jobOfDocument,
  longestRendered,
  showMarkdown,
  type VirtualDocuments,
} from '../documents/virtualDocuments.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { Disposable } from '../support/disposable.ts';
import type { PreviewStore } from './previewStore.ts';
import { previewSummary, type SummarizedPreview } from './previewSummary.ts';

const kind = 'preview-summary';
const listKind = 'preview-list';

interface Written {
  readonly address: vscode.Uri;
  /** The job's file. */
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly at: number;
  /** The job's last cycle when the preview was made; null for none. */
  readonly cycleId: string | null;
}

/** What the summary leads to. */
interface Kept {
  readonly job: { readonly id: string };
  readonly title: string;
  readonly shown: readonly DecisionSummary[];
  readonly changing: number;
  /** The summary with everyone in it. */
  readonly whole: string;
}

/**
 * The summaries of previews, the last one of each job, and what opens from them: the differences, and the list of everyone. One
 * that a later cycle has made old says so at its top.
 */
export class PreviewSummaries extends Disposable {
  readonly #documents: VirtualDocuments;
  readonly #monitor: JobMonitor;
  readonly #previews: PreviewStore;
  readonly #written = new Map<string, Written>();
  readonly #kept = new Map<string, Kept>();

  constructor(documents: VirtualDocuments, monitor: JobMonitor, previews: PreviewStore) {
    super();
    this.#documents = documents;
    this.#monitor = monitor;
    this.#previews = previews;
    const noLonger = (): Promise<string> =>
      Promise.resolve(vscode.l10n.t('This preview is no longer kept. Choose Preview Sync to make a new one.'));
    documents.add(kind, noLonger);
    documents.add(listKind, noLonger);
    this.register(
      monitor.onDidChange(() => {
        this.#look();
      }),
    );
  }

  /** Writes the summary of a preview that was just made, and opens it beside what is in front, rendered. */
  async show(opener: JobOpener, { job, uri }: OpenedJob, preview: SummarizedPreview): Promise<void> {
    const [text, whole] = texts(preview);
    const address = documentAddress(kind, `/${vscode.l10n.t('Preview Summary')}.md`, job);
    await this.#monitor.refresh(opener);
    const cycleId = this.#monitor.situationOf(uri)?.status?.lastCycle?.cycleId ?? null;
    const { shown, changing } = preview.result;
    this.#written.set(job.id, { address, uri, text, at: Date.now(), cycleId });
    this.#kept.set(job.id, { job, title: vscode.l10n.t('Preview: {0}', preview.jobName), shown, changing, whole });
    await this.#documents.write(address, text);
    await showMarkdown(address, columnBeside(address));
  }

  /** *Show Differences*: before and after of the objects that change, those that lose something first. */
  async showDifferences(argument: unknown, currentJobId: string | null): Promise<void> {
    const { job, title, shown, changing } = this.#of(argument, currentJobId);
    if (shown.length === 0)
      throw new ActionableFailure(vscode.l10n.t('The preview changes nobody, so there are no differences.'), null, []);
    await this.#previews.show(job, title, shown, changing);
  }

  /** *Show Everyone*: the summary with everyone in it, as text where it's long. */
  async showEveryone(argument: unknown, currentJobId: string | null): Promise<void> {
    const { job, whole } = this.#of(argument, currentJobId);
    const address = documentAddress(listKind, `/${vscode.l10n.t('Preview, Everyone')}.md`, job);
    await this.#documents.write(address, whole);
    await showMarkdown(address);
  }

  #of(argument: unknown, currentJobId: string | null): Kept {
    const isOurs = argument instanceof vscode.Uri && argument.scheme === documentScheme;
    const kept = this.#kept.get(isOurs ? jobOfDocument(argument) : (currentJobId ?? ''));
    if (kept !== undefined) return kept;
    throw new ActionableFailure(vscode.l10n.t('There is no preview of this job yet.'), null, ['previewSync']);
  }

  #look(): void {
    for (const [jobId, written] of [...this.#written]) {
      const last = this.#monitor.situationOf(written.uri)?.status?.lastCycle ?? null;
      if (last === null || written.cycleId === last.cycleId) continue;
      this.#written.delete(jobId);
      this.#sayThatOld(written, last);
    }
  }

  #sayThatOld(written: Written, { finishedAt }: { readonly finishedAt: string }): void {
    const [made, synced] = [new Date(written.at).toISOString(), finishedAt].map((time) => clockTime(time, Date.now()));
    const old = vscode.l10n.t(
      'This preview is old: it was made at {0}, before the cycle of {1}. Choose Preview Sync to make a new one.',
      made ?? '',
      synced ?? '',
    );
    inBackground(this.#documents.write(written.address, `> ${old}\n\n${written.text}`));
  }
}

/** As much as VS Code renders, and all of it. */
function texts(preview: SummarizedPreview): readonly [summary: string, whole: string] {
  const whole = previewSummary(preview, vscode.l10n.t);
  for (const most of [Infinity, 200, 50, 10]) {
    const text = most === Infinity ? whole : previewSummary(preview, vscode.l10n.t, most);
    if (text.length <= longestRendered) return [text, whole];
  }
  return [whole, whole];
}
