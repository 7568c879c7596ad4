import { toUpdateReferences } from '../../cycle/reasons.ts';
import type {
  ActionCounts,
  AttributeChange,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import { createTally } from './tally.ts';

/**
 * Gathers a preview so that each object is told once: its decision waits for the reference changes that belong to it,
 * where its mapping has references.
 */
export interface PreviewSink {
  readonly decided: (decision: DecisionSummary) => void;
  referencesChanged(source: ObjectIdentity, targetId: string | null, changes: readonly AttributeChange[]): void;
  /** Tells what waited. */
  flush(): void;
  counts(): ActionCounts;
  unchanged(): number;
  permanent(): number;
}

export function previewSink(
  typesWithReferences: ReadonlySet<string>,
  tell: (decision: DecisionSummary) => void,
): PreviewSink {
  const tally = createTally();
  const waiting = new Map<string, DecisionSummary>();
  const emit = (decision: DecisionSummary): void => {
    tally.count(decision, decision.failed ? 'failed' : 'done');
    tell(decision);
  };
  return {
    decided(decision) {
      if (typesWithReferences.has(decision.source.type)) waiting.set(decision.source.id, decision);
      else emit(decision);
    },
    referencesChanged(source, targetId, changes) {
      const decision = waiting.get(source.id);
      waiting.set(
        source.id,
        decision === undefined ? referencesOnly(source, targetId, changes) : withReferences(decision, changes),
      );
    },
    flush() {
      for (const decision of waiting.values()) emit(decision);
      waiting.clear();
    },
    counts: () => tally.counts(),
    unchanged: () => tally.unchanged(),
    permanent: () => tally.permanent(),
  };
}

function withReferences(decision: DecisionSummary, changes: readonly AttributeChange[]): DecisionSummary {
  const reason = toUpdateReferences(changes);
  const steps = [...decision.steps, stepOf(reason)];
  const merged = { ...decision, steps, changes: [...decision.changes, ...changes] };
  return decision.action === 'none' ? { ...merged, action: 'update', reason } : merged;
}

function referencesOnly(
  source: ObjectIdentity,
  targetId: string | null,
  changes: readonly AttributeChange[],
): DecisionSummary {
  const reason = toUpdateReferences(changes);
  return {
    source,
    targetId,
    action: 'update',
    failed: false,
    reason,
    steps: [stepOf(reason)],
    changes,
    destructive: false,
  };
}

function stepOf({ message }: Reason): ProvisioningStep {
  return { type: 'referenceResolution', status: 'success', description: message, details: {} };
}
