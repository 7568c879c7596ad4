import type { ActionCounts } from '../../protocol/cycleSummary.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import type { Hold } from '../store/holds.ts';

/** How an action ended. `open`: the target's responses don't say that it was carried out. `warned`: done, but look at it. */
export type Ending = 'done' | 'warned' | 'open' | 'failed';

/** Counts what a cycle does. */
export interface Tally {
  /** Counts a failure of references, besides as a failure. */
  failReferences(): void;
  /** Whoever needed nothing by itself isn't unchanged once something is done about its references. */
  count(decision: Pick<DecisionSummary, 'source' | 'action' | 'destructive'>, ending: Ending): void;
  /** Takes what is held back; `key` names it. */
  stage(key: string, hold: Hold): void;
  counts(): ActionCounts;
  failedReferences(): number;
  unchanged(): number;
  staged(): ReadonlyMap<string, Hold>;
  permanent(): number;
  warnings(): number;
}

export function createTally(): Tally {
  const counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };
  const staged = new Map<string, Hold>();
  let references = 0;
  const unchanged = new Set<string>();
  let permanent = 0;
  let warnings = 0;
  return {
    count({ source, action, destructive }, ending) {
      const key = `${source.type}/${source.id}`;
      unchanged.delete(key);
      if (ending === 'open' || ending === 'warned') warnings++;
      if (ending === 'failed') counts.failure++;
      else if (action === 'none') unchanged.add(key);
      else if (ending !== 'open') {
        counts[action]++;
        if (destructive) permanent++;
      }
    },
    failReferences() {
      references += 1;
    },
    failedReferences: () => references,
    stage: (key, hold) => void staged.set(key, hold),
    counts: () => ({ ...counts }),
    unchanged: () => unchanged.size,
    staged: () => staged,
    permanent: () => permanent,
    warnings: () => warnings,
  };
}
