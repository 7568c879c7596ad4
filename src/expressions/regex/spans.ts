/** Start and end of what a group captured last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One match: the span of each group by its slot, slot 0 being the whole match; null for a group that took no part. */
export type Match = readonly [Span, ...(Span | null)[]];

/** What a group captured last, of the starts and ends of its captures in turn. */
export function spanOf(captures: readonly number[]): Span | null {
  const [start, end] = captures.slice(-2);
  return start === undefined || end === undefined ? null : { start, end };
}

/** What a balancing group captures: the text between the capture that it takes away and itself. */
export function spanBetween(start: number, end: number, other: Span): [number, number] {
  if (start >= other.end) return [other.end, start];
  if (end <= other.start) return [other.start, Math.max(other.start, end)];
  return [Math.max(start, other.start), Math.min(end, other.end)];
}
