import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import type { JobMonitor } from './jobMonitor.ts';

/** Milliseconds between two looks at a run of another process, which may die without a word. */
const lookAgain = 10_000;

/** Keeps status and tree up to date with what other windows and processes do with the current job. */
export class RunWatcher extends Disposable {
  readonly #parts: RunWatcherParts;
  readonly #lookNow = (): void => {
    inBackground(this.#look());
  };
  readonly #soon = this.register(debounce(this.#lookNow, 300));
  readonly #later = this.register(debounce(this.#lookNow, lookAgain));
  #jobId: string | null = null;
  #watcher: vscode.FileSystemWatcher | null = null;

  constructor(parts: RunWatcherParts) {
    super();
    this.#parts = parts;
    this.register(
      parts.currentJob.onDidChange(() => {
        this.#watch(parts.currentJob.current?.reading.job?.id ?? null);
      }),
    );
    this.register(
      parts.monitor.onDidChange(() => {
        if (parts.monitor.situation?.status?.running != null) this.#later.schedule();
      }),
    );
  }

  override dispose(): void {
    this.#watcher?.dispose();
    super.dispose();
  }

  /** Who takes the lease of a job notes that in a file of its state directory, and takes it away in the end. */
  #watch(jobId: string | null): void {
    if (jobId === this.#jobId) return;
    this.#jobId = jobId;
    this.#watcher?.dispose();
    this.#watcher = null;
    if (jobId === null) return;
    const directory = vscode.Uri.file(this.#parts.opener.stateDirectory(jobId));
    this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(directory, 'run.json'));
    const soon = (): void => {
      this.#soon.schedule();
    };
    this.#watcher.onDidCreate(soon);
    this.#watcher.onDidChange(soon);
    this.#watcher.onDidDelete(soon);
  }

  /** Asks the engine only when it was asked before: nothing heavy is started because another window does something. */
  async #look(): Promise<void> {
    const { monitor, assignments, log } = this.#parts;
    const before = monitor.situation?.status ?? null;
    if (before === null) return;
    try {
      await monitor.refresh();
      const after = monitor.situation?.status ?? null;
      if (after?.jobId === before.jobId && after.lastCycle?.cycleId !== before.lastCycle?.cycleId) assignments.reload();
    } catch (failure) {
      log.debug(failureText(failure));
    }
  }
}

export interface RunWatcherParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly monitor: JobMonitor;
  readonly assignments: AssignmentsView;
  readonly log: vscode.LogOutputChannel;
}
