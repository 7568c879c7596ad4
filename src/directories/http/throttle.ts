import { createPacing } from './pacing.ts';

/**
 * Holds back requests when a server asks for it: every worker waits out a `Retry-After`, and the number of requests under
 * way is halved at each refusal and grows again by one after a run of successes (additive increase, multiplicative
 * decrease). Rejected requests often count against the limit too, so nothing is sent inside the window, and what a server
 * takes in a second is learnt (`pacing.ts`). Requests that are refused while a pause lasts were under way when it began: they
 * tell nothing new.
 */
export interface Throttle {
  /** Waits for a place. @throws the signal's reason when it is aborted. */
  enter(signal: AbortSignal): Promise<void> | undefined;
  /** Gives the place back. */
  leave(outcome: 'ok' | 'refused'): void;
  /** No request starts before this many milliseconds have passed. */
  pause(milliseconds: number): void;
}

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since some moment. A clock that people or machines set would make a pause longer or shorter. */
  now(): number;
  /** Resolves after `milliseconds`, or rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const successesPerStep = 32;

export function createThrottle(limit: number, clock: Clock): Throttle {
  let allowed = limit;
  let underWay = 0;
  let successes = 0;
  let pausedUntil = 0;
  /** The end of the pause for which what may be under way has been halved. */
  let heededUntil = 0;
  const pacing = createPacing();
  const waiting: (() => void)[] = [];
  /** Ends the wait for the moment at which the next one may begin; null while nobody waits for time. */
  let timer: AbortController | null = null;

  const waitForTime = async (milliseconds: number): Promise<void> => {
    const own = (timer = new AbortController());
    try {
      await clock.sleep(milliseconds, own.signal);
    } catch {
      return; // Nobody waits any more.
    }
    timer = null;
    admit();
  };

  /** Lets begin who may, in their order. */
  const admit = (): void => {
    while (waiting.length > 0 && underWay < allowed) {
      const now = clock.now();
      const wait = Math.max(pausedUntil - now, pacing.wait(now));
      if (wait > 0) {
        if (timer === null) void waitForTime(wait);
        return;
      }
      underWay++;
      pacing.begin(now);
      waiting.shift()?.();
    }
  };

  const standInLine = (signal: AbortSignal): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        if (waiting.length === 0) {
          timer?.abort();
          timer = null;
        }
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      waiting.push(begin);
      admit();
    });

  return {
    enter(signal) {
      const now = clock.now();
      if (waiting.length > 0 || underWay >= allowed || pausedUntil > now || pacing.wait(now) > 0)
        return signal.aborted ? Promise.reject(signal.reason as Error) : standInLine(signal);
      underWay++;
      pacing.begin(now);
      return undefined;
    },
    leave(outcome) {
      underWay--;
      const now = clock.now();
      if (outcome === 'refused') {
        if (now >= heededUntil) {
          heededUntil = pausedUntil;
          pacing.refused(now, Math.max(0, pausedUntil - now));
          allowed = Math.max(1, Math.floor(allowed / 2));
          successes = 0;
        }
      } else {
        pacing.succeeded(now);
        if (allowed < limit && ++successes >= successesPerStep) {
          allowed++;
          successes = 0;
        }
      }
      admit();
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
    },
  };
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      }, milliseconds);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
    }),
};
