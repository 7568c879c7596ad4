import type { Reason } from '../protocol/provisioning.ts';
import { isEmptyValue } from './attributeValues.ts';
import type { DecisionSettings } from './compiledMapping.ts';
import { conclude, fail, linkedAfter } from './conclude.ts';
import type { Decision, Link } from './decision.ts';
import { deprovision } from './deprovision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import { accessTakenBy, creationValues, deniesAccess, differences, givesAccess, isDeniedAccess } from './plan.ts';
import * as reasons from './reasons.ts';
import { type Account, accountOf, type Situation } from './situation.ts';
import { text } from '../protocol/text.ts';

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
 * The decision about an object that a cycle does not come to, since nothing about it has changed. Deciding it anew would
 * tell of values that always flow, or that depend on the time, or of an account that is not made again until something
 * changes.
 *
 * @param failed true when it has failed, and waits for its next attempt.
 */
export function notDue(decision: Decision, link: Link | null, failed: boolean): Decision {
  const { summary, evaluated } = decision;
  if (summary.action === 'none' || summary.action === 'skip') return decision;
  const situation: Situation = { evaluated, link, target: { kind: 'remembered' }, release: null };
  return conclude(situation, { action: 'none', reason: failed ? reasons.waitsForAttempt : reasons.nothingChanged });
}

/** The decision about an object that can't have a name which it needs: it fails, and nothing is done. */
export function withoutName({ evaluated }: Decision, link: Link | null, reason: Reason): Decision {
  return fail({ evaluated, link, target: { kind: 'remembered' }, release: null }, reason);
}

/** The decision about somebody for whom the team has no seat: nothing is done, and nothing has failed. */
export function withoutSeat({ evaluated }: Decision, link: Link | null): Decision {
  const situation: Situation = { evaluated, link, target: { kind: 'remembered' }, release: null };
  return conclude(situation, { action: 'skip', reason: reasons.waitsForSeat, waits: true });
}

/** The part of a decision that gives or takes access, for when the target refuses the rest. */
export function accessAlone(decision: Decision): Decision {
  const isAccess = ({ attribute }: { readonly attribute: string }): boolean => givesAccess(attribute);
  const { planned, summary } = decision;
  return {
    ...decision,
    planned: planned.filter(isAccess),
    summary: { ...summary, changes: summary.changes.filter(isAccess) },
  };
}

/** The decision about an object whose target could not be asked: it fails, and nothing is done. */
export function lookupFailed(evaluated: EvaluatedObject, link: Link | null): Decision {
  return fail({ evaluated, link, target: { kind: 'remembered' }, release: null }, reasons.targetNotAsked);
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
  const shared = { account, after: linkedAfter(isDeniedAccess(evaluated) ? 'mapping' : null) };
  if (planned.length === 0) return conclude(situation, { ...shared, action: 'none', reason: reasons.redundant });
  if (!evaluated.mapping.flow.update)
    return conclude(situation, { ...shared, action: 'skip', reason: reasons.updateTurnedOff(evaluated.mapping.name) });
  const taken = accessTakenBy(planned);
  if (taken !== undefined) {
    const invited = account.lifeCycle === 'invited';
    const yields = deniesAccess(taken.new) ? 'False' : text`no value`;
    return conclude(situation, {
      account,
      action: 'disable',
      reason: invited ? reasons.toDisableInvitedByMapping(yields) : reasons.toDisableByMapping(yields),
      planned,
      destructive: invited,
      after: invited ? { kind: 'none' } : linkedAfter('mapping'),
    });
  }
  const found = target.kind === 'matched' || target.kind === 'moved';
  const attributes = planned.map((change) => change.attribute);
  return conclude(situation, { ...shared, action: 'update', reason: reasons.toUpdate(attributes, found), planned });
}
