import { BoundedText, Budget, BudgetExhausted, evaluationLimits, type LimitCode, limitProblem } from '../budget.ts';
import { RegexMachine } from './regexMachine.ts';
import { parseRegex } from './regexParser.ts';
import { compileRegex, type RegexProgram } from './regexProgram.ts';
import { RegexSyntaxError } from './regexTree.ts';
import { addExpanded, parseReplacement } from './replacement.ts';
import type { Match, Span } from './spans.ts';
import { type Text, text } from '../../protocol/text.ts';

/** What an operation gives; it is refused when the budget does not suffice, as for a pattern that backtracks without end. */
export type RegexResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: 'regexBudget' | LimitCode; readonly message: Text };

/** One match in a text. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** The span of a group by name or decimal number; null when it took no part or does not exist. */
  group(name: string): Span | null;
}

/** A compiled .NET regular expression; matching is synchronous, pure and bounded by a budget, a whole one when none is given. */
export interface DotNetRegex {
  readonly pattern: string;
  /** Names and numbers of the groups. */
  readonly groupNames: ReadonlySet<string>;
  isMatch(text: string, budget?: Budget): RegexResult<boolean>;
  /** All matches from left to right, also an empty one after a full one, as .NET's Matches. */
  matches(text: string, budget?: Budget): RegexResult<readonly RegexMatch[]>;
  /** All matches replaced; `${name}`, `$1`, `$&` and the like are filled in. */
  replace(text: string, replacement: string, budget?: Budget): RegexResult<string>;
}

export type CompiledRegex =
  | { readonly ok: true; readonly regex: DotNetRegex }
  | { readonly ok: false; readonly message: Text; readonly offset: number };

/**
 * Compiles a .NET regular expression without options; inline options such as `(?i)` work. Fails with a sentence for a pattern
 * that .NET refuses. Source: ".NET regular expression language - quick reference".
 */
export function compileDotNetRegex(pattern: string): CompiledRegex {
  try {
    const tree = parseRegex(pattern);
    return { ok: true, regex: regexOf(pattern, compileRegex(tree), tree.slots) };
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    return {
      ok: false,
      message: text`The pattern ${shortened(pattern)} isn’t a .NET regular expression: ${error.text}.`,
      offset: error.offset,
    };
  }
}

function regexOf(pattern: string, program: RegexProgram, slots: ReadonlyMap<string, number>): DotNetRegex {
  return {
    pattern,
    groupNames: new Set(slots.keys()),
    isMatch: (text, budget = new Budget()) =>
      bounded(pattern, budget, () => new RegexMachine(program, text, budget).find(0) !== null),
    matches: (text, budget = new Budget()) =>
      bounded(pattern, budget, () =>
        allMatches(program, text, budget).map((match) => ({
          start: match[0].start,
          end: match[0].end,
          group: (name) => match[slots.get(name) ?? -1] ?? null,
        })),
      ),
    replace: (text, replacement, budget = new Budget()) =>
      bounded(pattern, budget, () => replaceAll(program, text, replacement, slots, budget)),
  };
}

/** A pattern that takes more than half of the budget by itself is what is wrong, whatever was done before it. */
function bounded<T>(pattern: string, budget: Budget, operation: () => T): RegexResult<T> {
  const before = budget.spent;
  try {
    return { ok: true, value: operation() };
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    if (error.limit === 'size' || budget.spent - before < evaluationLimits.work / 2)
      return { ok: false, ...limitProblem(error.limit) };
    const message = text`The pattern ${shortened(pattern)} takes too long on this value, because parts of it can match the same text in too many ways. Make it simpler, for example without one repetition inside another.`;
    return { ok: false, code: 'regexBudget', message };
  }
}

function shortened(pattern: string): string {
  return pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern;
}

function allMatches(program: RegexProgram, text: string, budget: Budget): readonly Match[] {
  const machine = new RegexMachine(program, text, budget);
  const found: Match[] = [];
  for (let from = 0; from <= text.length;) {
    const match = machine.find(from);
    if (match === null) break;
    found.push(match);
    const [{ start, end }] = match;
    from = end > start ? end : end + 1;
  }
  return found;
}

function replaceAll(
  program: RegexProgram,
  text: string,
  replacement: string,
  slots: ReadonlyMap<string, number>,
  budget: Budget,
): string {
  const matches = allMatches(program, text, budget);
  if (matches.length === 0) return text;
  const pieces = parseReplacement(replacement, slots);
  const result = new BoundedText(budget);
  let done = 0;
  for (const match of matches) {
    result.add(text.slice(done, match[0].start));
    addExpanded(result, pieces, match, text, budget);
    done = match[0].end;
  }
  result.add(text.slice(done));
  return result.toString();
}
