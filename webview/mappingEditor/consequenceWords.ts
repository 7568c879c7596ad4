import { countList, withPermanently } from '../../src/protocol/permanently.ts';
import type {
  ActionNumbers,
  Consequence,
  ConsequenceAction,
  ConsequenceStep,
  ObjectTypeName,
} from '../../src/protocol/mappingEditor.ts';
import { figure, say, t } from '../language.ts';

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

type Phrases = Readonly<Record<keyof ActionNumbers, (objects: string) => string>>;

const phrases: Phrases = {
  delete: (objects) => t('deletes {0}', objects),
  disable: (objects) => t('disables {0}', objects),
  create: (objects) => t('creates {0}', objects),
  createOtherwise: (objects) => t('creates {0} with other values', objects),
  update: (objects) => t('updates {0}', objects),
  skip: (objects) => t('leaves {0} out', objects),
  failure: (objects) => t('makes {0} fail', objects),
  none: (objects) => t('leaves {0} as in the target', objects),
};

/** The same where accidental-deletion prevention holds back some of it. */
const conditional: Phrases = {
  delete: (objects) => t('would delete {0}', objects),
  disable: (objects) => t('would disable {0}', objects),
  create: (objects) => t('would create {0}', objects),
  createOtherwise: (objects) => t('would create {0} with other values', objects),
  update: (objects) => t('would update {0}', objects),
  skip: (objects) => t('would leave {0} out', objects),
  failure: (objects) => t('would make {0} fail', objects),
  none: (objects) => t('would leave {0} as in the target', objects),
};

/** What happens to an object, in a table. */
export function actionText(action: ConsequenceAction | 'absent'): string {
  switch (action) {
    case 'create':
      return t('create');
    case 'update':
      return t('update');
    case 'disable':
      return t('disable');
    case 'delete':
      return t('delete');
    case 'skip':
      return t('leave out');
    case 'failure':
      return t('fail');
    case 'none':
      return t('no change');
    case 'absent':
      return t('not decided');
  }
}

/** The consequence in a sentence: "This change disables 2 users, updates 37 users and 1 group."; "would disable" where some of it is held back. */
export function consequenceText(consequence: Consequence): string {
  if (consequence.state === 'nothingChanged')
    return t('No changes since the last sync. What a change does is shown here before the next one.');
  if (consequence.state === 'impossible')
    return consequence.message === null ? t('The consequence cannot be computed.') : say(consequence.message);
  const disabled = consequence.counts.User.disable + consequence.counts.Group.disable;
  const parts = order.flatMap((action) => {
    const counted = (['User', 'Group'] as const)
      .map((type) => countText(consequence.counts[type][action], type))
      .filter((text) => text !== '');
    if (counted.length === 0) return [];
    const objects = counted.reduce((users, groups) => t('{0} and {1}', users, groups));
    const told = (consequence.held === null ? phrases : conditional)[action](objects);
    return [action === 'disable' ? withPermanently(told, disabled, consequence.permanent, t) : told];
  });
  if (parts.length === 0) return t('This change makes no difference to any user or group.');
  return t('This change {0}.', countList(parts));
}

/** What to beware of before the next sync: what the guard holds back, else that accounts are deleted. Null when nothing. */
export function consequenceWarning({ held, permanent, counts }: Consequence): string | null {
  if (held !== null) return say(held);
  const deleted = permanent + counts.User.delete;
  if (deleted === 0) return null;
  return t(
    deleted === 1 ? 'An account is deleted permanently.' : '{0} accounts are deleted permanently.',
    figure(deleted),
  );
}

function countText(number: number, type: ObjectTypeName): string {
  if (number === 0) return '';
  return type === 'User'
    ? t(number === 1 ? '1 user' : '{0} users', figure(number))
    : t(number === 1 ? '1 group' : '{0} groups', figure(number));
}

/** How far the computation is. */
export function progressText({ step, done, total }: ConsequenceStep): string {
  if (total === null)
    return t(
      step === 'before' ? 'Step 1 of 2, comparing: {0} objects' : 'Step 2 of 2, deciding: {0} objects',
      figure(done),
    );
  return t(
    step === 'before' ? 'Step 1 of 2, comparing: {0} of {1} objects' : 'Step 2 of 2, deciding: {0} of {1} objects',
    figure(done),
    figure(total),
  );
}
