import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** What a lease needs of the world besides the state directory. */
export interface LeasePorts {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits; ends early, without an error, when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Calls again and again until the returned function is called; doesn't keep the process alive. */
  readonly every: (milliseconds: number, act: () => void) => () => void;
  readonly pid: number;
  readonly host: string;
}

export function realLeasePorts(now: () => number): LeasePorts {
  return {
    now,
    wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
    every(milliseconds, act) {
      const timer = setInterval(act, milliseconds).unref();
      return () => {
        clearInterval(timer);
      };
    },
    pid: process.pid,
    host: hostname(),
  };
}
