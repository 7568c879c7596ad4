import type { Violation } from './violation.ts';

/** What can be lost in a cycle. */
export interface Losses {
  /** Active or invited accounts that the job knows, each with its user. */
  readonly users: ReadonlyMap<string, string>;
  /** How many accounts the engine must take to be there, since it cannot know that the administrator has deleted them. */
  readonly unnoticed: number;
  /** All that are active or invited, those of the target's own and those that the job may not know among them. */
  readonly active: ReadonlySet<string>;
  /** Those of them that stand for somebody. */
  readonly owned: ReadonlySet<string>;
  /** Groups of the target, each with its group of the directory. */
  readonly groups: ReadonlyMap<string, string>;
  /** The members of each group of the target. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of all accounts: a group loses whose account is gone without anybody's doing. */
  readonly accounts: ReadonlySet<string>;
}

/** This many may go without a word, or this share of all. */
const fewest = 5;
const share = 0.2;
/** From this many on, all of them are too many. */
const everybodyFrom = 3;
/** From this many members on, a group may not lose more than half of them. */
const largeGroup = 20;

/**
 * Compares before and after. What was held back before, by name, may go when it is released; what goes besides must be
 * few, as in any other cycle.
 *
 * Everybody means everybody with an active or invited account: who has been disabled already does not make the loss of
 * all others a smaller one, nor does whoever gets an account in this cycle. Who keeps one that was taken over does.
 */
export function massLosses(
  before: Losses,
  after: Losses,
  released: ReadonlySet<string>,
  nameOf: (id: string) => string,
): { readonly losses: ReadonlySet<string>; readonly violations: readonly Violation[] } {
  const violations: Violation[] = [];
  const losses = new Set<string>();
  for (const what of ['users', 'groups'] as const) {
    const lost = [...before[what]].filter(([id]) => !after[what].has(id)).map(([, sourceId]) => sourceId);
    for (const id of lost) losses.add(id);
    const unstaged = lost.filter((id) => !released.has(id));
    const all = before[what].size;
    const stay =
      what === 'users' ? before.unnoticed + [...after.owned].filter((id) => before.active.has(id)).length : 0;
    const everybody = unstaged.length === all && all >= everybodyFrom && stay === 0;
    if (unstaged.length <= Math.max(fewest, all * share) && !everybody) continue;
    const names = unstaged.map(nameOf).sort().join(', ');
    violations.push({
      kind: 'mass-loss',
      what: `${unstaged.length} of ${all} ${what} in one cycle, none of them held back before: ${names}`,
    });
  }
  for (const [id, members] of before.members) {
    const left = after.members.get(id);
    const sourceId = before.groups.get(id) ?? id;
    if (left === undefined || members.size < largeGroup || released.has(sourceId)) continue;
    const removed = [...members].filter((member) => !left.has(member) && after.accounts.has(member)).length;
    if (removed * 2 <= members.size) continue;
    violations.push({
      kind: 'mass-loss',
      what: `the group ${nameOf(sourceId)} lost ${removed} of ${members.size} members`,
    });
  }
  return { losses, violations };
}
