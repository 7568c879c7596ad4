import type { Attributes, Value } from '../expressions/value.ts';
import { compileDotNetRegex } from '../expressions/regex/dotnetRegex.ts';
import type { FilterClause, FilterGroup } from '../job/schema.ts';

/** The scoping filter of one object mapping: groups are ORed, clauses ANDed, no group lets everything pass. */
export interface CompiledFilter {
  readonly groups: readonly { readonly name: string; readonly clauses: readonly CompiledClause[] }[];
}

interface CompiledClause {
  /** `department EQUALS "Sales"`, as the portal shows a clause. */
  readonly text: string;
  readonly attribute: string;
  readonly test: (value: Value) => boolean;
}

export interface FilterResult {
  readonly passed: boolean;
  /** Each clause that was looked at, with what it came to. */
  readonly clauses: readonly ClauseResult[];
}

export interface ClauseResult {
  readonly text: string;
  readonly passed: boolean;
  /** True when the clause is false only because the attribute has no value. */
  readonly becauseOfNull: boolean;
}

/**
 * Compiles filter groups. An operator that is unknown or a pattern that cannot be had makes its clause false; reading the
 * job file has reported it as an error before.
 *
 * Operators and their meaning: entra-docs, "define-conditional-rules-for-provisioning-user-accounts".
 */
export function compileFilter(groups: readonly FilterGroup[] | null | undefined): CompiledFilter {
  return {
    groups: (groups ?? []).map((group, index) => ({
      name: group.name ?? `Scoping filter ${index + 1}`,
      clauses: group.clauses.map(compileClause),
    })),
  };
}

/** Evaluates a filter on one object. Stops at the first group that passes; reports every clause it looked at. */
export function evaluateFilter(filter: CompiledFilter, attributes: Attributes): FilterResult {
  if (filter.groups.length === 0) return { passed: true, clauses: [] };
  const clauses: ClauseResult[] = [];
  for (const group of filter.groups) {
    const results = group.clauses.map((clause) => evaluateClause(clause, attributes));
    clauses.push(...results);
    if (results.every((result) => result.passed)) return { passed: true, clauses };
  }
  return { passed: false, clauses };
}

function evaluateClause(clause: CompiledClause, attributes: Attributes): ClauseResult {
  const value = attributes[clause.attribute] ?? null;
  const passed = clause.test(value);
  return { text: clause.text, passed, becauseOfNull: !passed && isEmpty(value) };
}

function compileClause(clause: FilterClause): CompiledClause {
  const operand = clause.targetOperand?.values[0] ?? '';
  const unary = clause.targetOperand == null;
  return {
    text: unary
      ? `${clause.sourceOperandName} ${clause.operatorName}`
      : `${clause.sourceOperandName} ${clause.operatorName} "${operand}"`,
    attribute: clause.sourceOperandName,
    test: testOf(clause.operatorName.toUpperCase(), operand),
  };
}

function testOf(operator: string, operand: string): (value: Value) => boolean {
  switch (operator) {
    case 'IS NULL':
      return isEmpty;
    case 'IS NOT NULL':
      return (value) => !isEmpty(value);
    case 'IS TRUE':
      return (value) => textOf(value)?.toLowerCase() === 'true';
    case 'IS FALSE':
      return (value) => textOf(value)?.toLowerCase() === 'false';
    case 'REGEX MATCH':
      return onText(regexTest(operand, true));
    case 'NOT REGEX MATCH':
      return onText(regexTest(operand, false));
    case 'EQUALS':
      return onText((text) => text === operand);
    case 'NOT EQUALS':
      return onText((text) => text !== operand);
    case 'INCLUDES':
      return onText((text) => text.includes(operand));
    case 'ENDS_WITH':
      return onText((text) => text.endsWith(operand));
    case 'GREATER_THAN':
      return onIntegers(operand, (left, right) => left > right);
    case 'GREATER_THAN_OR_EQUALS':
      return onIntegers(operand, (left, right) => left >= right);
    case '&':
      return onIntegers(operand, (left, right) => (left & right) !== 0n);
    case '!&':
      return onIntegers(operand, (left, right) => (left & right) === 0n);
    default:
      return () => false;
  }
}

/** A null or empty value makes a clause false, whatever the operator (decision 6.4). */
function onText(test: (text: string) => boolean): (value: Value) => boolean {
  return (value) => {
    const text = textOf(value);
    return text !== null && text !== '' && test(text);
  };
}

function regexTest(pattern: string, expected: boolean): (text: string) => boolean {
  const compiled = compileDotNetRegex(pattern);
  if (!compiled.ok) return () => false;
  return (text) => {
    const result = compiled.regex.isMatch(text);
    return result.ok && result.value === expected;
  };
}

function onIntegers(operand: string, test: (left: bigint, right: bigint) => boolean): (value: Value) => boolean {
  const right = toInteger(operand);
  return onText((text) => {
    const left = toInteger(text);
    return left !== null && right !== null && test(left, right);
  });
}

function toInteger(text: string): bigint | null {
  return /^\s*-?\d+\s*$/.test(text) ? BigInt(text.trim()) : null;
}

function isEmpty(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Multi-valued attributes, references and dates cannot be filtered on; they read as having no value. */
function textOf(value: Value): string | null {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  return null;
}
