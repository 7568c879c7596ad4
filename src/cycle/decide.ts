import type { AttributeJson, DecisionAction, Reason } from '../protocol/provisioning.ts';
import { isEmptyValue } from './attributeValues.ts';
import type { CompiledAttributeMapping, DecisionSettings } from './compiledMapping.ts';
import type { Decision, Link, PlannedChange, TargetKnowledge, TargetQuestion } from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import { creationValues, differences, type KnownValues } from './plan.ts';
import * as reasons from './reasons.ts';
import { describeSteps } from './steps.ts';

/** What has to be known of the target before `decide` can be asked. */
export function targetQuestion(evaluated: EvaluatedObject, link: Link | null): TargetQuestion {
  const { scope, mapping, blocked, matching } = evaluated;
  if (link !== null) {
    const mayDisable =
      !scope.inScope && mapping.type === 'User' && link.disabledBecause === null && mapping.flow.update;
    return mayDisable && evaluated.source.presence !== 'hardDeleted'
      ? { kind: 'read', targetId: link.targetId }
      : { kind: 'nothing' };
  }
  if (!scope.inScope || blocked !== null || matching.length === 0) return { kind: 'nothing' };
  return { kind: 'match', values: matching };
}

/**
 * The decision: what to do with one object, and why. Everything that people see of a cycle (preview, sync, provision on
 * demand, explain, the log) is a use of this function.
 *
 * @param target the answer to `targetQuestion`.
 */
export function decide(
  evaluated: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
  settings: DecisionSettings,
): Decision {
  const { scope, blocked } = evaluated;
  if (!scope.inScope)
    return link === null ? outOfScopeUnlinked(evaluated) : deprovision(evaluated, link, target, settings);
  if (blocked !== null)
    return conclude(evaluated, link, target, { action: 'skip', reason: blocked.reason, failed: blocked.failed });
  if (link !== null && target.kind !== 'vanished')
    return updateExisting(evaluated, link, target, link.targetId, currentValues(link, target), false);

  switch (target.kind) {
    case 'matched':
      return updateExisting(evaluated, link, target, target.object.id, target.object.values, true);
    case 'severalMatches':
      return fail(evaluated, link, target, reasons.severalMatches(target.by.attribute, target.by.value, target.ids));
    case 'taken':
      return fail(
        evaluated,
        link,
        target,
        reasons.duplicateSource(target.by.attribute, target.by.value, target.otherSourceId),
      );
    default:
      return create(evaluated, link, target);
  }
}

/**
 * The decision about a linked object that a cycle does not come to, since nothing about it has changed. Deciding it anew
 * would tell of values that always flow, or that depend on the time.
 */
export function leftAlone(decision: Decision, link: Link): Decision {
  const { summary, evaluated } = decision;
  if (summary.action === 'none' || summary.action === 'skip') return decision;
  const target: TargetKnowledge = { kind: 'remembered' };
  const disabled = link.disabledBecause;
  return conclude(evaluated, link, target, { action: 'none', reason: reasons.nothingChanged, disabled });
}

/** The decision about an object whose target could not be asked: it fails, and nothing is done. */
export function lookupFailed(evaluated: EvaluatedObject, link: Link | null): Decision {
  return fail(evaluated, link, { kind: 'remembered' }, reasons.targetNotAsked);
}

function outOfScopeUnlinked(evaluated: EvaluatedObject): Decision {
  const [first] = evaluated.scope.reasons;
  return conclude(evaluated, null, { kind: 'remembered' }, { action: 'skip', reason: first ?? reasons.notAssigned });
}

function fail(evaluated: EvaluatedObject, link: Link | null, target: TargetKnowledge, reason: Reason): Decision {
  return conclude(evaluated, link, target, { action: 'skip', reason, failed: true });
}

function create(evaluated: EvaluatedObject, link: Link | null, target: TargetKnowledge): Decision {
  const { mapping } = evaluated;
  if (evaluated.matching.length === 0) {
    return conclude(evaluated, link, target, {
      action: 'skip',
      reason: reasons.importSkipped(mapping.matching.map((matching) => matching.target)),
    });
  }
  if (!mapping.flow.add)
    return conclude(evaluated, link, target, { action: 'skip', reason: reasons.createTurnedOff(mapping.name) });
  const planned = creationValues(evaluated);
  const missing = mapping.requiredAttributes.filter((name) =>
    isEmptyValue(planned.find((change) => change.attribute === name)?.new ?? null),
  );
  if (missing.length > 0)
    return conclude(evaluated, link, target, { action: 'skip', reason: reasons.requiredMissing(missing) });
  return conclude(evaluated, null, target, {
    action: 'create',
    reason: reasons.toCreate(link !== null),
    planned,
    known: {},
  });
}

function updateExisting(
  evaluated: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
  targetId: string,
  known: KnownValues,
  justMatched: boolean,
): Decision {
  const planned = differences(evaluated, known);
  const shared = { known, targetId, justMatched };
  if (planned.length === 0)
    return conclude(evaluated, link, target, { ...shared, action: 'none', reason: reasons.redundant });
  if (!evaluated.mapping.flow.update) {
    return conclude(evaluated, link, target, {
      ...shared,
      action: 'skip',
      reason: reasons.updateTurnedOff(evaluated.mapping.name),
    });
  }
  const reason = reasons.toUpdate(
    planned.map((change) => change.attribute),
    justMatched,
  );
  return conclude(evaluated, link, target, { ...shared, action: 'update', reason, planned });
}

/** A linked object left the scope: disable the user, delete the group, or say why nothing is done. */
function deprovision(
  evaluated: EvaluatedObject,
  link: Link,
  target: TargetKnowledge,
  settings: DecisionSettings,
): Decision {
  const { source, mapping, scope } = evaluated;
  const cause = scope.reasons[0] ?? reasons.notAssigned;
  const keep = (action: DecisionAction, reason: Reason): Decision =>
    conclude(evaluated, link, target, {
      action,
      reason,
      known: currentValues(link, target),
      targetId: link.targetId,
      disabled: link.disabledBecause,
    });

  if (scope.byAssignmentOrFilter && settings.skipOutOfScopeDeletions)
    return keep('skip', reasons.outOfScopeDeletionsSkipped);
  if (source.presence === 'hardDeleted' || mapping.type === 'Group') {
    if (link.disabledBecause === 'outOfScope') return keep('skip', reasons.noLongerManaged);
    if (!mapping.flow.delete) return keep('skip', reasons.deleteTurnedOff(mapping.name));
    return conclude(evaluated, link, target, {
      action: 'delete',
      reason: reasons.toDelete(cause),
      targetId: link.targetId,
      known: link.known,
      destructive: true,
    });
  }
  if (target.kind === 'vanished')
    return conclude(evaluated, link, target, { action: 'none', reason: reasons.goneAlready, endsLink: true });
  if (mapping.softDeleteAttributes.size === 0) return keep('skip', reasons.softDeleteNotMapped);
  if (!mapping.flow.update) return keep('skip', reasons.disableTurnedOff(mapping.name));
  if (evaluated.blocked !== null) return fail(evaluated, link, target, evaluated.blocked.reason);
  return disable(evaluated, link, target, settings, cause);
}

function disable(
  evaluated: EvaluatedObject,
  link: Link,
  target: TargetKnowledge,
  settings: DecisionSettings,
  cause: Reason,
): Decision {
  const known = currentValues(link, target);
  const planned = differences(evaluated, known);
  // Who has left the scope is no longer managed, whatever becomes of them in the source afterwards.
  const leftBefore = link.disabledBecause === 'outOfScope';
  const disabled = leftBefore || evaluated.scope.byAssignmentOrFilter ? 'outOfScope' : 'source';
  const shared = { known, targetId: link.targetId, disabled } as const;
  if (planned.length === 0)
    return conclude(evaluated, link, target, { ...shared, action: 'none', reason: reasons.alreadyDisabled });

  const lifeCycle = target.kind === 'read' ? target.object.lifeCycle : null;
  const invited = lifeCycle === 'invited';
  const unknown = settings.targetIsDropbox && lifeCycle === null;
  const reason = invited
    ? reasons.toDisableInvited(cause)
    : unknown
      ? reasons.toDisableUnknown(cause)
      : reasons.toDisable(cause);
  return conclude(evaluated, link, target, { ...shared, action: 'disable', reason, planned, destructive: invited });
}

function currentValues(link: Link, target: TargetKnowledge): KnownValues {
  return target.kind === 'read' ? { ...link.known, ...target.object.values } : link.known;
}

interface Conclusion {
  readonly action: DecisionAction;
  readonly reason: Reason;
  readonly failed?: boolean;
  readonly planned?: readonly PlannedChange[];
  readonly known?: KnownValues;
  readonly targetId?: string;
  readonly justMatched?: boolean;
  readonly disabled?: Link['disabledBecause'];
  readonly destructive?: boolean;
  readonly endsLink?: boolean;
}

function conclude(
  evaluated: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
  conclusion: Conclusion,
): Decision {
  const { source } = evaluated;
  const planned = conclusion.planned ?? [];
  const targetId = conclusion.targetId ?? link?.targetId ?? null;
  const hidden = redactedAttributes(evaluated);
  return {
    summary: {
      source: { id: source.id, type: source.type, displayName: source.displayName },
      targetId,
      action: conclusion.action,
      failed: conclusion.failed ?? false,
      reason: conclusion.reason,
      steps: describeSteps(evaluated, link, target, conclusion.action, conclusion.reason, conclusion.failed ?? false),
      changes: hidden.size === 0 ? planned : planned.map((change) => redact(change, hidden)),
      destructive: conclusion.destructive ?? false,
    },
    evaluated,
    targetId,
    justMatched: conclusion.justMatched ?? false,
    planned,
    knownAfter: knownAfter(conclusion.known ?? link?.known ?? {}, planned),
    endsLink: conclusion.endsLink ?? (conclusion.action === 'delete' || (conclusion.destructive ?? false)),
    disabledAfter: conclusion.disabled ?? null,
  };
}

function knownAfter(known: KnownValues, planned: readonly PlannedChange[]): Record<string, AttributeJson> {
  const after: Record<string, AttributeJson> = { ...known };
  for (const change of planned) after[change.attribute] = change.new;
  return after;
}

function redactedAttributes(evaluated: EvaluatedObject): ReadonlySet<CompiledAttributeMapping['target']> {
  return new Set(evaluated.values.filter((value) => value.redacted).map((value) => value.mapping.target));
}

/** What Redact() shows in the logs instead of the value (entra-docs, "functions-for-customizing-application-data"). */
function redact(change: PlannedChange, hidden: ReadonlySet<string>): PlannedChange {
  if (!hidden.has(change.attribute)) return change;
  return {
    attribute: change.attribute,
    old: change.old === null ? null : '[Redact]',
    new: change.new === null ? null : '[Redact]',
  };
}
