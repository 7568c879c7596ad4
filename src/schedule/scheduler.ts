/** A job that has cycles of its own. */
export interface ScheduledJob {
  /** Tells the job from others. */
  readonly id: string;
  /** Changes when the time of the next cycle has to be asked for anew, such as with the job file's text. */
  readonly version: string;
  /** Runs the cycle that is due, if one is; gives the time of the next one, null for none. Rejects when neither is known. */
  readonly run: () => Promise<Date | null>;
}

export interface SchedulerPorts {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls once after so many milliseconds; the returned function prevents that. */
  readonly setTimer: (milliseconds: number, act: () => void) => () => void;
  /** Called at each look at the clock, after what is due was started. */
  readonly onLook?: () => void;
}

/** Milliseconds for which nobody looks at the clock at most: a machine that slept, or a clock that was set, is noticed then. */
export const longestSleep = 30_000;
/** Milliseconds between two runs of one job at least. */
const shortestPause = 5000;
/** So many jobs run at a time: each has its own share of memory and of requests. */
const mostAtOnce = 4;

interface Entry {
  readonly job: ScheduledJob;
  /** Milliseconds since 1970; null when no cycle will be due. */
  next: number | null;
}

/**
 * Runs the cycles of many jobs when they are due, each job's one at a time. What is due is for `run` to say: it looks at the
 * job's state, which other processes share. However many intervals a machine has slept through, one cycle follows.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, Promise<void>>();
  #cancelTimer: (() => void) | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  /** Sets which jobs there are. A cycle that runs comes to its end, also of a job that isn't among them any more. */
  set(jobs: readonly ScheduledJob[]): void {
    const ids = new Set(jobs.map(({ id }) => id));
    for (const id of [...this.#entries.keys()]) if (!ids.has(id)) this.#entries.delete(id);
    for (const job of jobs) {
      const known = this.#entries.get(job.id);
      const next = known?.job.version === job.version ? known.next : this.#ports.now();
      this.#entries.set(job.id, { job, next });
    }
    this.look();
  }

  /** Asks every job anew when it's due. */
  wake(): void {
    for (const entry of this.#entries.values()) entry.next = this.#ports.now();
    this.look();
  }

  /** Starts what is due. */
  look(): void {
    if (this.#stopped) return;
    const now = this.#ports.now();
    const isSetBack = now < this.#lookedAt;
    this.#lookedAt = now;
    for (const entry of this.#entries.values()) {
      const isDue = entry.next !== null && (isSetBack || entry.next <= now);
      if (isDue && !this.#running.has(entry.job.id) && this.#running.size < mostAtOnce) this.#start(entry.job);
    }
    this.#ports.onLook?.();
    this.#sleep(now);
  }

  /** Starts nothing any more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await Promise.all(this.#running.values());
  }

  #start({ id, version, run }: ScheduledJob): void {
    const ended = (next: number | null): void => {
      this.#running.delete(id);
      const entry = this.#entries.get(id);
      // A job that has changed meanwhile is asked anew.
      if (entry?.job.version === version)
        entry.next = next === null ? null : Math.max(next, this.#ports.now() + shortestPause);
      this.look();
    };
    const running = run().then(
      (next) => {
        ended(next?.getTime() ?? null);
      },
      () => {
        ended(this.#ports.now() + longestSleep);
      },
    );
    this.#running.set(id, running);
  }

  #sleep(now: number): void {
    const times = [...this.#entries.values()]
      .filter(({ job }) => !this.#running.has(job.id))
      .map(({ next }) => next ?? Number.POSITIVE_INFINITY);
    const isFull = this.#running.size >= mostAtOnce;
    const sleep = isFull ? longestSleep : Math.min(longestSleep, Math.max(0, Math.min(...times) - now));
    this.#cancelTimer?.();
    this.#cancelTimer = this.#ports.setTimer(sleep, () => {
      this.look();
    });
  }
}
