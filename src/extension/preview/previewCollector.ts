import type { DecisionAction, DecisionSummary } from '../../protocol/provisioning.ts';
import type { Text } from '../../protocol/text.ts';

/** A decision that the preview only lists. */
export interface ListedDecision {
  readonly displayName: string;
  readonly type: DecisionSummary['source']['type'];
  readonly action: DecisionAction;
  readonly failed: boolean;
  readonly destructive: boolean;
  /** Whether accidental-deletion prevention holds it back, all of it or a part. */
  readonly held: 'whole' | 'part' | 'no';
  readonly reason: Text;
  /** Names of the attributes that change. */
  readonly attributes: readonly string[];
}

/** What a preview came to. */
export interface PreviewResult {
  /** Decisions that change something or would, if they weren't held back; worst first, as many as the multi-diff editor opens. */
  readonly shown: readonly DecisionSummary[];
  /** How many decisions change something. */
  readonly changing: number;
  /** Everyone but those that need nothing; users before groups, by name. */
  readonly listed: readonly ListedDecision[];
  readonly counts: PreviewCounts;
}

/** Decisions by what they come to. `permanent` are those of the disabled whose account is gone with that. */
export type PreviewCounts = Readonly<Record<DecisionAction | 'failure' | 'permanent', number>> & {
  /** What is held back, and so is among none of the others; `groups` would lose most of their members. */
  readonly held: Readonly<Record<HeldCount, number>>;
};

type HeldCount = 'disable' | 'permanent' | 'delete' | 'groups';

/** What a person wants to see first: what is lost, then what changes. */
const order: readonly DecisionAction[] = ['delete', 'disable', 'update', 'create', 'skip', 'none'];

/**
 * Takes up the decisions of a running preview. Only as many as the editor will show are kept whole, the worst first; of the
 * others a line each, so that a preview of a hundred thousand users fits into the extension host.
 */
export class PreviewCollector {
  readonly #limit: number;
  readonly #held: Record<HeldCount, number> = { disable: 0, permanent: 0, delete: 0, groups: 0 };
  readonly #counts: Record<Exclude<keyof PreviewCounts, 'held'>, number> = {
    create: 0,
    update: 0,
    disable: 0,
    delete: 0,
    skip: 0,
    none: 0,
    failure: 0,
    permanent: 0,
  };
  #shown: DecisionSummary[] = [];
  #changing = 0;
  #decided = 0;
  readonly #listed: ListedDecision[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(decision: DecisionSummary): void {
    this.#decided += 1;
    this.#count(decision);
    if (decision.action === 'none' && !decision.failed) return;
    this.#listed.push(listed(decision));
    if (!changesSomething(decision)) return;
    this.#changing += 1;
    this.#shown.push(decision);
    if (this.#shown.length > this.#limit * 2) this.#keepTheWorst();
  }

  /** Objects decided so far. */
  get decided(): number {
    return this.#decided;
  }

  result(): PreviewResult {
    this.#keepTheWorst();
    return {
      shown: this.#shown,
      changing: this.#changing,
      listed: this.#listed.toSorted(byName),
      counts: { ...this.#counts, held: { ...this.#held } },
    };
  }

  #count({ action, failed, destructive, held }: DecisionSummary): void {
    if (held !== 'whole') this.#counts[failed ? 'failure' : action] += 1;
    if (held === 'part' || (held === 'whole' && action === 'update')) this.#held.groups += 1;
    else if (held === 'whole') this.#held[action === 'delete' ? 'delete' : 'disable'] += 1;
    if (action === 'disable' && destructive) (held === 'whole' ? this.#held : this.#counts).permanent += 1;
  }

  #keepTheWorst(): void {
    this.#shown = this.#shown
      .toSorted((a, b) => weight(a) - weight(b) || byName(a.source, b.source))
      .slice(0, this.#limit);
  }
}

function changesSomething({ action, failed }: DecisionSummary): boolean {
  return !failed && action !== 'skip' && action !== 'none';
}

/** Smaller is worse: what takes an account away comes first. */
function weight({ action, destructive }: DecisionSummary): number {
  return destructive ? 0 : 1 + order.indexOf(action);
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byName(
  a: Pick<ListedDecision, 'type' | 'displayName'>,
  b: Pick<ListedDecision, 'type' | 'displayName'>,
): number {
  return a.type === b.type ? collator.compare(a.displayName, b.displayName) : a.type === 'User' ? -1 : 1;
}

function listed(decision: DecisionSummary): ListedDecision {
  return {
    displayName: decision.source.displayName,
    type: decision.source.type,
    action: decision.action,
    failed: decision.failed,
    destructive: decision.destructive,
    held: decision.held ?? 'no',
    reason: decision.reason.message,
    attributes: decision.changes.map(({ attribute }) => attribute),
  };
}
