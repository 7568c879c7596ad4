import { type Budget, type Limit, limitProblem } from './budget.ts';
import type { Attributes, EvaluationContext, Outcome, Value } from './value.ts';
import { toText } from './valueText.ts';
import { english, shortened, type Text } from '../protocol/text.ts';

/** What one evaluation reads and may cost, and the one thing it notes: whether Redact was applied. */
export interface Frame {
  readonly attributes: Attributes;
  readonly context: EvaluationContext;
  readonly budget: Budget;
  /** Whether messages may not quote values, because the expression redacts something. */
  readonly confidential: boolean;
  redacted: boolean;
}

/** A compiled node. Throws nothing but `EvaluationStop` and `BudgetExhausted`. */
export type Evaluator = (frame: Frame) => Value;

/** Ends an evaluation before it has a value: an error, or the wish to leave an attribute or object alone. */
export class EvaluationStop extends Error {
  readonly outcome: Exclude<Outcome, { kind: 'value' }>;

  constructor(outcome: Exclude<Outcome, { kind: 'value' }>) {
    super(outcome.kind === 'error' ? english(outcome.error.message) : outcome.kind);
    this.outcome = outcome;
  }
}

/** Messages quote values, which may be as long as an attribute is; a person reads a sentence. */
const longestMessage = 1000;

/** The evaluation error at an offset, ready to be thrown. */
export function failure(offset: number, code: string, message: Text): EvaluationStop {
  return new EvaluationStop({ kind: 'error', error: { code, message: shortened(message, longestMessage), offset } });
}

/** The evaluation error of a budget that is used up. */
export function exhausted(limit: Limit): EvaluationStop {
  const { code, message } = limitProblem(limit);
  return failure(0, code, message);
}

/** A value as a message quotes it: shortened, and hidden when the expression redacts something. */
export function quoted(value: Value, frame: Frame): string {
  if (frame.confidential) return '[Redact]';
  const text = toText(value) ?? '';
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
