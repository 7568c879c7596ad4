import { holdKey, isLargeLoss, lossKey, type AccessLoss, type GuardSettings } from '../../decision/deletionGuard.ts';
import type { HoldDecision } from '../../protocol/stagedActions.ts';
import type { Reason } from '../../protocol/provisioning.ts';
import type { Hold } from '../store/holds.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ForeseenLoss } from './losses.ts';
import type { Run } from './run.ts';
import { isSameText } from '../../protocol/text.ts';

/** What people have decided about what earlier cycles held back. */
export interface HeldBefore {
  /** Whether a person has released all of a loss. */
  readonly isReleased: (loss: AccessLoss) => boolean;
  /** Set when a person has rejected the loss, and what causes it is the same as then. */
  readonly rejection: (loss: AccessLoss) => HoldDecision | null;
  /** Members, by target id, that a group may lose although the rest of the loss is held back. */
  readonly mayLeave: (loss: AccessLoss) => ReadonlySet<string>;
}

/**
 * Compares what would be lost now with what was decided by name before. A release is for the same act and the same members;
 * a rejection lasts as long as the act has the same cause, and covers the members that it named: that few others leave the
 * group is no reason to ask again.
 *
 * @param releases whether a person releases everything that nobody has decided about.
 */
export function heldBefore(
  { store, job }: Pick<CycleContext, 'store' | 'job'>,
  foreseen: readonly ForeseenLoss[],
  releases: boolean,
): HeldBefore {
  const settings = job.provisioning.accidentalDeletionPrevention;
  const holds = store.holds.all();
  const causes = new Map(foreseen.map(({ loss, reason }) => [lossKey(loss), reason]));
  const released = (loss: AccessLoss): Hold | null => {
    const hold = holds.get(lossKey(loss));
    const verdict = hold?.action.decision?.verdict ?? (releases ? 'released' : null);
    return hold !== undefined && verdict === 'released' ? hold : null;
  };
  const rejected = (loss: AccessLoss): Hold | null =>
    stillRejected(holds.get(lossKey(loss)) ?? null, loss, causes.get(lossKey(loss)), settings);
  return {
    isReleased(loss) {
      const hold = released(loss);
      return hold !== null && (loss.kind === 'account' || othersThan(hold, loss.ids).length === 0);
    },
    rejection: (loss) => rejected(loss)?.action.decision ?? null,
    mayLeave(loss) {
      if (loss.kind === 'account') return new Set();
      const refused = rejected(loss);
      return new Set(refused === null ? released(loss)?.ids : othersThan(refused, loss.ids));
    },
  };
}

/**
 * What a person has decided about a loss, if it was to keep what would be lost. The guard may not have foreseen it: the cycle
 * also comes upon losses while it writes, such as that of somebody whose name another one waits for.
 */
export function rejectionOf(
  { context: { store, job }, found }: Run,
  { loss, reason }: ForeseenLoss,
): HoldDecision | null {
  const key = lossKey(loss);
  const settings = job.provisioning.accidentalDeletionPrevention;
  const stored = (): Hold | null => stillRejected(store.holds.find(key), loss, reason, settings);
  return found.rejected.get(key) ?? stored()?.action.decision ?? null;
}

function stillRejected(
  hold: Hold | null,
  loss: AccessLoss,
  cause: Reason | undefined,
  settings: GuardSettings,
): Hold | null {
  if (hold?.action.decision?.verdict !== 'rejected') return null;
  if (loss.kind === 'members') return leavesFewOthers(loss, hold, settings) ? hold : null;
  const { code, message } = hold.action.reason;
  return code === cause?.code && isSameText(message, cause.message) ? hold : null;
}

function leavesFewOthers(loss: Extract<AccessLoss, { kind: 'members' }>, hold: Hold, settings: GuardSettings): boolean {
  const others = othersThan(hold, loss.ids).length;
  return others < loss.lost && !isLargeLoss({ lost: others, of: loss.of }, settings);
}

function othersThan({ ids }: Hold, all: readonly string[]): readonly string[] {
  const named = new Set(ids);
  return all.filter((id) => !named.has(id));
}

/**
 * Whose losses wait to be released (`holdKey`). Whoever changes what is too much has said what is to become of what was held
 * back before, but for what was rejected by name.
 */
export function waitingHolds({ job, store }: Pick<CycleContext, 'job' | 'store'>): ReadonlySet<string> {
  const rule = JSON.stringify(job.provisioning.accidentalDeletionPrevention);
  const keyOf = ({ action: { source, action } }: Hold): string =>
    holdKey({ source, kind: action === 'removeMembers' ? 'members' : 'account' });
  return new Set(store.holds.waiting(rule).map(keyOf));
}
