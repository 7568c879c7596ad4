/** What a target that is a team with seats tells beside its accounts. */
export interface TeamPort {
  /**
   * How many seats the team has and how many are free at this moment; null when the token may not ask.
   *
   * @throws TargetError
   */
  readSeats(signal: AbortSignal): Promise<Seats | null>;
}

export interface Seats {
  readonly licensed: number;
  readonly free: number;
}
