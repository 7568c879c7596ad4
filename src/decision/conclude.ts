import type { DecisionAction, Reason } from '../protocol/provisioning.ts';
import type { CompiledAttributeMapping } from './compiledMapping.ts';
import type { Decision, Link, LinkAfter, PlannedChange } from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import { filesOf, type RemovalPlan } from './removal.ts';
import type { Account, Situation } from './situation.ts';
import { describeSteps } from './steps.ts';

/** The link after an act on the account. */
export function linkedAfter(disabledBecause: Link['disabledBecause']): LinkAfter {
  return { kind: 'linked', disabledBecause, leftAlone: false };
}

export interface Conclusion {
  readonly action: DecisionAction;
  readonly reason: Reason;
  readonly failed?: boolean;
  readonly planned?: readonly PlannedChange[];
  /** The account that the decision is about; the link's own when absent. */
  readonly account?: Account | null;
  readonly destructive?: boolean;
  /** The link stays as it is when absent. */
  readonly after?: LinkAfter;
  /** Whether the object waits for something else than a change of its own; false when absent. */
  readonly waits?: boolean;
  /** How the account is removed; null when absent. */
  readonly removal?: RemovalPlan | null;
}

/** The decision that a conclusion comes to. */
export function conclude(situation: Situation, conclusion: Conclusion): Decision {
  const { evaluated, link, target } = situation;
  const { source } = evaluated;
  const { action, reason, failed = false, planned = [], account, removal = null } = conclusion;
  const files = removal === null ? null : filesOf(removal);
  const targetId = account === undefined ? (link?.targetId ?? null) : (account?.id ?? null);
  const hidden = redactedAttributes(evaluated);
  return {
    summary: {
      source: { id: source.id, type: source.type, displayName: source.displayName },
      targetId,
      action,
      failed,
      reason,
      steps: describeSteps(evaluated, link, target, action, reason, failed),
      changes: hidden.size === 0 ? planned : planned.map((change) => redact(change, hidden)),
      destructive: conclusion.destructive ?? false,
      ...(files === null ? {} : { files }),
    },
    evaluated,
    targetId,
    justMatched: target.kind === 'matched' || target.kind === 'moved',
    planned,
    known: account === undefined ? (link?.known ?? {}) : (account?.known ?? {}),
    waits: conclusion.waits ?? false,
    removal,
    after: conclusion.after ?? (link === null ? { kind: 'none' } : { ...unchanged(link) }),
  };
}

function unchanged({ disabledBecause, leftAlone }: Link): LinkAfter {
  return { kind: 'linked', disabledBecause, leftAlone };
}

const nothingHidden: ReadonlySet<string> = new Set();

/** Attributes whose values logs don't show: those that were redacted now, and those of which nothing was evaluated. */
function redactedAttributes({ mapping, values }: EvaluatedObject): ReadonlySet<CompiledAttributeMapping['target']> {
  if (!mapping.attributes.some((each) => each.confidential)) return nothingHidden;
  const evaluated = new Map(values.map((value) => [value.mapping, value.redacted]));
  return new Set(
    mapping.attributes.filter((each) => evaluated.get(each) ?? each.confidential).map(({ target }) => target),
  );
}

/**
 * What Redact() shows in the logs instead of the value.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data
 */
function redact(change: PlannedChange, hidden: ReadonlySet<string>): PlannedChange {
  if (!hidden.has(change.attribute)) return change;
  return {
    attribute: change.attribute,
    old: change.old === null ? null : '[Redact]',
    new: change.new === null ? null : '[Redact]',
  };
}

/** The object fails, for a reason that stands against the whole of it. */
export function fail(situation: Situation, reason: Reason): Decision {
  return conclude(situation, { action: 'skip', reason, failed: true });
}
