import { compileFilter, evaluateFilter, type FilterResult } from '../decision/scopingFilter.ts';
import { attributesFromJson } from '../expressions/valueText.ts';
import { scopingOperatorOf } from '../job/scopingOperators.ts';
import type { SampleObject } from '../protocol/engineParams.ts';
import type { ScopeCount } from '../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';
import { type Text, text } from '../protocol/text.ts';

type Listed = ScopeCount['objects'][number];

/** How many names of each outcome are listed. */
const mostListed = 200;

/** Counts how the known objects fare under a filter, with the engine's own evaluation: what is counted is what a sync does. */
export function countScope(groups: readonly FilterGroupView[], objects: readonly SampleObject[]): ScopeCount {
  const counter = new ScopeCounter(groups);
  for (const object of objects) if (!counter.add(object)) break;
  return counter.result();
}

/** Counts objects as they come, and keeps of them what is shown: numbers and some names. */
export class ScopeCounter {
  readonly #filter;
  readonly #counts = { known: 0, passed: 0, failed: 0, becauseOfNull: 0 };
  readonly #listed: Record<Listed['outcome'], Listed[]> = { passed: [], failed: [], becauseOfNull: [] };
  /** Attributes of the filter that nobody has had so far, not even without a value: the last read did not ask for them. */
  readonly #unread: Set<string>;
  #unfinished: Text | null = null;

  constructor(groups: readonly FilterGroupView[]) {
    this.#filter = compileFilter(groups.map(filterGroup));
    this.#unread = new Set(groups.flatMap(({ clauses }) => clauses.map(({ attribute }) => attribute)));
  }

  /** Counts an object. False when the filter can't be evaluated on it: then neither who passes nor who fails is known. */
  add(object: SampleObject): boolean {
    const result = evaluateFilter(this.#filter, attributesFromJson(object.attributes));
    if (result.unfinished !== null) {
      const name = object.displayName || object.id;
      this.#unfinished = text`Nothing was counted, because the filter can't be evaluated on ${name}: ${result.unfinished}`;
      return false;
    }
    const outcome = outcomeOf(result);
    const listed = this.#listed[outcome];
    this.#counts.known += 1;
    this.#counts[outcome === 'passed' ? 'passed' : 'failed'] += 1;
    if (outcome === 'becauseOfNull') this.#counts.becauseOfNull += 1;
    if (listed.length < mostListed)
      listed.push({ name: object.displayName || object.id, outcome, decisive: decisiveClause(result) });
    for (const name of this.#unread) if (Object.hasOwn(object.attributes, name)) this.#unread.delete(name);
    return true;
  }

  result(): ScopeCount {
    if (this.#unfinished !== null) return noCount(this.#unfinished);
    return {
      ...this.#counts,
      objects: worst.flatMap((outcome) => this.#listed[outcome].toSorted(byName)),
      unread: [...this.#unread],
      message: null,
    };
  }
}

const worst = ['becauseOfNull', 'failed', 'passed'] as const;

function byName(one: Listed, other: Listed): number {
  return one.name.localeCompare(other.name, 'en');
}

/** A count of nothing, and why. */
export function noCount(message: Text): ScopeCount {
  return { known: 0, passed: 0, failed: 0, becauseOfNull: 0, objects: [], unread: [], message };
}

/** An object fails because of a null when every clause that it fails would be decided otherwise by a value. */
function outcomeOf({ passed, clauses }: FilterResult): Listed['outcome'] {
  if (passed) return 'passed';
  const failed = clauses.filter((clause) => !clause.passed);
  return failed.length > 0 && failed.every((clause) => clause.becauseOfNull) ? 'becauseOfNull' : 'failed';
}

function decisiveClause({ passed, clauses }: FilterResult): string {
  if (passed) return '';
  const failed = clauses.find((clause) => !clause.passed && !clause.becauseOfNull);
  return (failed ?? clauses.find((clause) => !clause.passed))?.text ?? '';
}

function filterGroup({ name, clauses }: FilterGroupView) {
  return {
    name,
    clauses: clauses.map(({ attribute, operator, values }) => ({
      sourceOperandName: attribute,
      operatorName: operator,
      targetOperand: scopingOperatorOf(operator)?.arity === 'Unary' ? null : { values },
    })),
  };
}
