import * as vscode from 'vscode';
import { inBackground } from '../commands/inBackground.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { plainLabel, visible } from '../../protocol/safeText.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { actionTitle, runAction } from '../commands/registerCommand.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailureKind } from '../engine/engineFailure.ts';
import type { ValidJob } from '../jobs/validJob.ts';
import { type JobOpener, whatIsMissing, type OpenedJob } from '../jobs/openJob.ts';
import { seatLine } from '../logs/logLines.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import { deliveryLine } from '../notifications/deliveryLines.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { ActionableFailure, Cancelled, failureText } from '../support/actionableFailure.ts';
import { CycleTally } from '../sync/cycleTally.ts';
import { render } from '../../protocol/text.ts';

export interface ScheduledCycleParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly monitor: JobMonitor;
  readonly assignments: AssignmentsView;
  readonly log: ProvisioningLog;
}

/**
 * The cycles that nobody has chosen: they go to the log, the tree and the status, each to its job.
 * What keeps one from running is said once in a notification, until it's over or something else does; the status view says
 * it as long as it lasts.
 */
export class ScheduledCycles {
  readonly #parts: ScheduledCycleParts;
  /** By job file: what its person was told last. */
  readonly #told = new Map<string, string>();
  /** Of the jobs that run by themselves. */
  #files: ReadonlySet<string> = new Set();

  constructor(parts: ScheduledCycleParts) {
    this.#parts = parts;
  }

  /** Forgets what was said of all jobs but these. */
  keep(files: ReadonlySet<string>): void {
    for (const file of this.#files) {
      if (files.has(file)) continue;
      this.#told.delete(file);
      this.#parts.monitor.forgetScheduled(file);
    }
    this.#files = files;
  }

  /** Runs the cycle that is due, if one is, and gives the time of the next; null when that isn't known. */
  async run(saved: ValidJob): Promise<Date | null> {
    const { opener, engine } = this.#parts;
    const opened = await opener.openJob(saved);
    const lack = whatIsMissing(opened);
    if (lack !== null) {
      this.#obstructed(opened, lack);
      return null;
    }
    try {
      const summary = await engine.syncWhenDue(opened.params, this.#listeners(opened));
      this.#free(opened);
      if (summary !== null) this.#ended(opened, summary);
    } catch (failure) {
      if (engineFailureKind(failure) === 'busy') return null;
      if (!(failure instanceof Cancelled)) this.#obstructed(opened, failure);
    } finally {
      this.#parts.monitor.reportScheduled(fileOf(opened), { progress: null });
    }
    return this.#nextOf(opened);
  }

  async #nextOf(opened: OpenedJob): Promise<Date | null> {
    const status = await this.#parts.engine.status(opened.params);
    this.#parts.monitor.report(status);
    const { nextCycle } = status.schedule;
    return nextCycle === null ? null : new Date(nextCycle);
  }

  #listeners(opened: OpenedJob): Parameters<Engine['syncWhenDue']>[1] {
    const { log, assignments, monitor } = this.#parts;
    const tally = new CycleTally();
    let begun = false;
    return {
      onEvent: (event: ProvisioningEvent) => {
        log.event(event);
        assignments.apply(event);
        tally.add(event);
      },
      onDelivery: (delivery) => {
        log.write(deliveryLine(delivery, vscode.l10n.t));
      },
      onProgress: ({ seats }) => {
        if (!begun) log.cycleStarted(opened.job.displayName, vscode.l10n.t('scheduled cycle started'));
        begun = true;
        if (seats !== undefined) log.write(seatLine(seats, vscode.l10n.t));
        const counts = tally.text(vscode.l10n.t);
        const progress = counts === '' ? vscode.l10n.t('syncing') : vscode.l10n.t('syncing, {0}', counts);
        monitor.reportScheduled(fileOf(opened), { progress });
      },
    };
  }

  #ended(opened: OpenedJob, summary: CycleSummary): void {
    const { log, assignments } = this.#parts;
    log.cycleEnded(summary);
    assignments.reload(opened.job.id);
    const { quarantine } = summary;
    if (quarantine !== null) {
      const actions = summary.staged > 0 ? (['showStagedDeletes', 'allowDeletes', 'openProvisioningLog'] as const) : [];
      this.#tell(
        opened,
        new ActionableFailure(
          render(quarantine.message, vscode.l10n.t),
          render(quarantine.recommendedAction, vscode.l10n.t),
          actions,
        ),
        false,
      );
    } else this.#told.delete(fileOf(opened));
  }

  #obstructed(opened: OpenedJob, failure: unknown): void {
    this.#parts.monitor.reportScheduled(fileOf(opened), { obstacle: failureText(failure) });
    this.#tell(opened, failure);
  }

  #free(opened: OpenedJob): void {
    this.#parts.monitor.reportScheduled(fileOf(opened), { obstacle: null });
  }

  /**
   * Says it in one notification, and in the log unless that has it already (with the cycle's end); the same again isn't said.
   */
  #tell(opened: OpenedJob, failure: unknown, inLog = true): void {
    const text = failureText(failure);
    if (this.#told.get(fileOf(opened)) === text) return;
    this.#told.set(fileOf(opened), text);
    const message = vscode.l10n.t('{0}: {1}', opened.job.displayName, text);
    if (inLog) this.#parts.log.channel.warn(visible(message));
    const actions = failure instanceof ActionableFailure ? failure.actions : (['openProvisioningLog'] as const);
    inBackground(this.#show(message, actions, opened.uri));
  }

  async #show(message: string, actions: ActionableFailure['actions'], jobFile: vscode.Uri): Promise<void> {
    const titles = new Map(actions.map((action) => [actionTitle(action), action]));
    const chosen = await vscode.window.showWarningMessage(plainLabel(message), ...titles.keys());
    const action = chosen === undefined ? undefined : titles.get(chosen);
    if (action !== undefined) await runAction(action, jobFile);
  }
}

function fileOf({ uri }: OpenedJob): string {
  return uri.toString();
}
