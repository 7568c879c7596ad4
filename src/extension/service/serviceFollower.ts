import * as vscode from 'vscode';
import { visible } from '../../protocol/safeText.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { inBackground } from '../commands/inBackground.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { type JobOpener, whatIsMissing } from '../jobs/openJob.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { Cancelled, failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';

/** Milliseconds between two looks at Entra's service; its reports take five requests in ten seconds. */
const between = 60_000;
/** Before the first one. */
const soon = 1_000;

export interface FollowerParts {
  readonly currentJob: CurrentJob;
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly assignments: AssignmentsView;
  readonly log: ProvisioningLog;
}

/**
 * Follows the current job while Entra's service runs it: status, log and tree are what Entra says, a minute late at most. What
 * keeps it from following is said once in the log, and in the status view as long as it lasts.
 */
export class ServiceFollower extends Disposable {
  readonly #parts: FollowerParts;
  readonly #look = (): void => {
    inBackground(this.#follow());
  };
  readonly #first = this.register(debounce(this.#look, soon));
  readonly #next = this.register(debounce(this.#look, between));
  #told: string | null = null;
  /** The job file that is followed; null before the first. */
  #file: string | null = null;

  constructor(parts: FollowerParts) {
    super();
    this.#parts = parts;
    // Typing changes the current job, too: the same one is looked at when its minute is over.
    const begin = (): void => {
      const file = parts.currentJob.lastValid?.uri.toString() ?? null;
      if (!this.#follows() || file === this.#file) return;
      this.#file = file;
      this.#first.schedule();
    };
    this.register(parts.currentJob.onDidChange(begin));
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(begin));
  }

  #follows(): boolean {
    return vscode.workspace.isTrusted && this.#parts.currentJob.lastValid?.job.executor === 'entra';
  }

  async #follow(): Promise<void> {
    if (!this.#follows() || this.isDisposed) {
      this.#file = null;
      return;
    }
    const { opener, engine, monitor, assignments, log } = this.#parts;
    const opened = await opener.openToRead();
    const file = opened.uri.toString();
    try {
      const lack = whatIsMissing(opened);
      if (lack !== null) throw lack;
      const status = await engine.follow(opened.params, {
        onEvent: (event) => {
          log.event(event);
          assignments.apply(event);
        },
      });
      monitor.report(status);
      monitor.reportScheduled(file, { obstacle: null });
      this.#told = null;
    } catch (failure) {
      if (failure instanceof Cancelled) return;
      const text = failureText(failure);
      monitor.reportScheduled(file, { obstacle: text });
      if (text !== this.#told) log.channel.warn(visible(text));
      this.#told = text;
      // The status may have been read before the log failed.
      await monitor.refresh(opener);
    } finally {
      this.#next.schedule();
    }
  }
}
