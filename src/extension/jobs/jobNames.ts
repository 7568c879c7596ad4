import { inBrackets } from '../logs/logLines.ts';
import type { CurrentJob } from './currentJob.ts';

/** Tells the jobs of a window apart in what is written about them. */
export class JobNames {
  readonly #currentJob: Pick<CurrentJob, 'jobs' | 'nameOf'>;

  constructor(currentJob: Pick<CurrentJob, 'jobs' | 'nameOf'>) {
    this.#currentJob = currentJob;
  }

  /** What to call a job; null where there's no other, or the window doesn't hold it. */
  nameOf(jobId: string): string | null {
    const { jobs } = this.#currentJob;
    const known = jobs.find(({ lastValid }) => lastValid?.job.id === jobId);
    return known === undefined || jobs.length < 2 ? null : this.#currentJob.nameOf(known);
  }

  /** The id of the job that is called so; null where none is, or not any more. */
  idOf(name: string): string | null {
    const { jobs } = this.#currentJob;
    const known = jobs.find((each) => each.lastValid !== null && inBrackets(this.#currentJob.nameOf(each)) === name);
    return known?.lastValid?.job.id ?? null;
  }
}
