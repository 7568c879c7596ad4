import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import { Scheduler, longestSleep, type ScheduledJob } from '../../schedule/scheduler.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { Disposable } from '../support/disposable.ts';
import { readSavedJob } from './savedJobs.ts';
import { ScheduledCycles, type ScheduledCycleParts } from './scheduledCycles.ts';

/**
 * Runs the cycles of every job of the workspace whose Provisioning Status is on, while the workspace is trusted. Only timers
 * are in this process; the engine's process does the work, and looks whether another window has done it.
 */
export class WindowScheduler extends Disposable {
  readonly #currentJob: CurrentJob;
  readonly #cycles: ScheduledCycles;
  readonly #scheduler = new Scheduler({
    now: Date.now,
    setTimer(milliseconds, act) {
      const timer = setTimeout(act, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  });
  /** Counts the searches: what an earlier one finds after a later one began is of the past. */
  #searches = 0;

  constructor(parts: ScheduledCycleParts & { readonly currentJob: CurrentJob }) {
    super();
    this.#currentJob = parts.currentJob;
    this.#cycles = new ScheduledCycles(parts);
    const update = (): void => {
      inBackground(this.#update());
    };
    this.register(parts.currentJob.onDidRefresh(update));
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(update));
  }

  override dispose(): void {
    inBackground(this.#scheduler.stop());
    super.dispose();
  }

  async #update(): Promise<void> {
    const search = ++this.#searches;
    const files = vscode.workspace.isTrusted ? this.#currentJob.files : [];
    const jobs = await Promise.all(files.map((uri) => this.#scheduled(uri)));
    if (search !== this.#searches || this.isDisposed) return;
    const found = jobs.filter((job) => job !== null);
    this.#cycles.keep(new Set(found.map(({ id }) => id)));
    this.#scheduler.set(found);
  }

  async #scheduled(uri: vscode.Uri): Promise<ScheduledJob | null> {
    const saved = await readSavedJob(uri);
    if (saved === null) return null;
    return { id: uri.toString(), version: saved.text, run: () => this.#run(uri) };
  }

  async #run(uri: vscode.Uri): Promise<Date | null> {
    const saved = await readSavedJob(uri);
    if (saved === null) return null;
    return (await this.#cycles.run(saved)) ?? new Date(Date.now() + longestSleep);
  }
}
