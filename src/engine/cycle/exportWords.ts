import type { Decision } from '../../cycle/decision.ts';
import { heldValue, type Contradiction } from '../../cycle/knowledge.ts';
import type { TargetValues } from '../../directories/targetDirectory.ts';
import type { Reason } from '../../protocol/provisioning.ts';

/** A response that leaves open whether the write took effect. */
export const onlyAccepted: Reason = {
  code: 'WriteNotConfirmed',
  message: 'The target has accepted the request, and does not say that it is done.',
  recommendedAction: 'Nothing to do: the next cycle looks whether it was done.',
};

/** A response that shows other values than were written. */
export function notKept(contradictions: readonly Contradiction[]): Reason & { readonly recommendedAction: string } {
  const names = [...new Set(contradictions.map(({ attribute }) => attribute))].join(', ');
  const again = contradictions.some((contradiction) => contradiction.again);
  return {
    code: 'ValueNotKept',
    message: `The target's response does not show ${names} as written${again ? ', and it did not the last time either' : ''}.`,
    recommendedAction: again
      ? 'Check in the target whether it takes this value, and correct the mapping if it does not.'
      : 'Nothing to do: the next cycle looks at the object and writes it again if need be.',
  };
}

/** An account that was taken to be gone, and replaced, is there again. */
export function twoAccounts(targetId: string): Reason {
  return {
    code: 'TwoAccounts',
    message: `The target has a second account of the object, ${targetId}, which was not there for a while.`,
    recommendedAction: 'Delete the one of the two accounts in the target that is not needed.',
  };
}

/** What the target is known to hold besides what an update changes. */
export function heldBesides({ planned, known }: Decision): TargetValues {
  const changed = new Set(planned.map((change) => change.attribute));
  return Object.fromEntries(
    Object.entries(known).flatMap(([attribute, knowledge]) =>
      changed.has(attribute) ? [] : [[attribute, heldValue(knowledge) ?? null]],
    ),
  );
}
