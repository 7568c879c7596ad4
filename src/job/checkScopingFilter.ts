import { compileDotNetRegex } from '../expressions/regex/dotnetRegex.ts';
import type { Findings, JobPath } from './jobFinding.ts';
import type { AttributeDefinition, FilterClause, ScopingFilter } from './schema.ts';
import { type ScopingOperator, scopingOperatorOf, scopingOperators } from './scopingOperators.ts';
import { withGuess } from './similarName.ts';
import { text } from '../protocol/text.ts';

const filterMembers = ['groups', 'inputFilterGroups', 'categoryFilterGroups'] as const;

/** Checks the clauses of a scoping filter: operators, their operands, and the attributes that they ask about. */
export function* checkScopingFilter(
  filter: ScopingFilter,
  attributes: ReadonlyMap<string, AttributeDefinition>,
  path: JobPath,
): Findings {
  for (const member of filterMembers) {
    for (const [groupIndex, group] of (filter[member] ?? []).entries()) {
      for (const [clauseIndex, clause] of group.clauses.entries()) {
        yield* checkClause(clause, attributes, [...path, member, groupIndex, 'clauses', clauseIndex]);
      }
    }
  }
}

function* checkClause(
  clause: FilterClause,
  attributes: ReadonlyMap<string, AttributeDefinition>,
  path: JobPath,
): Findings {
  const attribute = attributes.get(clause.sourceOperandName);
  if (!attribute) {
    const message = withGuess(
      text`The source object has no attribute ${JSON.stringify(clause.sourceOperandName)}: write the name of one that is defined (letter case counts).`,
      clause.sourceOperandName,
      attributes.keys(),
    );
    yield { code: 'unknown-source-attribute', severity: 'error', message, path: [...path, 'sourceOperandName'] };
  }
  const operator = scopingOperatorOf(clause.operatorName);
  if (!operator) {
    const names = scopingOperators.map(({ name }) => name);
    const message = withGuess(
      text`${JSON.stringify(clause.operatorName)} is not an operator: write one of ${names.join(', ')}.`,
      clause.operatorName,
      names,
    );
    yield { code: 'unknown-operator', severity: 'error', message, path: [...path, 'operatorName'] };
    return;
  }
  yield* checkOperand(clause, operator, path);
  if (attribute) yield* checkFit(attribute, operator, path);
}

function* checkOperand(clause: FilterClause, operator: ScopingOperator, path: JobPath): Findings {
  const values = clause.targetOperand?.values ?? [];
  if (operator.arity === 'Unary') {
    if (values.length === 0) return;
    const message = text`${operator.name} compares with nothing: write "targetOperand": null, or choose another operator.`;
    yield { code: 'surplus-operand', severity: 'error', message, path: [...path, 'targetOperand'] };
    return;
  }
  if (values.length === 0) {
    const place = clause.targetOperand === undefined ? path : [...path, 'targetOperand'];
    const example = operator.operand === 'integer' ? '100' : operator.operand === 'pattern' ? '^A' : 'Sales';
    const operand = `{ "values": ["${example}"] }`;
    const message = text`${operator.name} needs something to compare with: write "targetOperand": ${operand}.`;
    yield { code: 'missing-operand', severity: 'error', message, path: place };
  }
  if (values.length > 1) {
    const message = text`${operator.name} compares with one value, and here are ${values.length}, of which nobody can say whether one or all must fit: write a filter group for each (groups are ORed) or a clause for each (clauses are ANDed).`;
    yield { code: 'several-values', severity: 'error', message, path: [...path, 'targetOperand', 'values'] };
  }
  for (const [index, value] of values.entries())
    yield* checkValue(value, operator, [...path, 'targetOperand', 'values', index]);
}

function* checkValue(value: string, operator: ScopingOperator, path: JobPath): Findings {
  if (operator.operand === 'integer' && !/^[+-]?\d+$/.test(value)) {
    const message = text`${operator.name} compares whole numbers, and ${JSON.stringify(value)} is none: write digits only, such as "100".`;
    yield { code: 'operand-not-integer', severity: 'error', message, path };
  }
  if (operator.operand !== 'pattern') return;
  const compiled = compileDotNetRegex(value);
  if (compiled.ok) return;
  const span = { start: compiled.offset, end: value.length };
  yield { code: 'invalid-pattern', severity: 'error', message: compiled.message, path, span };
}

/** What scoping filters do not support: multi-valued, reference and date attributes, and types the operator is not for. */
function* checkFit(attribute: AttributeDefinition, operator: ScopingOperator, path: JobPath): Findings {
  const name = JSON.stringify(attribute.name);
  const type = attribute.type ?? 'String';
  const place = { severity: 'warning', path: [...path, 'sourceOperandName'] } as const;
  if (attribute.multivalued === true || type === 'Reference' || type === 'DateTime') {
    const kind =
      attribute.multivalued === true
        ? text`a multi-valued attribute`
        : type === 'Reference'
          ? text`a reference`
          : text`a date`;
    const message = text`${name} is ${kind}, which scoping filters do not support: choose a single-valued text, number or Boolean attribute.`;
    yield { code: 'unsupported-filter-attribute', message, ...place };
  } else if (!operator.supportedAttributeTypes.includes(type)) {
    const fitting = scopingOperators.filter(({ supportedAttributeTypes }) => supportedAttributeTypes.includes(type));
    const message = text`${operator.name} is not for ${type} attributes such as ${name}: use ${fitting.map((each) => each.name).join(', ')}.`;
    yield { code: 'operator-type-mismatch', message, ...place };
  }
}
