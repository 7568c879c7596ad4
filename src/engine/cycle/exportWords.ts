import type { Decision } from '../../decision/decision.ts';
import { heldValue, type Contradiction } from '../../decision/knowledge.ts';
import type { TargetValues } from '../../directories/targetDirectory.ts';
import type { Reason } from '../../protocol/provisioning.ts';
import type { ExportFailure } from './export.ts';
import { type Text, text } from '../../protocol/text.ts';

/** A response that leaves open whether the write took effect. */
export const onlyAccepted: Reason = {
  code: 'WriteNotConfirmed',
  message: text`The target accepted the request without saying that it was carried out.`,
  recommendedAction: text`Nothing to do: the next cycle checks the target.`,
};

/** The same for a request that was accepted before and of which nothing came. */
export const acceptedAgain: Omit<ExportFailure, 'exchange'> = {
  code: 'WriteNotCarriedOut',
  message: text`The target accepted the same request before and did not carry it out. It has only accepted it again.`,
  recommendedAction: text`Ask the operator of the target why accepted requests have no effect. Each cycle tries again.`,
};

/** A response to a creation that says nothing, from a target that holds no such account afterwards. */
export const notCreated: Omit<ExportFailure, 'exchange'> = {
  code: 'WriteNotConfirmed',
  message: text`The target's response doesn't say that the account was created, and the target has no such account.`,
  recommendedAction: text`Check that the base address is that of a SCIM service. The next cycle looks for the account before it creates it again.`,
};

/** A response that shows other values than were written. */
export function notKept(contradictions: readonly Contradiction[]): Reason & { readonly recommendedAction: Text } {
  const names = [...new Set(contradictions.map(({ attribute }) => attribute))].join(', ');
  const again = contradictions.some((contradiction) => contradiction.again);
  return {
    code: 'ValueNotKept',
    message: again
      ? text`The target's response does not show ${names} as written, and it did not the last time either.`
      : text`The target's response does not show ${names} as written.`,
    recommendedAction: again
      ? text`Check in the target whether it takes this value, and correct the mapping if it does not.`
      : text`Nothing to do: the next cycle looks at the object and writes it again if need be.`,
  };
}

/** An account that was taken to be gone, and replaced, is there again. */
export function twoAccounts(targetId: string): Reason {
  return {
    code: 'TwoAccounts',
    message: text`The target has a second account of the object, ${targetId}, which was not there for a while.`,
    recommendedAction: text`Delete the one of the two accounts in the target that is not needed.`,
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
