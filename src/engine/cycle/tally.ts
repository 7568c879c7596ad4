import type { ActionCounts, DecisionSummary, StagedAction } from '../../protocol/provisioning.ts';

/** Counts what a cycle does. */
export interface Tally {
  count(decision: Pick<DecisionSummary, 'action' | 'destructive'>, failed: boolean, warned: boolean): void;
  /** Takes an action that is held back; `key` names it. */
  stage(key: string, action: StagedAction): void;
  counts(): ActionCounts;
  unchanged(): number;
  staged(): ReadonlyMap<string, StagedAction>;
  permanent(): number;
  warnings(): number;
}

export function createTally(): Tally {
  const counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };
  const staged = new Map<string, StagedAction>();
  let unchanged = 0;
  let permanent = 0;
  let warnings = 0;
  return {
    count({ action, destructive }, failed, warned) {
      if (warned) warnings++;
      if (failed) counts.failure++;
      else if (action === 'none') unchanged++;
      else {
        counts[action]++;
        if (destructive) permanent++;
      }
    },
    stage: (key, action) => void staged.set(key, action),
    counts: () => ({ ...counts }),
    unchanged: () => unchanged,
    staged: () => staged,
    permanent: () => permanent,
    warnings: () => warnings,
  };
}
