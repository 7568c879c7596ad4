import type { Compare } from 'scim2-parse-filter';
import { badRequest } from '../errors.ts';
import type { Attribute } from '../schemas/resourceType.ts';

export type ComparisonOperator = Compare['op'];
export type ComparisonValue = Compare['compValue'];

/** Whether any of an attribute's values meets a comparison. */
export type ValuesPredicate = (values: readonly unknown[]) => boolean;

type Comparable = string | number | boolean;

const ORDERING = new Set<ComparisonOperator>(['gt', 'ge', 'lt', 'le']);
const SUBSTRING = new Set<ComparisonOperator>(['co', 'sw', 'ew']);

/**
 * Prepares one comparison (RFC 7644 section 3.4.2.2, table 3): strings by the attribute's `caseExact`, dates as points
 * in time, numbers as numbers. `null` means “no value”. A multi-valued attribute matches when any value does; an
 * attribute without a value is “not equal” to everything. For a complex attribute the values are those of its `value`.
 * Throws 400 `invalidFilter` for a combination that makes no sense, such as ordering booleans.
 */
export function compileComparison(
  attribute: Attribute,
  operator: ComparisonOperator,
  expected: ComparisonValue,
): ValuesPredicate {
  const simple = attribute.type === 'complex' ? attribute.subs.get('value') : attribute;
  if (simple === undefined) {
    throw badRequest('invalidFilter', `'${attribute.name}' is complex: compare one of its sub-attributes.`);
  }
  if (expected === null) return compareWithNull(attribute, operator);
  const normalize = normalizer(simple, operator);
  const wanted = normalize(expectedValue(simple, operator, expected));
  const test = comparer(operator);
  const matches = (value: unknown): boolean => isComparable(value) && test(normalize(value), wanted);
  if (operator === 'ne') return (values) => values.length === 0 || values.some(matches);
  return (values) => values.some(matches);
}

function compareWithNull(attribute: Attribute, operator: ComparisonOperator): ValuesPredicate {
  if (operator === 'eq') return (values) => values.length === 0;
  if (operator === 'ne') return (values) => values.length > 0;
  throw badRequest('invalidFilter', `'${attribute.name}' can be compared with null by eq and ne only.`);
}

/** Checks the operator and the compared value against the attribute's type. */
function expectedValue(attribute: Attribute, operator: ComparisonOperator, expected: Comparable): Comparable {
  const refuse = (): never => {
    throw badRequest(
      'invalidFilter',
      `'${attribute.name}' is of type ${attribute.type} and cannot be compared by ${operator} with ${JSON.stringify(expected)}.`,
    );
  };
  switch (attribute.type) {
    case 'boolean': {
      if (ORDERING.has(operator) || SUBSTRING.has(operator)) return refuse();
      if (typeof expected === 'boolean') return expected;
      // Entra ID writes booleans as strings ("True").
      if (typeof expected === 'string' && /^(true|false)$/i.test(expected)) return expected.toLowerCase() === 'true';
      return refuse();
    }
    case 'integer':
    case 'decimal':
      return typeof expected === 'number' && !SUBSTRING.has(operator) ? expected : refuse();
    case 'binary':
      return typeof expected === 'string' && !ORDERING.has(operator) ? expected : refuse();
    case 'dateTime':
      if (typeof expected !== 'string') return refuse();
      return SUBSTRING.has(operator) || !Number.isNaN(Date.parse(expected)) ? expected : refuse();
    default:
      return typeof expected === 'string' ? expected : refuse();
  }
}

/** Brings values into the form in which they compare: folded case, or milliseconds for dates. */
function normalizer(attribute: Attribute, operator: ComparisonOperator): (value: Comparable) => Comparable {
  if (attribute.type === 'dateTime' && !SUBSTRING.has(operator)) {
    return (value) => {
      const time = Date.parse(String(value));
      return Number.isNaN(time) ? value : time;
    };
  }
  return attribute.caseExact ? (value) => value : (value) => (typeof value === 'string' ? value.toLowerCase() : value);
}

function comparer(operator: ComparisonOperator): (actual: Comparable, expected: Comparable) => boolean {
  switch (operator) {
    case 'eq':
      return (actual, expected) => actual === expected;
    case 'ne':
      return (actual, expected) => actual !== expected;
    case 'co':
      return (actual, expected) => String(actual).includes(String(expected));
    case 'sw':
      return (actual, expected) => String(actual).startsWith(String(expected));
    case 'ew':
      return (actual, expected) => String(actual).endsWith(String(expected));
    case 'gt':
      return (actual, expected) => actual > expected;
    case 'ge':
      return (actual, expected) => actual >= expected;
    case 'lt':
      return (actual, expected) => actual < expected;
    case 'le':
      return (actual, expected) => actual <= expected;
  }
}

function isComparable(value: unknown): value is Comparable {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
