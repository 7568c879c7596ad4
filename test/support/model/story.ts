import type { SourceFault } from '../faultSource.ts';
import type { TargetFault } from '../faultTarget.ts';

/**
 * A story: a directory, and what happens to it, to the job and to the target between cycles. It is plain data, so that
 * fast-check can make a failing one smaller. Indices are taken modulo the number of what they point to; what cannot happen
 * (a rename to a name that somebody has) does not.
 */
export interface Story {
  readonly people: readonly PersonPlan[];
  readonly groups: readonly GroupPlan[];
  readonly rounds: readonly Round[];
  /** How it ends, when all is quiet: whether a preview tells the first cycle, and whether a restart looks at everything. */
  readonly ending: { readonly preview: boolean; readonly restart: boolean };
}

/** Which role an assignment carries; Default Access provisions nobody unless the job says so. */
export type Role = 'user' | 'default' | 'none';

export type Department = 'Sales' | 'Hidden' | null;

export interface PersonPlan {
  readonly assigned: Role;
  /** Groups that the person is a member of, by index. */
  readonly groups: readonly number[];
  readonly department: Department;
  /** Without a surname nobody can be created. */
  readonly surname: boolean;
  readonly enabled: boolean;
}

export interface GroupPlan {
  readonly assigned: Role;
  readonly securityEnabled: boolean;
  /** Contains the group before it, whose members it does not bring into scope. */
  readonly nests: boolean;
}

/** Some happenings, and the cycle after them. */
export interface Round {
  readonly happenings: readonly Happening[];
  /** A preview first, where nothing disturbs the cycle. */
  readonly preview: boolean;
  readonly cycle: CyclePlan;
}

export interface CyclePlan {
  readonly target: readonly TargetFault[];
  readonly source: readonly SourceFault[];
  readonly stop: Stop | null;
  /** Allow Deletes. */
  readonly release: boolean;
  /** What somebody decides before the cycle about some of what earlier cycles have held back. */
  readonly decide: HoldChoice | null;
}

/** A decision about the first of what is held back, and each `every`th after it. */
export interface HoldChoice {
  readonly verdict: 'released' | 'rejected';
  readonly every: number;
}

/** The cycle is cancelled, or its process killed, at its nth write: before it takes effect, or after. */
export interface Stop {
  readonly how: 'cancel' | 'kill';
  readonly write: number;
  readonly moment: 'arrives' | 'done';
}

/** What the job file says. */
export interface Settings {
  readonly scope: 'assigned' | 'all';
  readonly includeDefaultAccess: boolean;
  readonly skipOutOfScopeDeletions: boolean;
  readonly filter: Filter;
  /** `active` follows the scope, or is "False" for everybody. */
  readonly active: 'mapped' | 'constantFalse';
  /** Whether `displayName` is mapped as well. */
  readonly displayName: boolean;
}

export type Filter = 'none' | 'notHidden' | 'salesOnly';

/** What each setting can be; it is the first at the beginning. */
export const settingValues: { readonly [Name in keyof Settings]: readonly [Settings[Name], ...Settings[Name][]] } = {
  scope: ['assigned', 'all'],
  includeDefaultAccess: [false, true],
  skipOutOfScopeDeletions: [false, true],
  filter: ['none', 'notHidden', 'salesOnly'],
  active: ['mapped', 'constantFalse'],
  displayName: [false, true],
};

export const firstSettings: Settings = {
  scope: 'assigned',
  includeDefaultAccess: false,
  skipOutOfScopeDeletions: false,
  filter: 'none',
  active: 'mapped',
  displayName: false,
};

/**
 * `who`, `group` and `to` are indices: of a person, a group, a name. Who is restored is looked for among those in the
 * recycle bin.
 */
export type Happening =
  | { readonly kind: 'rename'; readonly who: number; readonly to: number }
  | { readonly kind: 'swap'; readonly who: number; readonly other: number }
  | {
      readonly kind: 'chain';
      readonly who: number;
      readonly other: number;
      readonly third: number;
      readonly to: number;
    }
  | { readonly kind: 'delete'; readonly who: number }
  | { readonly kind: 'restore'; readonly who: number }
  | { readonly kind: 'purge'; readonly who: number }
  | { readonly kind: 'rehire'; readonly who: number; readonly purge: boolean; readonly sameGroups: boolean }
  | { readonly kind: 'hire'; readonly to: number; readonly role: Role; readonly group: number | null }
  | { readonly kind: 'assign'; readonly who: number; readonly role: Role }
  | { readonly kind: 'unassignMany'; readonly who: number; readonly count: number }
  | { readonly kind: 'signIn'; readonly who: number; readonly enabled: boolean }
  | { readonly kind: 'department'; readonly who: number; readonly department: Department }
  | { readonly kind: 'surname'; readonly who: number; readonly to: number | null }
  | { readonly kind: 'join'; readonly who: number; readonly group: number }
  | { readonly kind: 'leave'; readonly who: number; readonly group: number }
  | { readonly kind: 'emptyGroup'; readonly group: number }
  | { readonly kind: 'deleteGroup'; readonly group: number; readonly purge: boolean }
  | { readonly kind: 'restoreGroup'; readonly group: number }
  | { readonly kind: 'renameGroup'; readonly group: number; readonly to: number }
  | { readonly kind: 'assignGroup'; readonly group: number; readonly role: Role }
  /** The setting gets another value than it has: `to` is its index among the others. */
  | { readonly kind: 'setting'; readonly what: keyof Settings; readonly to: number }
  | { readonly kind: 'accept'; readonly who: number | null }
  | { readonly kind: 'foreignAccount'; readonly to: number; readonly related: boolean; readonly accepted: boolean }
  | { readonly kind: 'deleteAccount'; readonly who: number }
  | { readonly kind: 'renameAccount'; readonly who: number }
  | { readonly kind: 'remakeAccount'; readonly who: number }
  | { readonly kind: 'loseState' };
