/** Calls that come in quick succession, made one. */
export interface Debounced {
  /** Runs the action `delay` milliseconds after the last call. */
  schedule(): void;
  dispose(): void;
}

/** Waits until calls pause for `delay` milliseconds, then runs the action once. */
export function debounce(action: () => void, delay: number): Debounced {
  let timer: NodeJS.Timeout | undefined;
  return {
    schedule() {
      clearTimeout(timer);
      timer = setTimeout(action, delay);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}

/** Runs the action at most once in `interval` milliseconds, however often it is asked for; never leaves the last call out. */
export function throttle(action: () => void, interval: number): Debounced {
  let timer: NodeJS.Timeout | undefined;
  return {
    schedule() {
      timer ??= setTimeout(() => {
        timer = undefined;
        action();
      }, interval);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}
