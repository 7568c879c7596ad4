import type {
  ActionNumbers,
  Consequence,
  ConsequenceAction,
  ObjectTypeName,
} from '../../src/protocol/mappingEditor.ts';

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

/** The consequence in a sentence: "This change disables 2 users, updates 37 users and 1 group." */
export function consequenceText(consequence: Consequence): string {
  if (consequence.state === 'nothingUnsaved') return 'Nothing is unsaved.';
  if (consequence.state === 'impossible') return consequence.message ?? 'The consequence cannot be computed.';
  const parts = order.flatMap((action) => {
    const counted = (['User', 'Group'] as const)
      .map((type) => countText(consequence.counts[type][action], type))
      .filter((text) => text !== '');
    return counted.length === 0 ? [] : [sentences[action].replace('{0}', counted.join(' and '))];
  });
  if (parts.length === 0) return 'This change makes no difference to any user or group.';
  return `This change ${parts.join(', ')}.`;
}

/** Whether some account goes for good. */
export function isDestructive({ objects }: Consequence): boolean {
  return objects.some(({ destructive }) => destructive);
}

function countText(number: number, type: ObjectTypeName): string {
  const [one, more] = nouns[type];
  return number === 0 ? '' : number === 1 ? `1 ${one}` : `${number} ${more}`;
}
