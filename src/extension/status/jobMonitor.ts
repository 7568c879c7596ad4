import * as vscode from 'vscode';
import type { Quarantine } from '../../protocol/cycleSummary.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import type { KnownJob } from '../jobs/knownJobs.ts';
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

/** What was told about a job. */
interface JobFacts {
  readonly status: JobStatus | null;
  readonly connection: JobSituation['connection'];
  readonly removal: JobSituation['removal'];
}

const nothingKnown: JobFacts = { status: null, connection: null, removal: null };

/** A status, and the quarantine that the job was in before. */
export interface QuarantineReport {
  readonly before: Quarantine | null;
  readonly status: JobStatus;
}

/**
 * What is known about each job of the workspace: its last status, what runs now, and whether the connection worked. What is
 * reported names its job, so that it can't be taken for another one's.
 */
export class JobMonitor extends Disposable {
  readonly #currentJob: CurrentJob;
  readonly #engine: Engine;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #quarantineReported = this.register(new vscode.EventEmitter<QuarantineReport>());
  /** Told of each status of a job that was known before. */
  readonly onDidReportQuarantine = this.#quarantineReported.event;
  /** By job id. */
  readonly #facts = new Map<string, JobFacts>();
  /** What runs in this window for which job. */
  #running: { readonly jobId: string; readonly what: string } | null = null;
  #shown: JobStatus | null = null;
  readonly #scheduled = new Map<string, ScheduledState>();

  constructor(currentJob: CurrentJob, engine: Engine) {
    super();
    this.#currentJob = currentJob;
    this.#engine = engine;
    this.register(
      currentJob.onDidChange(() => {
        this.#jobsChanged();
      }),
    );
  }

  /** How the current job is; null when there is none. */
  get situation(): JobSituation | null {
    const { current } = this.#currentJob;
    return current === null ? null : this.situationOf(current.uri);
  }

  /** How the job of a file is; null for a file that is no job of this workspace. */
  situationOf(uri: vscode.Uri): JobSituation | null {
    const known = this.#currentJob.known(uri);
    return known === null ? null : this.#situationOf(known);
  }

  /** How many things need a person, in all jobs; staged deletes have a view, and a badge, of their own. */
  get attention(): number {
    return Array.from(this.#facts.values(), ({ status }) => worries(status)).reduce((sum, each) => sum + each, 0);
  }

  /** Takes up a status that somebody asked the engine for; one of a job that the workspace doesn't hold any more is dropped. */
  report(status: JobStatus): void {
    const before = this.#factsOf(status.jobId).status;
    if (!this.#learn(status.jobId, { status })) return;
    if (before !== null) this.#quarantineReported.fire({ before: before.quarantine, status });
    this.#tell();
  }

  /** Takes up how far a cycle is that runs by itself, or what keeps it from running, by the job's file. */
  reportScheduled(file: string, changes: Partial<ScheduledState>): void {
    const former = this.#scheduled.get(file) ?? { progress: null, obstacle: null };
    this.#scheduled.set(file, { ...former, ...changes });
    this.#tell();
  }

  /** Forgets what was reported of the cycles of a job file that runs no more by itself. */
  forgetScheduled(file: string): void {
    if (this.#scheduled.delete(file)) this.#tell();
  }

  /** Takes up what a team admin has allowed for a job. */
  reportRemoval(jobId: string, removal: JobSituation['removal']): void {
    if (removal !== this.#factsOf(jobId).removal && this.#learn(jobId, { removal })) this.#tell();
  }

  /** Takes up how a connection test of a job ended. */
  reportConnection(jobId: string, connection: 'passed' | 'failed'): void {
    if (this.#learn(jobId, { connection })) this.#tell();
  }

  /** Asks the engine how a job is. */
  async refresh(opener: JobOpener): Promise<void> {
    const { params, job, removal } = await opener.openToRead();
    this.reportRemoval(job.id, removal);
    this.report(await this.#engine.status(params));
  }

  /** Runs one operation on the job, and shows that it runs. A second one has to wait, for both would write the same state. */
  async run<T>({ id }: Pick<ProvisioningJob, 'id'>, what: string, operation: () => Promise<T>): Promise<T> {
    if (this.#running !== null) {
      throw new ActionableFailure(
        vscode.l10n.t('This window is busy: {0}.', this.#running.what),
        vscode.l10n.t('Wait until that has ended, or cancel it.'),
        ['cancelRun', 'openProvisioningLog'],
      );
    }
    this.#running = { jobId: id, what };
    this.#tell();
    try {
      return await operation();
    } finally {
      this.#running = null;
      this.#tell();
    }
  }

  /** Says how far the running operation is. */
  progress(what: string): void {
    if (this.#running !== null) this.#running = { ...this.#running, what };
    this.#tell();
  }

  #situationOf({ file, lastValid }: KnownJob): JobSituation {
    const job = lastValid?.job ?? null;
    const { status, connection, removal } = job === null ? nothingKnown : this.#factsOf(job.id);
    const scheduled = this.#scheduled.get(file.uri.toString());
    const running = this.#running !== null && this.#running.jobId === job?.id ? this.#running.what : null;
    return {
      jobName: job?.displayName ?? fileName(file.uri),
      provisioning: job === null ? 'off' : provisioningOf(job, status),
      executor: job?.executor ?? 'local',
      intervalMinutes: job?.provisioning.intervalMinutes ?? 0,
      status,
      running: running ?? scheduled?.progress ?? null,
      runsHere: status?.running != null && this.#engine.isOwn(status.running),
      obstacle: scheduled?.obstacle ?? null,
      connection,
      removal,
      valid: file.reading.job !== null,
    };
  }

  #factsOf(jobId: string): JobFacts {
    return this.#facts.get(jobId) ?? nothingKnown;
  }

  /** Whether the workspace holds this job. */
  #learn(jobId: string, facts: Partial<JobFacts>): boolean {
    if (!this.#jobIds().has(jobId)) return false;
    this.#facts.set(jobId, { ...this.#factsOf(jobId), ...facts });
    return true;
  }

  #jobIds(): ReadonlySet<string> {
    return new Set(this.#currentJob.jobs.flatMap(({ lastValid }) => (lastValid === null ? [] : [lastValid.job.id])));
  }

  #jobsChanged(): void {
    const ids = this.#jobIds();
    for (const id of [...this.#facts.keys()]) if (!ids.has(id)) this.#facts.delete(id);
    this.#tell();
  }

  #tell(): void {
    const { situation } = this;
    this.#showStatus(situation?.status ?? null);
    setContextKey('running', situation !== null && runsNow(situation));
    setContextKey('provisioningOn', situation?.provisioning === 'on');
    setContextKey('executor', situation?.executor ?? '');
    this.#changed.fire();
  }

  /** A running cycle tells of its progress often; these change only with a new status. */
  #showStatus(status: JobStatus | null): void {
    if (status === this.#shown) return;
    this.#shown = status;
    setContextKey('deletesStaged', (status?.staged.length ?? 0) > 0);
    setContextKey('failuresStored', (status?.escrowed ?? 0) > 0);
    setContextKey('quarantined', status !== null && status.quarantine !== null);
  }
}

function worries(status: JobStatus | null): number {
  const { escrowed = 0, quarantine = null } = status ?? {};
  return escrowed + (quarantine === null || quarantine.reason === 'TooManyDeletes' ? 0 : 1);
}

/** Whether cycles run by themselves: by the job file, or by what Entra's service said last. */
function provisioningOf({ executor, provisioning }: ProvisioningJob, status: JobStatus | null): 'on' | 'off' {
  if (executor === 'local') return provisioning.status;
  return status?.service?.schedule.state === 'Active' ? 'on' : 'off';
}
