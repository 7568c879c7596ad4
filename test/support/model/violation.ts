/** What the engine did wrong, by kind: the oracle's vocabulary. */
export const violationKinds = {
  'lost-wrongly': 'somebody in scope lost an account',
  'deleted-unmanaged': 'an account was deleted that had been disabled when its user left the scope',
  'created-out-of-scope': 'an account or group was created for somebody out of scope',
  'second-account': 'an account was created for somebody who has one',
  'given-away': 'the account of one person was given to another',
  'foreign-written': 'an account of the target’s own, which stands for nobody in scope, was written',
  'mass-loss':
    'many lost their accounts (or many members their group) without a release, or without having been staged',
  'release-differs': 'what was released is not what had been staged',
  'rejected-lost': 'somebody lost an account in the cycle after that was rejected',
  'no-account': 'somebody in scope has no account',
  'not-active': 'the account of somebody in scope is not active',
  'wrong-value': 'an account does not hold what the directory says',
  'kept-wrongly': 'somebody out of scope has an active account',
  'two-accounts': 'two accounts stand for one person',
  'group-lost-wrongly': 'a group in scope was deleted from the target',
  'second-group': 'a group was created that the target has',
  'no-group': 'a group in scope is not in the target',
  'two-groups': 'two groups of the target stand for one group',
  'group-kept-wrongly': 'a group out of scope is in the target',
  'wrong-group-name': 'a group of the target has another name',
  'wrong-members': 'a group of the target has other members than the directory says',
  'preview-differs': 'a sync did something else than the preview before it told',
  'preview-writes': 'a preview wrote to the target',
  'never-quiet': 'the engine still writes after six quiet cycles',
  'quiet-fails': 'a cycle fails although nothing is wrong any more',
  'quiet-writes': 'a cycle writes although nothing is left to do',
  'engine-broke': 'a cycle ended with an error that is none of the engine’s own',
  'never-ends': 'a cycle did not come to its end',
} as const;

export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  /** Who and what, in words. */
  readonly what: string;
}

/** A story in which the engine did something wrong. */
export class StoryFailure extends Error {
  readonly violations: readonly Violation[];
  readonly diary: readonly string[];

  constructor(violations: readonly Violation[], diary: readonly string[]) {
    super(violations.map(({ kind, what }) => `${kind}: ${violationKinds[kind]}: ${what}`).join('\n'));
    this.name = 'StoryFailure';
    this.violations = violations;
    this.diary = diary;
  }

  get kind(): ViolationKind {
    return this.violations[0]?.kind ?? 'engine-broke';
  }
}
