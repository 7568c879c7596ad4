import { compileFilter, evaluateFilter, type FilterResult } from '../cycle/scopingFilter.ts';
import { attributesFromJson } from '../expressions/valueText.ts';
import { scopingOperatorOf } from '../job/scopingOperators.ts';
import type { SampleObject } from '../protocol/engineProtocol.ts';
import type { ScopeCount } from '../protocol/mappingEditor.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';

type Listed = ScopeCount['objects'][number];

/** How many names of each outcome are listed. */
const mostListed = 200;

/** Counts how the known objects fare under a filter, with the engine's own evaluation: what is counted is what a sync does. */
export function countScope(groups: readonly FilterGroupView[], objects: readonly SampleObject[]): ScopeCount {
  const filter = compileFilter(groups.map(filterGroup));
  const counts = { passed: 0, failed: 0, becauseOfNull: 0 };
  const listed: Record<Listed['outcome'], Listed[]> = { passed: [], failed: [], becauseOfNull: [] };
  for (const object of objects) {
    const result = evaluateFilter(filter, attributesFromJson(object.attributes));
    if (result.unfinished !== null) return unfinishedCount(object, result.unfinished);
    const outcome = outcomeOf(result);
    if (outcome === 'passed') counts.passed += 1;
    else counts.failed += 1;
    if (outcome === 'becauseOfNull') counts.becauseOfNull += 1;
    if (listed[outcome].length < mostListed) {
      listed[outcome].push({ name: object.displayName || object.id, outcome, decisive: decisiveClause(result) });
    }
  }
  return {
    known: objects.length,
    ...counts,
    objects: [...listed.becauseOfNull, ...listed.failed, ...listed.passed],
    unread: unreadAttributes(groups, objects),
    message: null,
  };
}

/** Attributes that nobody has, not even without a value: the last read did not ask for them. */
function unreadAttributes(groups: readonly FilterGroupView[], objects: readonly SampleObject[]): readonly string[] {
  const names = new Set(groups.flatMap(({ clauses }) => clauses.map(({ attribute }) => attribute)));
  return [...names].filter((name) => !objects.some(({ attributes }) => Object.hasOwn(attributes, name)));
}

/** A count of nothing, and why. */
export function noCount(message: string): ScopeCount {
  return { known: 0, passed: 0, failed: 0, becauseOfNull: 0, objects: [], unread: [], message };
}

/** Neither who passes nor who fails is known: the cycle fails such an object and leaves its account as it is. */
function unfinishedCount({ displayName, id }: SampleObject, why: string): ScopeCount {
  return noCount(`Nothing was counted, because the filter can't be evaluated on ${displayName || id}: ${why}`);
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
