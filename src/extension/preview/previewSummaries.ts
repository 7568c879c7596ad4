import * as vscode from 'vscode';
import { clockTime } from '../../protocol/runWords.ts';
import { documentAddress, type VirtualDocuments } from '../documents/virtualDocuments.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { Disposable } from '../support/disposable.ts';

const kind = 'preview-summary';

interface Written {
  readonly address: vscode.Uri;
  readonly text: string;
  readonly at: number;
  /** The job's last cycle when the preview was made; null for none. */
  readonly cycleId: string | null;
}

/** The summary documents of previews, the last one of each job. One that a later cycle has made old says so at its top. */
export class PreviewSummaries extends Disposable {
  readonly #documents: VirtualDocuments;
  readonly #monitor: JobMonitor;
  readonly #written = new Map<string, Written>();

  constructor(documents: VirtualDocuments, monitor: JobMonitor) {
    super();
    this.#documents = documents;
    this.#monitor = monitor;
    documents.add(kind, () =>
      Promise.resolve(vscode.l10n.t('This preview is no longer kept. Choose Preview Sync to make a new one.')),
    );
    this.register(
      monitor.onDidChange(() => {
        this.#look();
      }),
    );
  }

  /** Writes the summary of a preview that was just made, and gives its address. */
  async write(job: { readonly id: string }, text: string): Promise<vscode.Uri> {
    const address = documentAddress(kind, `/${vscode.l10n.t('Preview Summary')}.md`, job);
    await this.#monitor.refresh();
    const cycleId = this.#monitor.situation?.status?.lastCycle?.cycleId ?? null;
    this.#written.set(job.id, { address, text, at: Date.now(), cycleId });
    this.#documents.write(address, text);
    return address;
  }

  #look(): void {
    const status = this.#monitor.situation?.status ?? null;
    const last = status?.lastCycle ?? null;
    if (status === null || last === null) return;
    const written = this.#written.get(status.jobId);
    if (written === undefined || written.cycleId === last.cycleId) return;
    this.#written.delete(status.jobId);
    const [made, synced] = [new Date(written.at).toISOString(), last.finishedAt].map((time) =>
      clockTime(time, Date.now()),
    );
    const old = vscode.l10n.t(
      'This preview is old: it was made at {0}, before the cycle of {1}. Choose Preview Sync to make a new one.',
      made ?? '',
      synced ?? '',
    );
    this.#documents.write(written.address, `> ${old}\n\n${written.text}`);
  }
}
