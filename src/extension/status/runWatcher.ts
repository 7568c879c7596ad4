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

/** Keeps status and tree up to date with what other windows and processes do with the jobs of this window. */
export class RunWatcher extends Disposable {
  readonly #parts: RunWatcherParts;
  /** By the address of the job's file. */
  readonly #watchers = new Map<string, { readonly jobId: string; readonly watcher: JobWatcher }>();

  constructor(parts: RunWatcherParts) {
    super();
    this.#parts = parts;
    this.register(
      parts.currentJob.onDidChange(() => {
        this.#follow();
      }),
    );
    this.register(
      parts.monitor.onDidChange(() => {
        for (const { watcher } of this.#watchers.values()) watcher.lookLater();
      }),
    );
  }

  override dispose(): void {
    for (const { watcher } of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
    super.dispose();
  }

  #follow(): void {
    const jobs = new Map(
      this.#parts.currentJob.jobs.flatMap(({ file, lastValid }) =>
        lastValid === null ? [] : [[file.uri.toString(), { uri: file.uri, jobId: lastValid.job.id }] as const],
      ),
    );
    for (const [address, { jobId, watcher }] of this.#watchers) {
      if (jobs.get(address)?.jobId === jobId) continue;
      watcher.dispose();
      this.#watchers.delete(address);
    }
    for (const [address, { uri, jobId }] of jobs) {
      if (!this.#watchers.has(address))
        this.#watchers.set(address, { jobId, watcher: new JobWatcher(this.#parts, uri, jobId) });
    }
  }
}

/** Follows what is noted in one job's state directory: who takes its lease notes that in a file, and takes it away in the end. */
class JobWatcher extends Disposable {
  readonly #parts: RunWatcherParts;
  readonly #jobFile: vscode.Uri;
  readonly #lookNow = (): void => {
    inBackground(this.#look());
  };
  readonly #soon = this.register(debounce(this.#lookNow, 300));
  readonly #later = this.register(debounce(this.#lookNow, lookAgain));

  constructor(parts: RunWatcherParts, jobFile: vscode.Uri, jobId: string) {
    super();
    this.#parts = parts;
    this.#jobFile = jobFile;
    const directory = vscode.Uri.file(parts.opener.stateDirectory(jobId));
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(directory, 'run.json')),
    );
    const soon = (): void => {
      this.#soon.schedule();
    };
    this.register(watcher.onDidCreate(soon));
    this.register(watcher.onDidChange(soon));
    this.register(watcher.onDidDelete(soon));
  }

  /** Looks again in a while if something runs. */
  lookLater(): void {
    if (this.#parts.monitor.situationOf(this.#jobFile)?.status?.running != null) this.#later.schedule();
  }

  /** Asks the engine only when it was asked before: nothing heavy is started because another window does something. */
  async #look(): Promise<void> {
    const { monitor, assignments, opener, log } = this.#parts;
    const before = monitor.situationOf(this.#jobFile)?.status ?? null;
    if (before === null || this.isDisposed) return;
    try {
      await monitor.refresh(opener.at(this.#jobFile));
      const after = monitor.situationOf(this.#jobFile)?.status ?? null;
      if (after?.jobId === before.jobId && after.lastCycle?.cycleId !== before.lastCycle?.cycleId)
        assignments.reload(after.jobId);
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
