import { randomBytes } from 'node:crypto';
import { routeError, tagged } from './businessError.ts';

export type JobKind = 'add' | 'remove' | 'groups';

/** How work that may be asynchronous is done. */
export interface JobSettings {
  /** All of it asynchronously, and not only what asks for it. */
  readonly always: boolean;
  /** How often a job says `in_progress` before it says how it ended. */
  readonly polls: number;
  /** What an `add` job ends with in place of its results; null for its results. The work is done nonetheless. */
  readonly failure: string | null;
}

/** Work that takes effect at once, and whose result is told now or to whoever polls. A restart forgets the jobs, not the work. */
export interface Jobs {
  settings: JobSettings;
  /** Tells a result, or where to poll for it. */
  /** @param receiver the member to whom the work transfers files. */
  launch(kind: JobKind, result: object, forceAsync: boolean, receiver?: string): object;
  /** Whether files are being transferred to a member by work that isn't complete. */
  isReceiving(memberId: string): boolean;
  /** Throws 409 `invalid_async_job_id` for a job that isn't known, or is of another kind. */
  poll(kind: JobKind, id: string): object;
}

export const jobDefaults: JobSettings = { always: false, polls: 1, failure: null };

export function createJobs(): Jobs {
  const jobs = new Map<
    string,
    { readonly kind: JobKind; readonly result: object; polls: number; readonly receiver: string | undefined }
  >();
  return {
    settings: jobDefaults,
    launch(kind, result, forceAsync, receiver) {
      if (!forceAsync && !this.settings.always) return result;
      const id = `dbjid:${randomBytes(24).toString('base64url')}`;
      const { failure, polls } = this.settings;
      const told = failure === null || kind !== 'add' ? result : tagged('failed', { failed: failure });
      jobs.set(id, { kind, result: told, polls, receiver });
      return tagged('async_job_id', { async_job_id: id });
    },
    isReceiving: (memberId) => [...jobs.values()].some(({ receiver, polls }) => receiver === memberId && polls > 0),
    poll(kind, id) {
      const job = jobs.get(id);
      if (job?.kind !== kind) throw routeError('invalid_async_job_id');
      if (job.polls <= 0) return job.result;
      job.polls -= 1;
      return tagged('in_progress');
    },
  };
}
