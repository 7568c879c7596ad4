import { toUpdateReferences } from '../../decision/reasons.ts';
import type { ActionCounts } from '../../protocol/cycleSummary.ts';
import type {
  AttributeChange,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import { createTally, type Ending } from './tally.ts';

/**
 * Gathers a preview so that each object is told once: its decision waits for the reference changes that belong to it,
 * where its mapping has references.
 */
export interface PreviewSink {
  readonly decided: (decision: DecisionSummary, ending: Ending) => void;
  referencesChanged(source: ObjectIdentity, targetId: string | null, changes: readonly AttributeChange[]): void;
  /** Takes what isn't done to the references of an object; told where nothing else is done to it. */
  referencesKept(source: ObjectIdentity, reason: Reason, step: ProvisioningStep): void;
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
  const waiting = new Map<string, Foreseen>();
  const emit = ({ decision, ending }: Foreseen): void => {
    tally.count(decision, ending);
    tell(decision);
  };
  return {
    decided(decision, ending) {
      if (typesWithReferences.has(decision.source.type)) waiting.set(decision.source.id, { decision, ending });
      else emit({ decision, ending });
    },
    referencesChanged(source, targetId, changes) {
      const { decision = null, ending = 'done' } = waiting.get(source.id) ?? {};
      waiting.set(source.id, {
        decision: decision === null ? referencesOnly(source, targetId, changes) : withReferences(decision, changes),
        ending,
      });
    },
    referencesKept({ id }, reason, step) {
      const foreseen = waiting.get(id);
      if (foreseen?.decision.action !== 'none') return;
      const { decision } = foreseen;
      waiting.set(id, {
        ...foreseen,
        decision: { ...decision, action: 'skip', reason, steps: [...decision.steps, step] },
      });
    },
    flush() {
      for (const foreseen of waiting.values()) emit(foreseen);
      waiting.clear();
    },
    counts: () => tally.counts(),
    unchanged: () => tally.unchanged(),
    permanent: () => tally.permanent(),
  };
}

/** What would be done, and how it would end. */
interface Foreseen {
  readonly decision: DecisionSummary;
  readonly ending: Ending;
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
