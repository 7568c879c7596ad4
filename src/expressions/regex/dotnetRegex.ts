import { BudgetExhausted, RegexMachine } from './regexMachine.ts';
import { parseRegex } from './regexParser.ts';
import { compileRegex, type RegexProgram } from './regexProgram.ts';
import { RegexSyntaxError } from './regexTree.ts';
import { expand, parseReplacement } from './replacement.ts';
import type { Match, Span } from './spans.ts';

/** What an operation gives; it is refused when the pattern backtracks without end on the text. */
export type RegexResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: 'regexBudget'; readonly message: string };

/** One match in a text. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** The span of a group by name or decimal number; null when it took no part or does not exist. */
  group(name: string): Span | null;
}

/** A compiled .NET regular expression; matching is synchronous, pure and bounded. */
export interface DotNetRegex {
  readonly pattern: string;
  /** Names and numbers of the groups. */
  readonly groupNames: ReadonlySet<string>;
  isMatch(text: string): RegexResult<boolean>;
  /** All matches from left to right, also an empty one after a full one, as .NET's Matches. */
  matches(text: string): RegexResult<readonly RegexMatch[]>;
  /** All matches replaced; `${name}`, `$1`, `$&` and the like are filled in. */
  replace(text: string, replacement: string): RegexResult<string>;
}

export type CompiledRegex =
  | { readonly ok: true; readonly regex: DotNetRegex }
  | { readonly ok: false; readonly message: string; readonly offset: number };

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
      message: `The pattern ${pattern} is no .NET regular expression: ${error.message}.`,
      offset: error.offset,
    };
  }
}

function regexOf(pattern: string, program: RegexProgram, slots: ReadonlyMap<string, number>): DotNetRegex {
  return {
    pattern,
    groupNames: new Set(slots.keys()),
    isMatch: (text) => bounded(pattern, () => new RegexMachine(program, text).find(0) !== null),
    matches: (text) =>
      bounded(pattern, () =>
        allMatches(program, text).map((match) => ({
          start: match[0].start,
          end: match[0].end,
          group: (name) => match[slots.get(name) ?? -1] ?? null,
        })),
      ),
    replace: (text, replacement) => bounded(pattern, () => replaceAll(program, text, replacement, slots)),
  };
}

function bounded<T>(pattern: string, operation: () => T): RegexResult<T> {
  try {
    return { ok: true, value: operation() };
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    const message = `The pattern ${pattern} needs too long on this value, because parts of it can match the same text in too many ways; make it simpler, for example without one repetition inside another.`;
    return { ok: false, code: 'regexBudget', message };
  }
}

function allMatches(program: RegexProgram, text: string): readonly Match[] {
  const machine = new RegexMachine(program, text);
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
): string {
  const pieces = parseReplacement(replacement, slots);
  let result = '';
  let done = 0;
  for (const match of allMatches(program, text)) {
    result += text.slice(done, match[0].start) + expand(pieces, match, text);
    done = match[0].end;
  }
  return result + text.slice(done);
}
