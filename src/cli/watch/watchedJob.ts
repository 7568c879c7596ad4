import { resolve } from 'node:path';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { JobStatus } from '../../protocol/jobStatus.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { longestSleep, type ScheduledJob } from '../../schedule/scheduler.ts';
import type { Invocation } from '../command.ts';
import { exitCode, exitCodeOfCycle, type ExitCode } from '../exitCode.ts';
import { programName } from '../help.ts';
import { readJobFile } from '../jobFile.ts';
import { cycleLine } from '../jsonLines.ts';
import { cycleText, quarantineText } from '../objectText.ts';
import { printable } from '../printable.ts';
import { tellFailure } from '../tellFailure.ts';
import { deliveryText } from '../deliveries.ts';
import { prepareJob, withSession } from '../withJob.ts';
import { quietTerminal, type QuietTerminal } from './quietTerminal.ts';
import { english, type Text } from '../../protocol/text.ts';

/** What is known of a watched job, as the health file tells it. */
export interface JobHealth {
  readonly file: string;
  readonly id: string;
  readonly displayName: string;
  /** `blocked` when something keeps its cycles from running. */
  readonly state: 'waiting' | 'running' | 'off' | 'blocked';
  /** ISO 8601, UTC. */
  readonly nextCycle: string | null;
  readonly lastCycle: { readonly outcome: CycleSummary['outcome']; readonly finishedAt: string } | null;
  /** What the last look, or the last cycle, failed of. */
  readonly failure: string | null;
  readonly quarantine: string | null;
}

/** Why a job has no next cycle. Its file says `on` when it's blocked. */
const whyNone = {
  off: 'Provisioning is off in the job file, so no cycles run.',
  blocked:
    'The job has been in quarantine for so long that no cycle runs by itself any more. Correct the cause that status names, and run sync.',
} as const;

/**
 * A job file whose cycles `watch` runs. It's read anew before each cycle: switched off, there are none; broken, that is said
 * once, and what was said is waited for.
 */
export class WatchedJob implements ScheduledJob {
  readonly id: string;
  readonly version = '';
  readonly #file: string;
  readonly #invocation: Invocation;
  readonly #quiet: QuietTerminal;
  #health: JobHealth;
  #code: ExitCode = exitCode.ok;

  constructor(file: string, job: { readonly id: string; readonly displayName: string }, invocation: Invocation) {
    const { id, displayName } = job;
    this.id = resolve(file);
    this.#file = file;
    this.#quiet = quietTerminal(invocation.terminal, printable(displayName), { job: id, file });
    this.#invocation = { ...invocation, terminal: this.#quiet.terminal };
    const nothing = { nextCycle: null, lastCycle: null, failure: null, quarantine: null };
    this.#health = { file, id, displayName, state: 'waiting', ...nothing };
  }

  get health(): JobHealth {
    return this.#health;
  }

  /** What the last look or cycle came to. */
  get exitCode(): ExitCode {
    return this.#code;
  }

  readonly run = async (): Promise<Date | null> => {
    const { state } = this.#health;
    this.#note({ state: 'running' });
    try {
      const next = await this.#runWhenDue();
      if (next instanceof Date) {
        if (state !== 'waiting') this.#quiet.forget();
        this.#note({ state: 'waiting', nextCycle: next.toISOString() });
        return next;
      }
      this.#note({ state: next, nextCycle: null });
      this.#invocation.terminal.note(whyNone[next]);
    } catch (error) {
      this.#failed(error);
      this.#note({ state: 'blocked' });
    }
    return new Date(Date.now() + longestSleep);
  };

  /** The time of the next cycle, or why there is none. */
  async #runWhenDue(): Promise<Date | keyof typeof whyNone> {
    const { terminal } = this.#invocation;
    const { job } = await readJobFile(this.#file, { ...terminal, note: () => undefined });
    if (job.provisioning.status === 'off') return 'off';
    const prepared = await prepareJob(this.#invocation, this.#file, 'watching');
    return withSession(prepared, 'watch', async (session) => {
      const { signal } = this.#invocation.interruption;
      const ignored = (): void => undefined;
      let failed = false;
      try {
        const summary = await session.syncWhenDue({
          ...{ signal, onEvent: ignored, onProgress: ignored },
          onDelivery: (delivery) => {
            for (const line of deliveryText(delivery)) terminal.note(line);
          },
        });
        if (summary !== null) this.#ended(summary);
      } catch (error) {
        this.#failed(error);
        failed = true;
        if (error instanceof ProvisioningFailure && error.kind === 'busy') return new Date(Date.now() + longestSleep);
      }
      return this.#nextOf(session.status(), failed);
    });
  }

  #nextOf(
    { schedule: { nextCycle, lastAttempt }, lastCycle, quarantine }: JobStatus,
    failed: boolean,
  ): Date | 'blocked' {
    const last = lastCycle === null ? null : { outcome: lastCycle.outcome, finishedAt: lastCycle.finishedAt };
    this.#note({ lastCycle: last, quarantine: quarantine?.reason ?? null });
    // What an earlier look failed of is over.
    if (!failed) this.#note({ failure: textOrNull(lastAttempt?.failure?.message) });
    if (nextCycle !== null) return new Date(nextCycle);
    this.#note({ failure: this.#health.failure ?? textOrNull(quarantine?.message) });
    if (this.#code === exitCode.ok) this.#code = exitCode.quarantine;
    return 'blocked';
  }

  #ended(summary: CycleSummary): void {
    const { terminal } = this.#invocation;
    const time = new Date().toISOString();
    if (this.#health.failure !== null) this.#quiet.forget();
    this.#note({ failure: null });
    this.#code = exitCodeOfCycle(summary);
    terminal.emit({ time, ...cycleLine(summary) });
    terminal.say(`${time}  ${printable(this.#health.displayName)}: ${cycleText(summary, 'cycle')}`);
    for (const line of quarantineText(summary)) terminal.note(line);
  }

  #failed(error: unknown): void {
    const { terminal, interruption } = this.#invocation;
    // Whoever is asked to stop has nothing to complain of.
    if (interruption.signal.aborted) return;
    this.#code = tellFailure(error, terminal, `${programName} help watch`);
    this.#note({ failure: error instanceof Error ? error.message : String(error) });
  }

  #note(changes: Partial<JobHealth>): void {
    this.#health = { ...this.#health, ...changes };
  }
}

function textOrNull(told: Text | undefined): string | null {
  return told === undefined ? null : english(told);
}
