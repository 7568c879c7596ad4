import type { ActionCounts } from '../../protocol/cycleSummary.ts';
import type { DecisionSummary, ObjectIdentity } from '../../protocol/provisioning.ts';
import type { Hold } from '../store/holds.ts';

/** How an action ended. `open`: the target's responses don't say that it was carried out. `warned`: done, but look at it. */
export type Ending = 'done' | 'warned' | 'open' | 'failed';

/** How the references of an object ended. `rejected`: a person keeps the members that would leave. */
export type ReferenceEnding = 'done' | 'warned' | 'failed' | 'rejected';

/** Counts what a cycle does: each object once, by how it ended, however often its turn came. */
export interface Tally {
  /** Counts what came of the object itself. */
  count(decision: Pick<DecisionSummary, 'source' | 'action' | 'destructive'>, ending: Ending): void;
  /** Counts what came of its references. Whose references failed has failed, whatever was done before. */
  countReferences(source: ObjectIdentity, ending: ReferenceEnding): void;
  /** Takes what is held back; `key` names it. */
  stage(key: string, hold: Hold): void;
  counts(): ActionCounts;
  /** What came of the objects themselves, whatever came of their references. */
  attempts(): { readonly failed: number; readonly succeeded: number };
  unchanged(): number;
  staged(): ReadonlyMap<string, Hold>;
  permanent(): number;
  warnings(): number;
}

/** What an object counts as. Nothing of `open` and `staged` is among the counts of actions. */
type Category = keyof ActionCounts | 'none' | 'open' | 'staged';

const succeeding: ReadonlySet<Category> = new Set(['create', 'update', 'disable', 'delete', 'none']);

export function createTally(): Tally {
  const staged = new Map<string, Hold>();
  const objects = new Map<string, Category>();
  const references = new Map<string, 'update' | 'failure' | 'skip'>();
  const [permanent, warned, keepsMembers] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const categoryOf = (key: string): Category => {
    const [own = 'none', ofReferences = null] = [objects.get(key), references.get(key)];
    if (ofReferences === 'failure') return 'failure';
    if (own !== 'none') return own;
    return ofReferences ?? (keepsMembers.has(key) ? 'staged' : 'none');
  };
  const all = (): Category[] => [...new Set([...objects.keys(), ...references.keys()])].map(categoryOf);
  const numberOf = (category: Category): number => all().filter((each) => each === category).length;
  return {
    count({ source, action, destructive }, ending) {
      const key = keyOf(source);
      if (ending === 'open' || ending === 'warned') warned.add(key);
      const category = ending === 'failed' ? 'failure' : ending === 'open' && action !== 'none' ? 'open' : action;
      objects.set(key, later(objects.get(key) ?? null, category));
      if (destructive && objects.get(key) === action) permanent.add(key);
    },
    countReferences(source, ending) {
      const key = keyOf(source);
      if (ending === 'warned') warned.add(key);
      references.set(key, ending === 'failed' ? 'failure' : ending === 'rejected' ? 'skip' : 'update');
    },
    stage(key, hold) {
      staged.set(key, hold);
      const { action, source, decision } = hold.action;
      if (action === 'removeMembers' && decision === null) keepsMembers.add(keyOf(source));
    },
    counts() {
      const counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 };
      for (const category of all()) if (category in counts) counts[category as keyof ActionCounts] += 1;
      return counts;
    },
    attempts() {
      const own = [...objects.values()];
      const onlyReferences = [...references].filter(([key, ending]) => ending === 'update' && !objects.has(key));
      return {
        failed: own.filter((category) => category === 'failure').length,
        succeeded: own.filter((category) => succeeding.has(category)).length + onlyReferences.length,
      };
    },
    unchanged: () => numberOf('none'),
    staged: () => staged,
    permanent: () => permanent.size,
    warnings: () => warned.size,
  };
}

function keyOf({ type, id }: ObjectIdentity): string {
  return `${type}/${id}`;
}

/** An object whose turn comes again counts as what came of it last, unless that adds nothing to what was done before. */
function later(before: Category | null, now: Category): Category {
  if (before === null || before === 'failure') return now;
  if (now === 'none' || (before === 'create' && now === 'update')) return before;
  return now;
}
