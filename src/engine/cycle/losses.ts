import type { Decision } from '../../decision/decision.ts';
import type { AccessLoss } from '../../decision/deletionGuard.ts';
import type { Reason } from '../../protocol/provisioning.ts';

/** Something that a cycle would take away, and why. */
export interface ForeseenLoss<Loss extends AccessLoss = AccessLoss> {
  readonly loss: Loss;
  readonly reason: Reason;
}

/**
 * What a decision takes away.
 *
 * @param members how many members the object has, should it be a group.
 */
export function lossOf({ summary, targetId }: Pick<Decision, 'summary' | 'targetId'>, members = 0): ForeseenLoss {
  const { source, action, destructive, reason } = summary;
  return {
    loss: {
      kind: 'account',
      source,
      targetId: targetId ?? '',
      action: action === 'delete' ? 'delete' : 'disable',
      permanent: destructive,
      members,
      ...(summary.files?.to == null ? {} : { filesTo: summary.files.to.targetId }),
    },
    reason,
  };
}
