import { inEnglish } from '../../src/protocol/localize.ts';
import { countList, withPermanently } from '../../src/protocol/permanently.ts';
import type {
  ActionNumbers,
  Consequence,
  ConsequenceAction,
  ConsequenceStep,
  ObjectTypeName,
} from '../../src/protocol/mappingEditor.ts';
import { english } from '../../src/protocol/text.ts';

/** Those that lose something come first. */
const order: readonly (keyof ActionNumbers)[] = [
  'delete',
  'disable',
  'create',
  'createOtherwise',
  'update',
  'skip',
  'failure',
  'none',
];

const sentences: Readonly<Record<keyof ActionNumbers, string>> = {
  delete: 'deletes {0}',
  disable: 'disables {0}',
  create: 'creates {0}',
  createOtherwise: 'creates {0} with other values',
  update: 'updates {0}',
  skip: 'leaves {0} out',
  failure: 'makes {0} fail',
  none: 'leaves {0} as in the target',
};

/** The same where accidental-deletion prevention holds back some of it. */
const conditional: Readonly<Record<keyof ActionNumbers, string>> = {
  delete: 'would delete {0}',
  disable: 'would disable {0}',
  create: 'would create {0}',
  createOtherwise: 'would create {0} with other values',
  update: 'would update {0}',
  skip: 'would leave {0} out',
  failure: 'would make {0} fail',
  none: 'would leave {0} as in the target',
};

const nouns = { User: ['user', 'users'], Group: ['group', 'groups'] } as const;

/** What happens to an object, in a table. */
export const actionText: Readonly<Record<ConsequenceAction | 'absent', string>> = {
  create: 'create',
  update: 'update',
  disable: 'disable',
  delete: 'delete',
  skip: 'leave out',
  failure: 'fail',
  none: 'no change',
  absent: 'not decided',
};

/** The consequence in a sentence: "This change disables 2 users, updates 37 users and 1 group."; "would disable" where some of it is held back. */
export function consequenceText(consequence: Consequence): string {
  if (consequence.state === 'nothingChanged')
    return 'No changes since the last sync. What a change does is shown here before the next one.';
  if (consequence.state === 'impossible') return consequence.message ?? 'The consequence cannot be computed.';
  const disabled = consequence.counts.User.disable + consequence.counts.Group.disable;
  const parts = order.flatMap((action) => {
    const counted = (['User', 'Group'] as const)
      .map((type) => countText(consequence.counts[type][action], type))
      .filter((text) => text !== '');
    if (counted.length === 0) return [];
    const text = (consequence.held === null ? sentences : conditional)[action].replace('{0}', counted.join(' and '));
    return [action === 'disable' ? withPermanently(text, disabled, consequence.permanent, inEnglish) : text];
  });
  if (parts.length === 0) return 'This change makes no difference to any user or group.';
  return `This change ${countList(parts)}.`;
}

/** What to beware of before the next sync: what the guard holds back, else that accounts are deleted. Null when nothing. */
export function consequenceWarning({ held, permanent, counts }: Consequence): string | null {
  if (held !== null) return english(held);
  const deleted = permanent + counts.User.delete;
  if (deleted === 0) return null;
  return deleted === 1 ? 'An account is deleted permanently.' : `${deleted} accounts are deleted permanently.`;
}

function countText(number: number, type: ObjectTypeName): string {
  const [one, more] = nouns[type];
  return number === 0 ? '' : number === 1 ? `1 ${one}` : `${number} ${more}`;
}

/** How far the computation is. */
export function progressText({ step, done, total }: ConsequenceStep): string {
  const [of, count] = [total === null ? '' : ` of ${total.toLocaleString('en')}`, done.toLocaleString('en')];
  return step === 'before'
    ? `Step 1 of 2, comparing: ${count}${of} objects`
    : `Step 2 of 2, deciding: ${count}${of} objects`;
}
