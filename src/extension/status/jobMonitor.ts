import * as vscode from 'vscode';
import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import type { Engine } from '../engine/engine.ts';
import type { CurrentJob } from '../jobs/currentJob.ts';
import type { JobOpener } from '../jobs/openJob.ts';
import { fileName } from '../jobs/readJobFile.ts';
import { ActionableFailure } from '../support/actionableFailure.ts';
import { setContextKey } from '../support/contextKeys.ts';
import { Disposable } from '../support/disposable.ts';
import { type JobSituation, runsNow } from './statusPresentation.ts';

/** What is known of the cycles of a job that run by themselves in this window. */
interface ScheduledState {
  /** How far the one is that runs now; null when none does. */
  readonly progress: string | null;
  /** What keeps them from running; null for nothing. */
  readonly obstacle: string | null;
}

/** A status, and the quarantine that the job was in before. */
export interface QuarantineReport {
  readonly before: Quarantine | null;
  readonly status: JobStatus;
}

/** What is known about the current job: its last status, what runs now, and whether the connection worked. */
export class JobMonitor extends Disposable {
  readonly #currentJob: CurrentJob;
  readonly #opener: JobOpener;
  readonly #engine: Engine;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #quarantineReported = this.register(new vscode.EventEmitter<QuarantineReport>());
  /** Told of each status of a job that was known before. */
  readonly onDidReportQuarantine = this.#quarantineReported.event;
  #jobId: string | null = null;
  #status: JobStatus | null = null;
  #running: string | null = null;
  #connection: JobSituation['connection'] = null;
  #removal: JobSituation['removal'] = null;
  readonly #scheduled = new Map<string, ScheduledState>();

  constructor(currentJob: CurrentJob, opener: JobOpener, engine: Engine) {
    super();
    this.#currentJob = currentJob;
    this.#opener = opener;
    this.#engine = engine;
    this.register(
      currentJob.onDidChange(() => {
        this.#jobChanged();
      }),
    );
  }

  /** Null when there is no job. */
  get situation(): JobSituation | null {
    const current = this.#currentJob.current;
    if (current === null) return null;
    const job = this.#currentJob.lastValid?.job ?? null;
    const scheduled = this.#scheduled.get(current.uri.toString());
    return {
      jobName: job?.displayName ?? fileName(current.uri),
      provisioning: job === null ? 'off' : provisioningOf(job, this.#status),
      executor: job?.executor ?? 'local',
      intervalMinutes: job?.provisioning.intervalMinutes ?? 0,
      status: this.#status,
      running: this.#running ?? scheduled?.progress ?? null,
      runsHere: this.#status?.running != null && this.#engine.isOwn(this.#status.running),
      obstacle: scheduled?.obstacle ?? null,
      connection: this.#connection,
      removal: this.#removal,
      valid: current.reading.job !== null,
    };
  }

  /** Takes up a status that somebody asked the engine for; one of a job that was left meanwhile is dropped. */
  report(status: JobStatus): void {
    if (status.jobId !== this.#jobId) return;
    const before = this.#status;
    this.#status = status;
    setContextKey('deletesStaged', status.staged.length > 0);
    setContextKey('failuresStored', status.escrowed > 0);
    setContextKey('quarantined', status.quarantine !== null);
    if (before !== null) this.#quarantineReported.fire({ before: before.quarantine, status });
    this.#tell();
  }

  /** Takes up how far a cycle is that runs by itself, or what keeps it from running, by the job's file. */
  reportScheduled(file: string, changes: Partial<ScheduledState>): void {
    const former = this.#scheduled.get(file) ?? { progress: null, obstacle: null };
    this.#scheduled.set(file, { ...former, ...changes });
    this.#tell();
  }

  /** Forgets what was reported of the cycles of all jobs but these. */
  keepScheduled(files: ReadonlySet<string>): void {
    for (const file of [...this.#scheduled.keys()]) if (!files.has(file)) this.#scheduled.delete(file);
    this.#tell();
  }

  /** Takes up what a team admin has allowed for a job. */
  reportRemoval(jobId: string, removal: JobSituation['removal']): void {
    if (jobId !== this.#jobId || removal === this.#removal) return;
    this.#removal = removal;
    this.#tell();
  }

  /** Takes up how a connection test of a job ended. */
  reportConnection(jobId: string, connection: 'passed' | 'failed'): void {
    if (jobId !== this.#jobId) return;
    this.#connection = connection;
    this.#tell();
  }

  /** Asks the engine how the job is. */
  async refresh(): Promise<void> {
    const { params, job, removal } = await this.#opener.openToRead();
    this.reportRemoval(job.id, removal);
    this.report(await this.#engine.status(params));
  }

  /** Runs one operation on the job, and shows that it runs. A second one has to wait, for both would write the same state. */
  async run<T>(what: string, operation: () => Promise<T>): Promise<T> {
    if (this.#running !== null) {
      throw new ActionableFailure(
        vscode.l10n.t('This window is busy: {0}.', this.#running),
        vscode.l10n.t('Wait until that has ended, or cancel it.'),
        ['cancelRun', 'openProvisioningLog'],
      );
    }
    this.progress(what);
    try {
      return await operation();
    } finally {
      this.#running = null;
      this.#tell();
    }
  }

  /** Says how far the running operation is. */
  progress(what: string): void {
    this.#running = what;
    this.#tell();
  }

  #jobChanged(): void {
    const jobId = this.#currentJob.lastValid?.job.id ?? null;
    if (jobId !== this.#jobId) {
      this.#jobId = jobId;
      this.#status = null;
      this.#connection = null;
      this.#removal = null;
      setContextKey('deletesStaged', false);
      setContextKey('failuresStored', false);
      setContextKey('quarantined', false);
    }
    this.#tell();
  }

  #tell(): void {
    const { situation } = this;
    setContextKey('running', situation !== null && runsNow(situation));
    setContextKey('provisioningOn', situation?.provisioning === 'on');
    setContextKey('executor', situation?.executor ?? '');
    this.#changed.fire();
  }
}

/** Whether cycles run by themselves: by the job file, or by what Entra's service said last. */
function provisioningOf({ executor, provisioning }: ProvisioningJob, status: JobStatus | null): 'on' | 'off' {
  if (executor === 'local') return provisioning.status;
  return status?.service?.schedule.state === 'Active' ? 'on' : 'off';
}
