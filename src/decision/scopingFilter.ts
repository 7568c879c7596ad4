import { Budget, BudgetExhausted, limitProblem } from '../expressions/budget.ts';
import type { Attributes, Value } from '../expressions/value.ts';
import { compileDotNetRegex, type DotNetRegex } from '../expressions/regex/dotnetRegex.ts';
import type { FilterClause, FilterGroup } from '../job/schema.ts';
import { type Text, text } from '../protocol/text.ts';

/** The scoping filter of one object mapping: groups are ORed, clauses ANDed, no group lets everything pass. */
export interface CompiledFilter {
  readonly groups: readonly { readonly name: string; readonly clauses: readonly CompiledClause[] }[];
}

interface CompiledClause {
  /** `department EQUALS "Sales"`, as the portal shows a clause. */
  readonly text: string;
  readonly attribute: string;
  readonly test: Test;
}

/** @throws BudgetExhausted */
type Test = (value: Value, budget: Budget) => ClauseTest;

/** True, false, or why the clause can't be evaluated on the value. */
type ClauseTest = boolean | { readonly unfinished: Text };

export interface FilterResult {
  readonly passed: boolean;
  /** Each clause that was looked at, with what it came to. */
  readonly clauses: readonly ClauseResult[];
  /** Why nobody can say whether the object passes; null when it's known. `passed` is false then, and means nothing. */
  readonly unfinished: Text | null;
}

export interface ClauseResult {
  readonly text: string;
  readonly passed: boolean;
  /** True when the clause is false only because the attribute has no value. */
  readonly becauseOfNull: boolean;
  /** Why the clause can't be evaluated; null when it was. */
  readonly unfinished: Text | null;
}

/**
 * What an attribute without a value means to the negative operators (`NOT EQUALS`, `NOT REGEX MATCH`, `!&`).
 *
 * `fails`: a null makes every clause but `IS NULL` false, as Microsoft documents for scoping filters. `passesNegations`:
 * the reading of `inputFilterGroups` in the configuration that Microsoft Entra Cloud Sync ships, whose
 * `adminDescription NOT REGEX MATCH "^User_"` is meant to let ordinary users through, who have no `adminDescription`.
 */
export type NullRule = 'fails' | 'passesNegations';

/**
 * Compiles filter groups. Reading the job file reports an unknown operator or a pattern that doesn't compile as an error;
 * should one get here all the same, its clause can't be evaluated.
 *
 * Operators and their meaning: https://learn.microsoft.com/entra/identity/app-provisioning/define-conditional-rules-for-provisioning-user-accounts
 */
export function compileFilter(
  groups: readonly FilterGroup[] | null | undefined,
  nullRule: NullRule = 'fails',
): CompiledFilter {
  return {
    groups: (groups ?? []).map((group, index) => ({
      name: group.name ?? `Scoping filter ${index + 1}`,
      clauses: group.clauses.map((clause) => compileClause(clause, nullRule)),
    })),
  };
}

/**
 * Evaluates a filter on one object. Stops at the first group that passes; reports every clause it looked at. A clause
 * that can't be evaluated decides nothing: the filter is unfinished unless the other clauses settle it by themselves.
 * All clauses share the budget of an evaluation.
 */
export function evaluateFilter(filter: CompiledFilter, attributes: Attributes): FilterResult {
  if (filter.groups.length === 0) return { passed: true, clauses: [], unfinished: null };
  const budget = new Budget();
  const clauses: ClauseResult[] = [];
  let unfinished: Text | null = null;
  for (const group of filter.groups) {
    const results = group.clauses.map((clause) => evaluateClause(clause, attributes, budget));
    clauses.push(...results);
    if (results.every((result) => result.passed)) return { passed: true, clauses, unfinished: null };
    const failed = results.some((result) => !result.passed && result.unfinished === null);
    if (!failed) unfinished ??= results.find((result) => result.unfinished !== null)?.unfinished ?? null;
  }
  return { passed: false, clauses, unfinished };
}

function evaluateClause(clause: CompiledClause, attributes: Attributes, budget: Budget): ClauseResult {
  const value = attributes[clause.attribute] ?? null;
  const test = withinBudget(clause.test, value, budget);
  const passed = test === true;
  return {
    text: clause.text,
    passed,
    becauseOfNull: test === false && isEmpty(value),
    unfinished: typeof test === 'boolean' ? null : text`${clause.text}: ${test.unfinished}`,
  };
}

function withinBudget(test: Test, value: Value, budget: Budget): ClauseTest {
  try {
    return test(value, budget);
  } catch (error) {
    if (error instanceof BudgetExhausted) return { unfinished: limitProblem(error.limit).message };
    throw error;
  }
}

function compileClause(clause: FilterClause, nullRule: NullRule): CompiledClause {
  const values = clause.targetOperand?.values ?? [];
  const quoted = values.map((value) => `"${value}"`).join(', ');
  return {
    text: `${clause.sourceOperandName} ${clause.operatorName} ${quoted}`.trimEnd(),
    attribute: clause.sourceOperandName,
    test: testOf(clause.operatorName.toUpperCase(), values, nullRule === 'passesNegations'),
  };
}

function testOf(operator: string, values: readonly string[], nullPassesNegations: boolean): Test {
  switch (operator) {
    case 'IS NULL':
      return isEmpty;
    case 'IS NOT NULL':
      return (value) => !isEmpty(value);
    case 'IS TRUE':
      return onText((text) => text.toLowerCase() === 'true');
    case 'IS FALSE':
      return onText((text) => text.toLowerCase() === 'false');
    default: {
      const [operand] = values;
      if (operand !== undefined && values.length === 1) return binaryTest(operator, operand, nullPassesNegations);
      return () => ({ unfinished: text`${operator} compares with one value, and here are ${values.length}.` });
    }
  }
}

function binaryTest(operator: string, operand: string, nullPassesNegations: boolean): Test {
  switch (operator) {
    case 'REGEX MATCH':
      return onText(regexTest(operand, true));
    case 'NOT REGEX MATCH':
      return onText(regexTest(operand, false), nullPassesNegations);
    case 'EQUALS':
      return onText((text) => text === operand);
    case 'NOT EQUALS':
      return onText((text) => text !== operand, nullPassesNegations);
    case 'INCLUDES':
      return onText((text, budget) => {
        budget.search(text, operand);
        return text.includes(operand);
      });
    case 'ENDS_WITH':
      return onText((text) => text.endsWith(operand));
    case 'GREATER_THAN':
      return onIntegers(operand, (left, right) => left > right);
    case 'GREATER_THAN_OR_EQUALS':
      return onIntegers(operand, (left, right) => left >= right);
    case '&':
      return onIntegers(operand, (left, right) => (left & right) !== 0n);
    case '!&':
      return onIntegers(operand, (left, right) => (left & right) === 0n, nullPassesNegations);
    default:
      return () => ({ unfinished: text`there is no operator ${operator}.` });
  }
}

/** @param whenEmpty what a null or empty value makes of the clause. */
function onText(test: TextTest, whenEmpty = false): Test {
  return (value, budget) => {
    if (isEmpty(value)) return whenEmpty;
    const compared = textOf(value);
    if (compared === null) return { unfinished: text`scoping filters compare single values only.` };
    return test(compared, budget);
  };
}

type TextTest = (text: string, budget: Budget) => ClauseTest;

function regexTest(pattern: string, expected: boolean): TextTest {
  const compiled = compileDotNetRegex(pattern);
  return compiled.ok ? matches(compiled.regex, expected) : () => ({ unfinished: compiled.message });
}

function matches(regex: DotNetRegex, expected: boolean): TextTest {
  return (text, budget) => {
    const result = regex.isMatch(text, budget);
    return result.ok ? result.value === expected : { unfinished: result.message };
  };
}

function onIntegers(operand: string, test: (left: bigint, right: bigint) => boolean, whenEmpty = false): Test {
  const right = operand.length > longestNumber ? null : toInteger(operand);
  return onText((compared, budget) => {
    budget.readDigits(compared.length);
    const left = toInteger(compared);
    if (left === null) return { unfinished: text`the value isn't a whole number.` };
    if (right === null) return { unfinished: text`${JSON.stringify(operand)} isn't a whole number.` };
    return test(left, right);
  }, whenEmpty);
}

/** Reading digits takes the square of their count. */
const longestNumber = 1000;

function toInteger(text: string): bigint | null {
  return /^\s*-?\d+\s*$/.test(text) ? BigInt(text.trim()) : null;
}

function isEmpty(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Null for what can't be filtered on: several values, references, dates. */
function textOf(value: Value): string | null {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  return null;
}
