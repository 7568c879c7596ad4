import type { Reason } from '../protocol/provisioning.ts';
import type { DecisionSettings } from './compiledMapping.ts';
import { conclude, fail, linkedAfter } from './conclude.ts';
import type { Decision, NameRelease, PlannedChange } from './decision.ts';
import { heldValue } from './knowledge.ts';
import { differences } from './plan.ts';
import { nameReleased } from './nameReasons.ts';
import { isNoLongerManaged } from './noLongerManaged.ts';
import * as reasons from './reasons.ts';
import { filesSentence, type RemovalPlan } from './removal.ts';
import type { Account, Situation } from './situation.ts';
import { text, type Text } from '../protocol/text.ts';

/** An account whose object left the scope: disable the user, delete the group, or say why nothing is done. */
export function deprovision(situation: Situation, account: Account, settings: DecisionSettings): Decision {
  const { evaluated, link } = situation;
  const { source, mapping, scope } = evaluated;
  const cause = scope.reasons[0] ?? reasons.notAssigned;
  const keep = (reason: Reason): Decision => keepAccount(situation, account, reason);

  if (scope.byAssignmentOrFilter && settings.skipOutOfScopeDeletions) return keep(reasons.outOfScopeDeletionsSkipped);
  if (source.presence === 'hardDeleted' || mapping.type === 'Group') {
    if (isNoLongerManaged(evaluated, link, account.known)) return keep(reasons.noLongerManaged);
    if (!mapping.flow.delete) return keep(reasons.deleteTurnedOff(mapping.name));
    return remove(situation, account, settings, cause);
  }
  if (mapping.softDeleteAttributes.size === 0) return keep(reasons.softDeleteNotMapped);
  if (!mapping.flow.update) return keep(reasons.disableTurnedOff(mapping.name));
  if (evaluated.blocked !== null) return fail(situation, evaluated.blocked.reason);
  return disable(situation, account, settings, cause);
}

/**
 * Deletes an account. A member of a team is removed only when it's settled what becomes of the files; otherwise they are
 * suspended, and wait.
 */
function remove(situation: Situation, account: Account, settings: DecisionSettings, cause: Reason): Decision {
  const concluded = { account, action: 'delete', destructive: true, after: { kind: 'none' } } as const;
  if (settings.removal === null || situation.evaluated.mapping.type === 'Group')
    return conclude(situation, { ...concluded, reason: reasons.toDelete(cause) });
  const removal: RemovalPlan = account.lifeCycle === 'invited' ? { kind: 'invited' } : (situation.removal ?? notAsked);
  if (removal.kind === 'nowhere') return suspendInstead(situation, account, settings, cause, removal.why);
  return conclude(situation, { ...concluded, reason: reasons.toDelete(cause, filesSentence(removal)), removal });
}

const notAsked: RemovalPlan = { kind: 'nowhere', why: text`it isn’t known yet who gets them` };

/** Nobody keeps access because of their files, and nobody's files are lost with the account. */
function suspendInstead(
  situation: Situation,
  account: Account,
  settings: DecisionSettings,
  cause: Reason,
  why: Text,
): Decision {
  const { mapping, blocked } = situation.evaluated;
  const reason = reasons.filesWithoutDestination(cause, why);
  const kept = conclude(situation, { account, action: 'skip', reason, waits: true });
  if (mapping.softDeleteAttributes.size === 0 || !mapping.flow.update || blocked !== null) return kept;
  const disabled = disable(situation, account, settings, reason);
  return disabled.summary.action === 'none' ? kept : { ...disabled, waits: true };
}

/** Nothing is done to the account, but that it gives up a name which somebody in scope needs. */
function keepAccount(situation: Situation, account: Account, reason: Reason): Decision {
  const { link, release, evaluated } = situation;
  const after = { kind: 'linked', disabledBecause: link?.disabledBecause ?? null, leftAlone: true } as const;
  const planned = evaluated.mapping.flow.update ? releaseOf(account, release) : [];
  return release === null || planned.length === 0
    ? conclude(situation, { account, action: 'skip', reason, after })
    : conclude(situation, { account, action: 'update', reason: nameReleased(release), planned, after });
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
    return conclude(situation, { ...shared, action: 'update', reason: nameReleased(release) });

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
