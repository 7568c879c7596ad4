import type { ActionCounts, DecisionSummary } from '../../protocol/provisioning.ts';

/** Counts what a cycle does. */
export interface Tally {
  count(action: DecisionSummary['action'], failed: boolean): void;
  stage(): void;
  counts(): ActionCounts;
  unchanged(): number;
  staged(): number;
}

export function createTally(): Tally {
  const counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };
  let unchanged = 0;
  let staged = 0;
  return {
    count(action, failed) {
      if (failed) counts.failure++;
      else if (action === 'none') unchanged++;
      else counts[action]++;
    },
    stage: () => {
      staged++;
    },
    counts: () => ({ ...counts }),
    unchanged: () => unchanged,
    staged: () => staged,
  };
}
