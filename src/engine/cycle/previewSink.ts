import { toUpdateReferences } from '../../decision/reasons.ts';
import type { ActionCounts } from '../../protocol/cycleSummary.ts';
import type {
  AttributeChange,
  DecisionSummary,
  ObjectIdentity,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import { heldStep } from './heldOutcomes.ts';
import { createTally, type Ending } from './tally.ts';

/**
 * Gathers a preview so that each object is told once: its decision waits for the reference changes that belong to it,
 * where its mapping has references.
 */
export interface PreviewSink {
  readonly decided: (decision: DecisionSummary, ending: Ending) => void;
  referencesChanged(source: ObjectIdentity, targetId: string | null, changes: readonly AttributeChange[]): void;
  /** Takes what accidental-deletion prevention holds back of the references of an object, and why they would change. */
  referencesHeld(
    source: ObjectIdentity,
    targetId: string | null,
    held: { readonly changes: readonly AttributeChange[]; readonly reason: Reason },
  ): void;
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
    // What a sync wouldn't do isn't counted as what it would.
    if (decision.held !== 'whole') tally.count(decision, ending);
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
    referencesHeld(source, targetId, held) {
      const { decision = null, ending = 'done' } = waiting.get(source.id) ?? {};
      waiting.set(source.id, { decision: withHeld(decision, source, targetId, held), ending });
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

/** What else is done to the object stays its action; without that, the action is what is held back. */
function withHeld(
  decision: DecisionSummary | null,
  source: ObjectIdentity,
  targetId: string | null,
  { changes, reason }: { readonly changes: readonly AttributeChange[]; readonly reason: Reason },
): DecisionSummary {
  const step = heldStep(reason, 'removeMembers');
  if (decision !== null && decision.action !== 'none')
    return { ...decision, held: decision.held ?? 'part', steps: [...decision.steps, step] };
  const { steps, ...rest } = decision ?? referencesOnly(source, targetId, changes);
  return { ...rest, action: 'update', held: 'whole', reason, steps: [...steps, step], changes };
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
