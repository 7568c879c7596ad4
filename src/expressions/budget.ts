import { type Text, text } from '../protocol/text.ts';

/**
 * What one evaluation may cost at most. Evaluator, checker, previews, editors and the pattern matcher all count in these figures.
 *
 * `work`: steps, a few tenths of a second of a computer's time. A step is one function call, one step of the pattern
 * matcher, or the reading or writing of eight UTF-16 units. `size`: UTF-16 units of a text, or elements of a list.
 */
export const evaluationLimits = { work: 5_000_000, size: 1_000_000 } as const;

/** Which of the two figures an evaluation went beyond. */
export type Limit = keyof typeof evaluationLimits;

/** Thrown when a budget is used up. The evaluation has no result then, not even a part of one. */
export class BudgetExhausted extends Error {
  readonly limit: Limit;

  constructor(limit: Limit) {
    super(limit);
    this.limit = limit;
  }
}

/** The stable code and the sentence for a person whose expression went beyond a limit. */
export function limitProblem(limit: Limit): { readonly code: LimitCode; readonly message: Text } {
  const figure = evaluationLimits[limit].toLocaleString('en-US');
  if (limit === 'size') {
    const message = text`The expression makes a value of more than ${figure} characters, so it was stopped; a replacement that repeats what it replaces grows with each function around it.`;
    return { code: 'expressionSize', message };
  }
  const message = text`The expression needs more than ${figure} steps on this object, so it was stopped; nest fewer functions, or let them work on shorter texts.`;
  return { code: 'expressionBudget', message };
}

export type LimitCode = 'expressionSize' | 'expressionBudget';

/** Counts what an evaluation costs, in steps rather than in time: the same evaluation costs the same everywhere. */
export class Budget {
  readonly #work: number;
  #left: number;

  /** @param work steps that may be taken, fewer where several evaluations share a budget */
  constructor(work: number = evaluationLimits.work) {
    this.#work = work;
    this.#left = work;
  }

  /** Steps that were taken. */
  get spent(): number {
    return this.#work - this.#left;
  }

  /** Takes steps. @throws BudgetExhausted */
  spend(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetExhausted('work');
  }

  /** Reads or writes so many UTF-16 units. @throws BudgetExhausted */
  scan(units: number): void {
    this.spend(units >> 3);
  }

  /** Looks for a text in another one, which compares each place of it in the worst case. @throws BudgetExhausted */
  search(text: string, wanted: string): void {
    this.spend((text.length * Math.max(1, wanted.length)) / 8);
  }

  /** Reads digits as a number, which takes the square of their count. @throws BudgetExhausted */
  readDigits(count: number): void {
    this.spend((count * count) / 64);
  }

  /** Asks before a text of so many units, or a list of so many elements, is made. @throws BudgetExhausted */
  admit(size: number): void {
    if (size > evaluationLimits.size) throw new BudgetExhausted('size');
  }
}

/** Puts a text together piece by piece, and stops before it is larger than a text may be. */
export class BoundedText {
  readonly #budget: Budget;
  readonly #pieces: string[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** @throws BudgetExhausted */
  add(piece: string): void {
    if (piece === '') return;
    this.#length += piece.length;
    this.#budget.admit(this.#length);
    this.#budget.spend(1 + (piece.length >> 3));
    this.#pieces.push(piece);
  }

  toString(): string {
    return this.#pieces.join('');
  }
}
