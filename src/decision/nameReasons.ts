import type { Reason } from '../protocol/provisioning.ts';
import type { NameRelease } from './decision.ts';
import { text, type Text } from '../protocol/text.ts';

/** What becomes of names that two accounts can't share, worded for the person who reads it. */

const reason = (code: string, message: Text, recommendedAction: Text | null = null): Reason => ({
  code,
  message,
  recommendedAction,
});

/** Fails who needs a name that an account of the job still has. */
export const nameNotFreeCode = 'NameNotFree';

export function nameHeldBack(attribute: string, value: string, holder: string): Reason {
  return reason(
    nameNotFreeCode,
    text`${attribute} "${value}" isn’t free: the account that has it stands for ${holder}, whose change is held back by accidental-deletion prevention.`,
    text`Release what is held back among the staged deletes, or correct what put ${holder} out of scope.`,
  );
}

/** @param waits that the holder waits for a name, too. */
export function nameNotFree(attribute: string, value: string, holder: string, waits: boolean): Reason {
  const why = waits ? text`who waits for another name` : text`whose own change didn’t go through`;
  return reason(
    nameNotFreeCode,
    text`${attribute} "${value}" isn’t free: the account that has it stands for ${holder}, ${why}.`,
    text`See what became of ${holder}. The object is tried again in the next cycle.`,
  );
}

export function nameTaken(attribute: string, value: string, words: Text): Reason {
  return reason(
    'Conflict',
    text`${attribute} "${value}" isn’t free. ${words}`,
    text`Another object in the target holds a value that must be unique. Correct the data, or match by that attribute.`,
  );
}

export function nameReleased({ attribute, wantedBy }: NameRelease): Reason {
  return reason(
    'NameReleased',
    text`${wantedBy} needs the ${attribute} of this account. The account is out of scope, so it gets another one.`,
  );
}
