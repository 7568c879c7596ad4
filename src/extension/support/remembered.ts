/**
 * Starts something at the first call, and gives the same to every later one. A start that failed is not remembered: the next
 * call tries again, and may find what was missing.
 */
export function remembered<Result>(start: () => Promise<Result>): () => Promise<Result> {
  let started: Promise<Result> | null = null;
  return () => {
    if (started !== null) return started;
    const starting = start();
    started = starting;
    starting.catch(() => {
      if (started === starting) started = null;
    });
    return starting;
  };
}
