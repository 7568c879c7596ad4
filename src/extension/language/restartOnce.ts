/** What to do about a server that ended. */
export interface AfterEnd {
  readonly restart: boolean;
  /** How often it has ended by now. */
  readonly ended: number;
}

/** A server that ends is started again once; when it ends again, something is wrong that another start does not mend. */
export function restartOnce(): () => AfterEnd {
  let ended = 0;
  return () => {
    ended += 1;
    return { restart: ended === 1, ended };
  };
}
