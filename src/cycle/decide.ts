import type { DecisionAction, Reason } from '../protocol/provisioning.ts';
import { isEmptyValue } from './attributeValues.ts';
import type { CompiledAttributeMapping, DecisionSettings } from './compiledMapping.ts';
import type {
  Decision,
  KnownTarget,
  Link,
  LinkAfter,
  NameRelease,
  PlannedChange,
  TargetKnowledge,
} from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import { afterReading, heldValue, type KnownObject } from './knowledge.ts';
import { accessTakenBy, creationValues, deniesAccess, differences, givesAccess, sameValueBy } from './plan.ts';
import * as reasons from './reasons.ts';
import { describeSteps } from './steps.ts';

/** One object, with all that is known of it on both sides. */
export interface Situation {
  readonly evaluated: EvaluatedObject;
  readonly link: Link | null;
  /** The response to `targetQuestion`. */
  readonly target: TargetKnowledge;
  /** A name that the object's account gives up when the object is out of scope; null when it may keep its name. */
  readonly release: NameRelease | null;
}

/** The account that stands for an object, as far as it's known. */
interface Account {
  readonly id: string;
  readonly known: KnownObject;
  readonly lifeCycle: KnownTarget['lifeCycle'];
}

/**
 * The decision: what to do with one object, and why. Everything that people see of a cycle (preview, sync, provision on
 * demand, explain, the log) is a use of this function.
 */
export function decide(situation: Situation, settings: DecisionSettings): Decision {
  const { evaluated, link, target } = situation;
  const { scope, blocked } = evaluated;
  if (scope.unfinished !== null) return fail(situation, scope.unfinished);
  if (scope.excluded !== null) return leave(situation, scope.excluded);
  if (target.kind === 'severalMatches')
    return fail(situation, reasons.severalMatches(target.by.attribute, target.by.value, target.ids));

  const account = accountOf(situation);
  if (!scope.inScope) {
    if (account !== null) return deprovision(situation, account, settings);
    return link === null ? outOfScopeUnlinked(situation) : missing(situation);
  }
  if (blocked !== null) return conclude(situation, { action: 'skip', reason: blocked.reason, failed: blocked.failed });
  if (account !== null) return updateExisting(situation, account);
  return target.kind === 'taken'
    ? fail(situation, reasons.duplicateSource(target.by.attribute, target.by.value, target.otherSourceId))
    : create(situation);
}

/**
 * The decision about a linked object that a cycle does not come to, since nothing about it has changed. Deciding it anew
 * would tell of values that always flow, or that depend on the time.
 */
export function notDue(decision: Decision, link: Link): Decision {
  const { summary, evaluated } = decision;
  if (summary.action === 'none' || summary.action === 'skip') return decision;
  const situation: Situation = { evaluated, link, target: { kind: 'remembered' }, release: null };
  return conclude(situation, { action: 'none', reason: reasons.nothingChanged });
}

/** The decision about an object whose target could not be asked: it fails, and nothing is done. */
export function lookupFailed(evaluated: EvaluatedObject, link: Link | null): Decision {
  return fail({ evaluated, link, target: { kind: 'remembered' }, release: null }, reasons.targetNotAsked);
}

/** The account that stands for the object: the one that was read or found, else the one that the link remembers. */
function accountOf({ evaluated, link, target }: Situation): Account | null {
  switch (target.kind) {
    case 'read':
    case 'matched':
    case 'moved': {
      const { id, values, lifeCycle } = target.object;
      const before = link?.targetId === id ? link.known : {};
      return { id, known: afterReading(before, values, sameValueBy(evaluated.mapping)), lifeCycle };
    }
    case 'remembered':
      return link === null ? null : { id: link.targetId, known: link.known, lifeCycle: null };
    default:
      return null;
  }
}

function outOfScopeUnlinked(situation: Situation): Decision {
  const [first] = situation.evaluated.scope.reasons;
  return conclude(situation, { action: 'skip', reason: first ?? reasons.notAssigned });
}

/** The account is not where it was and not to be found: what looks for it again is the next cycle, not a person. */
function missing(situation: Situation): Decision {
  const { target } = situation;
  const sought = target.kind === 'vanished' ? target.soughtBy.map(({ attribute }) => attribute) : [];
  return conclude(situation, {
    action: 'none',
    reason: reasons.notFoundInTarget([...new Set(sought)]),
    after: { kind: 'missing' },
  });
}

function fail(situation: Situation, reason: Reason): Decision {
  return conclude(situation, { action: 'skip', reason, failed: true });
}

/** The account, if there is one, is left as it is. */
function leave(situation: Situation, reason: Reason): Decision {
  const { link } = situation;
  return conclude(situation, {
    action: 'skip',
    reason,
    ...(link === null
      ? {}
      : { after: { kind: 'linked', disabledBecause: link.disabledBecause, leftAlone: true } as const }),
  });
}

function create(situation: Situation): Decision {
  const { evaluated, link } = situation;
  const { mapping } = evaluated;
  const skip = (reason: Reason): Decision => conclude(situation, { action: 'skip', reason });
  if (evaluated.matching.length === 0)
    return skip(reasons.importSkipped(mapping.matching.map((matching) => matching.target)));
  if (!mapping.flow.add) return skip(reasons.createTurnedOff(mapping.name));
  const planned = creationValues(evaluated);
  const absent = mapping.requiredAttributes.filter((name) =>
    isEmptyValue(planned.find((change) => change.attribute === name)?.new ?? null),
  );
  if (absent.length > 0) return skip(reasons.requiredMissing(absent));
  return conclude(situation, {
    action: 'create',
    reason: reasons.toCreate(link !== null),
    planned,
    account: null,
    after: linkedAfter(null),
  });
}

function updateExisting(situation: Situation, account: Account): Decision {
  const { evaluated, target } = situation;
  const planned = differences(evaluated, account.known);
  const denied = evaluated.values.some(({ mapping, value }) => givesAccess(mapping.target) && deniesAccess(value));
  const shared = { account, after: linkedAfter(denied ? 'mapping' : null) };
  if (planned.length === 0) return conclude(situation, { ...shared, action: 'none', reason: reasons.redundant });
  if (!evaluated.mapping.flow.update)
    return conclude(situation, { ...shared, action: 'skip', reason: reasons.updateTurnedOff(evaluated.mapping.name) });
  if (accessTakenBy(planned) !== undefined) {
    const invited = account.lifeCycle === 'invited';
    return conclude(situation, {
      account,
      action: 'disable',
      reason: invited ? reasons.toDisableInvitedByMapping : reasons.toDisableByMapping,
      planned,
      destructive: invited,
      after: invited ? { kind: 'none' } : linkedAfter('mapping'),
    });
  }
  const found = target.kind === 'matched' || target.kind === 'moved';
  const attributes = planned.map((change) => change.attribute);
  return conclude(situation, { ...shared, action: 'update', reason: reasons.toUpdate(attributes, found), planned });
}

/** An account whose object left the scope: disable the user, delete the group, or say why nothing is done. */
function deprovision(situation: Situation, account: Account, settings: DecisionSettings): Decision {
  const { evaluated, link } = situation;
  const { source, mapping, scope } = evaluated;
  const cause = scope.reasons[0] ?? reasons.notAssigned;
  const disabledBecause = link?.disabledBecause ?? null;
  const keep = (reason: Reason): Decision => keepAccount(situation, account, reason);

  if (scope.byAssignmentOrFilter && settings.skipOutOfScopeDeletions) return keep(reasons.outOfScopeDeletionsSkipped);
  if (source.presence === 'hardDeleted' || mapping.type === 'Group') {
    if (disabledBecause === 'outOfScope') return keep(reasons.noLongerManaged);
    if (!mapping.flow.delete) return keep(reasons.deleteTurnedOff(mapping.name));
    const reason = reasons.toDelete(cause);
    return conclude(situation, { account, action: 'delete', reason, destructive: true, after: { kind: 'none' } });
  }
  if (mapping.softDeleteAttributes.size === 0) return keep(reasons.softDeleteNotMapped);
  if (!mapping.flow.update) return keep(reasons.disableTurnedOff(mapping.name));
  if (evaluated.blocked !== null) return fail(situation, evaluated.blocked.reason);
  return disable(situation, account, settings, cause);
}

/** Nothing is done to the account, but that it gives up a name which somebody in scope needs. */
function keepAccount(situation: Situation, account: Account, reason: Reason): Decision {
  const { link, release, evaluated } = situation;
  const after = { kind: 'linked', disabledBecause: link?.disabledBecause ?? null, leftAlone: true } as const;
  const planned = evaluated.mapping.flow.update ? releaseOf(account, release) : [];
  return release === null || planned.length === 0
    ? conclude(situation, { account, action: 'skip', reason, after })
    : conclude(situation, { account, action: 'update', reason: reasons.nameReleased(release), planned, after });
}

function disable(situation: Situation, account: Account, settings: DecisionSettings, cause: Reason): Decision {
  const { evaluated, link, release } = situation;
  const invited = account.lifeCycle === 'invited';
  // Who has left the scope is no longer managed, whatever becomes of them in the source afterwards.
  const leftBefore = link?.disabledBecause === 'outOfScope';
  const disabledBecause = leftBefore || evaluated.scope.byAssignmentOrFilter ? 'outOfScope' : 'source';
  const disabling = differences(evaluated, account.known);
  const releasing = invited && disabling.length > 0 ? [] : releaseOf(account, release);
  const planned = [...disabling, ...releasing];
  const shared = { account, planned, after: linkedAfter(disabledBecause) };
  if (planned.length === 0) return conclude(situation, { ...shared, action: 'none', reason: reasons.alreadyDisabled });
  if (release !== null && disabling.length === 0)
    return conclude(situation, { ...shared, action: 'update', reason: reasons.nameReleased(release) });

  const unknown = settings.targetIsDropbox && account.lifeCycle === null;
  const reason = invited
    ? reasons.toDisableInvited(cause)
    : unknown
      ? reasons.toDisableUnknown(cause)
      : reasons.toDisable(cause);
  return conclude(situation, {
    ...shared,
    action: 'disable',
    reason,
    destructive: invited,
    ...(invited ? { after: { kind: 'none' } as const } : {}),
  });
}

/** The change by which an account gives up a name; none when it has given it up already. */
function releaseOf(account: Account, release: NameRelease | null): readonly PlannedChange[] {
  if (release === null) return [];
  const old = heldValue(account.known[release.attribute]) ?? null;
  return old === release.value ? [] : [{ attribute: release.attribute, old, new: release.value }];
}

function linkedAfter(disabledBecause: Link['disabledBecause']): LinkAfter {
  return { kind: 'linked', disabledBecause, leftAlone: false };
}

interface Conclusion {
  readonly action: DecisionAction;
  readonly reason: Reason;
  readonly failed?: boolean;
  readonly planned?: readonly PlannedChange[];
  /** The account that the decision is about; the link's own when absent. */
  readonly account?: Account | null;
  readonly destructive?: boolean;
  /** The link stays as it is when absent. */
  readonly after?: LinkAfter;
}

function conclude(situation: Situation, conclusion: Conclusion): Decision {
  const { evaluated, link, target } = situation;
  const { source } = evaluated;
  const { action, reason, failed = false, planned = [], account } = conclusion;
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
    },
    evaluated,
    targetId,
    justMatched: target.kind === 'matched' || target.kind === 'moved',
    planned,
    known: account === undefined ? (link?.known ?? {}) : (account?.known ?? {}),
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
