import * as vscode from 'vscode';
import { visible } from '../../protocol/safeText.ts';
import type { AssignmentsView } from '../assignments/assignmentsView.ts';
import { inBackground } from '../commands/inBackground.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import { type JobOpener, type OpenedJob, whatIsMissing } from '../jobs/openJob.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { Cancelled, failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';

/** Milliseconds between two looks at a job in Entra's service; its reports take five requests in ten seconds. */
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
 * Follows every job of the workspace that Entra's service runs: status, log and tree are what Entra says, a minute late at
 * most, and at once when a job becomes the current one. One job is looked at after another: Entra counts the requests of a tenant.
 */
export class ServiceFollower extends Disposable {
  readonly #parts: FollowerParts;
  readonly #followed = new Map<string, FollowedJob>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: FollowerParts) {
    super();
    this.#parts = parts;
    const update = (): void => {
      this.#update();
    };
    this.register(parts.currentJob.onDidRefresh(update));
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(update));
    let current: string | null = null;
    this.register(
      parts.currentJob.onDidChange(() => {
        const file = parts.currentJob.current?.uri.toString() ?? null;
        if (file !== null && file !== current) this.#followed.get(file)?.lookSoon();
        current = file;
      }),
    );
  }

  override dispose(): void {
    for (const followed of this.#followed.values()) followed.dispose();
    this.#followed.clear();
    super.dispose();
  }

  /** Typing brings searches, too: a job that is followed already is looked at when its minute is over. */
  #update(): void {
    const jobs = vscode.workspace.isTrusted ? this.#parts.currentJob.jobs : [];
    const files = new Map(
      jobs.flatMap(({ lastValid }) =>
        lastValid?.job.executor === 'entra' ? [[lastValid.uri.toString(), lastValid.uri] as const] : [],
      ),
    );
    for (const [file, followed] of this.#followed)
      if (!files.has(file)) {
        followed.dispose();
        this.#followed.delete(file);
        this.#parts.monitor.forgetScheduled(file);
      }
    for (const [file, uri] of files)
      if (!this.#followed.has(file)) this.#followed.set(file, new FollowedJob(this.#parts, uri, this.#inTurn));
  }

  readonly #inTurn = (look: () => Promise<void>): Promise<void> => {
    const mine = this.#turn.then(look);
    this.#turn = mine.catch(() => undefined); // whoever looked hears of it
    return mine;
  };
}

/** One job. What keeps it from being followed is said once in the log, and in the status view as long as it lasts. */
class FollowedJob extends Disposable {
  readonly #parts: FollowerParts;
  readonly #opener: JobOpener;
  readonly #inTurn: (look: () => Promise<void>) => Promise<void>;
  readonly #look = (): void => {
    inBackground(this.#inTurn(() => this.#follow()));
  };
  readonly #soon = this.register(debounce(this.#look, soon));
  readonly #next = this.register(debounce(this.#look, between));
  #told: string | null = null;

  constructor(parts: FollowerParts, uri: vscode.Uri, inTurn: (look: () => Promise<void>) => Promise<void>) {
    super();
    this.#parts = parts;
    this.#opener = parts.opener.at(uri);
    this.#inTurn = inTurn;
    this.lookSoon();
  }

  lookSoon(): void {
    this.#soon.schedule();
  }

  async #follow(): Promise<void> {
    if (this.isDisposed) return;
    try {
      await this.#lookAt(await this.#opener.openToRead());
    } finally {
      this.#again();
    }
  }

  async #lookAt(opened: OpenedJob): Promise<void> {
    try {
      await this.#read(opened);
      this.#told = null;
    } catch (failure) {
      if (failure instanceof Cancelled) return;
      await this.#failed(opened, failureText(failure));
    }
  }

  #again(): void {
    if (!this.isDisposed) this.#next.schedule();
  }

  async #read(opened: OpenedJob): Promise<void> {
    const { engine, monitor, assignments, log } = this.#parts;
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    const status = await engine.follow(opened.params, {
      onEvent: (event) => {
        log.event(event);
        assignments.apply(event);
      },
    });
    if (this.isDisposed) return;
    monitor.report(status);
    monitor.reportScheduled(opened.uri.toString(), { obstacle: null });
  }

  async #failed(opened: OpenedJob, text: string): Promise<void> {
    if (this.isDisposed) return;
    const { monitor, log } = this.#parts;
    monitor.reportScheduled(opened.uri.toString(), { obstacle: text });
    if (text !== this.#told) log.channel.warn(visible(vscode.l10n.t('{0}: {1}', opened.job.displayName, text)));
    this.#told = text;
    // The status may have been read before the log failed.
    await monitor.refresh(this.#opener);
  }
}
