import type { Decision } from '../../cycle/decision.ts';
import type { AccessLoss } from '../../cycle/deletionGuard.ts';
import type { Reason } from '../../protocol/provisioning.ts';

/** Something that a cycle would take away, and why. */
export interface ForeseenLoss {
  readonly loss: AccessLoss;
  readonly reason: Reason;
}

/** What a decision takes away. */
export function lossOf({ summary, targetId }: Decision): ForeseenLoss {
  const { source, action, destructive, reason } = summary;
  return {
    loss: {
      kind: 'account',
      source,
      targetId: targetId ?? '',
      action: action === 'delete' ? 'delete' : 'disable',
      permanent: destructive,
    },
    reason,
  };
}
