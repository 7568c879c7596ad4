/**
 * Holds back requests when a server asks for it: every worker waits out a `Retry-After`, and the number of requests under
 * way is halved at each refusal and grows again by one after a run of successes (additive increase, multiplicative
 * decrease). Rejected requests often count against the limit too, so nothing is sent inside the window.
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
  const waiting: (() => void)[] = [];

  const release = (): void => {
    while (waiting.length > 0 && underWay < allowed) {
      underWay++;
      waiting.shift()?.();
    }
  };

  const takePlace = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    return new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      waiting.push(admit);
    });
  };

  const endOfPause = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const wait = pausedUntil - clock.now();
      if (wait <= 0) return;
      await clock.sleep(wait, signal);
    }
  };

  const enterSlowly = async (signal: AbortSignal): Promise<void> => {
    await endOfPause(signal);
    signal.throwIfAborted();
    if (underWay < allowed) {
      underWay++;
      return;
    }
    await takePlace(signal);
    try {
      // The place may have been given back by the very request whose refusal asks for a pause.
      await endOfPause(signal);
    } catch (error) {
      underWay--;
      release();
      throw error;
    }
  };

  return {
    enter(signal) {
      if (underWay < allowed && pausedUntil <= clock.now()) {
        underWay++;
        return undefined;
      }
      return enterSlowly(signal);
    },
    leave(outcome) {
      underWay--;
      if (outcome === 'refused') {
        allowed = Math.max(1, Math.floor(allowed / 2));
        successes = 0;
      } else if (allowed < limit && ++successes >= successesPerStep) {
        allowed++;
        successes = 0;
      }
      release();
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
