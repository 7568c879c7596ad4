/** What a rate limit has seen so far. */
export interface RateCounts {
  readonly allowed: number;
  readonly refused: number;
  /** Requests that came although their client must have known that it was to wait. */
  readonly early: number;
  /** Milliseconds from the first to the last request that was let through. */
  readonly span: number;
}

/** Lets so many requests through in a second, and as many at once when nothing came for that long. */
export interface RateLimit {
  /**
   * @param now milliseconds since some moment.
   * @param heardAfter milliseconds after which a refusal has certainly been heard, and what was sent before it has come.
   * @returns whether a request that comes now is let through.
   */
  take(now: number, heardAfter: number): boolean;
  counts(): RateCounts;
}

/** @param retryAfterMs how long a refusal asks its client to wait. */
export function createRateLimit(requestsPerSecond: number, retryAfterMs: number): RateLimit {
  let left = requestsPerSecond;
  let filledAt: number | null = null;
  /** When requests were refused whose pause isn't over. */
  let refusals: readonly number[] = [];
  let [allowed, refused, early] = [0, 0, 0];
  let [firstAt, lastAt] = [0, 0];
  return {
    take(now, heardAfter) {
      left = Math.min(requestsPerSecond, left + ((now - (filledAt ?? now)) * requestsPerSecond) / 1000);
      filledAt = now;
      refusals = refusals.filter((at) => now < at + retryAfterMs);
      if (refusals.some((at) => now > at + heardAfter)) early += 1;
      if (left >= 1) {
        left -= 1;
        if (allowed === 0) firstAt = now;
        lastAt = now;
        allowed += 1;
        return true;
      }
      refused += 1;
      refusals = [...refusals, now];
      return false;
    },
    counts: () => ({ allowed, refused, early, span: lastAt - firstAt }),
  };
}
