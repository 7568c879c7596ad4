import type { DecisionSummary, ProvisioningEvent } from './provisioning.ts';
import type { Text } from './text.ts';

/** What our engine would do with an object now, beside what Entra's service did with it last. */
export interface ExecutorDifference {
  readonly source: DecisionSummary['source'];
  readonly ours: Pick<DecisionSummary, 'action' | 'failed' | 'reason' | 'changes'>;
  /** Null when Entra's log tells nothing of the object. */
  readonly theirs: Pick<ProvisioningEvent, 'action' | 'status' | 'reason' | 'activityDateTime'> | null;
  /** The likely cause, in a sentence. */
  readonly cause: Text;
}

/** What comparing came to. */
export interface Comparison {
  /** How many objects were compared. */
  readonly compared: number;
  readonly differences: number;
  /** What could not be seen, in sentences. */
  readonly unseen: readonly Text[];
}
