import type { ExecutorDifference } from '../protocol/comparison.ts';
import type { DecisionSummary, ProvisioningEvent } from '../protocol/provisioning.ts';
import { text, type Text } from '../protocol/text.ts';

/**
 * Compares a decision of ours with the last event of Entra's log about the same object. What Entra has done is agreed with when
 * nothing is left to do for us; what it has skipped, when we skip it, too.
 *
 * @returns null when both agree.
 */
export function compareDecision(ours: DecisionSummary, theirs: ProvisioningEvent | null): ExecutorDifference | null {
  const cause = causeOf(ours, theirs);
  if (cause === null) return null;
  const { source, action, failed, reason, changes } = ours;
  return {
    source,
    ours: { action, failed, reason, changes },
    theirs: theirs && {
      action: theirs.action,
      status: theirs.status,
      reason: theirs.reason,
      activityDateTime: theirs.activityDateTime,
    },
    cause,
  };
}

function causeOf(ours: DecisionSummary, theirs: ProvisioningEvent | null): Text | null {
  if (theirs === null) return isIdle(ours) ? null : causes.notYet;
  if (theirs.action === 'stagedDelete') return takesAccess(ours) ? null : causes.notHeld;
  if (theirs.status === 'failure') return causeOfFailure(ours);
  if (theirs.action === 'skip') return causeOfSkip(ours);
  return takesAccess(theirs) ? causeAfterLoss(ours) : causeAfterWrite(ours);
}

/** Entra failed. */
function causeOfFailure(ours: DecisionSummary): Text | null {
  if (ours.failed) return null;
  return isIdle(ours) ? causes.mended : causes.wouldSucceed;
}

/** Entra skipped the object. */
function causeOfSkip(ours: DecisionSummary): Text | null {
  if (isIdle(ours)) return null;
  return ours.failed ? causes.laterCheck : causes.entitlement;
}

/** Entra disabled or deleted the account. */
function causeAfterLoss(ours: DecisionSummary): Text | null {
  return isIdle(ours) || takesAccess(ours) ? null : causes.back;
}

/** Entra created or updated the account, or found nothing to do. */
function causeAfterWrite(ours: DecisionSummary): Text | null {
  if (ours.failed) return causes.laterCheck;
  switch (ours.action) {
    case 'none':
      return null;
    case 'update':
      return causes.drift;
    case 'create':
      return causes.gone;
    case 'disable':
    case 'delete':
      return causes.leaves;
    case 'skip':
      return causes.leftOut;
  }
}

function isIdle({ action, failed }: DecisionSummary): boolean {
  return !failed && (action === 'none' || action === 'skip');
}

function takesAccess({ action }: Pick<ProvisioningEvent, 'action'>): boolean {
  return action === 'disable' || action === 'delete';
}

const causes = {
  notYet: text`Entra’s log tells nothing of it: it was assigned or changed after the last cycle, or the log no longer reaches back so far.`,
  notHeld: text`Entra holds the deletion back, and what caused it has been undone since, or the guards differ.`,
  mended: text`Entra failed, and the target holds what it should: somebody has corrected it, or the failure is tried again later.`,
  wouldSucceed: text`Entra failed, and nothing that our engine can see is in the way: the cause may be gone, or lies in how Entra writes.`,
  laterCheck: text`Our engine foresees a failure that Entra has not met: the object or the target has changed since.`,
  entitlement: text`Entra skipped it and our engine would not: it has changed since, or Entra counts Default Access, roles or null values in filters differently.`,
  back: text`Entra took the account away, and the object is in scope now: it came back since, or links differ.`,
  drift: text`The account differs from what the mappings say: it was changed in the target, which Entra doesn’t notice, or the object has changed since the last cycle.`,
  gone: text`Entra has provisioned it, and no account is found: it was deleted in the target, which Entra doesn’t notice, or it is matched by another attribute.`,
  leaves: text`The object left the scope since Entra’s last cycle, or SkipOutOfScopeDeletions differs.`,
  leftOut: text`Our engine skips what Entra has provisioned: it left the scope, or Entra counts Default Access, roles or null values in filters differently.`,
} as const;
