import { badRequest, unsupportedQuery } from '../graphError.ts';
import type { DirectoryObject, Json, ObjectType } from '../model.ts';
import type { ObjectCollection } from '../objectCollection.ts';
import { propertyValue } from '../projection.ts';
import { canonicalName, isKnownProperty, kindOf } from '../properties.ts';
import type { PropertyKind } from '../properties.ts';
import type { CompareOperator, FilterNode, FilterTest, Literal } from './filterSyntax.ts';

/** Whether an object passes a filter. */
export type Predicate<Item> = (item: Item) => boolean;

/** Which paths there are, and where their values come from. */
export interface FilterSubject<Item> {
  /** Texts compare without regard to case unless this is true. */
  readonly caseSensitive?: boolean;
  /** How the values that a test is about are read. Throws Graph's 400 when the path does not exist or takes no such test. */
  reader(test: FilterTest): (item: Item) => Json;
}

/** Turns a filter into a predicate. */
export function compileFilter<Item>(node: FilterNode, subject: FilterSubject<Item>): Predicate<Item> {
  switch (node.kind) {
    case 'and': {
      const [left, right] = [compileFilter(node.left, subject), compileFilter(node.right, subject)];
      return (item) => left(item) && right(item);
    }
    case 'or': {
      const [left, right] = [compileFilter(node.left, subject), compileFilter(node.right, subject)];
      return (item) => left(item) || right(item);
    }
    case 'not': {
      const operand = compileFilter(node.operand, subject);
      return (item) => !operand(item);
    }
    default: {
      const [read, test] = [subject.reader(node), compileTest(node, subject.caseSensitive === true ? asIs : fold)];
      return (item) => test(read(item));
    }
  }
}

function compileTest(node: FilterTest, comparable: Comparable): Predicate<Json> {
  switch (node.kind) {
    case 'compare':
      return comparison(node.operator, node.value, comparable);
    case 'in': {
      const tests = node.values.map((value) => comparison('eq', value, comparable));
      return (value) => tests.some((test) => test(value));
    }
    case 'call': {
      const sought = String(comparable(node.value));
      return (value) => typeof value === 'string' && textTests[node.name](String(comparable(value)), sought);
    }
    case 'any': {
      const { variable, predicate } = node;
      const inner = predicate === null ? () => true : compileFilter(predicate, elementSubject(variable));
      return (values) => Array.isArray(values) && values.some((value: Json) => inner(value));
    }
  }
}

const textTests = {
  startsWith: (value: string, sought: string) => value.startsWith(sought),
  endsWith: (value: string, sought: string) => value.endsWith(sought),
  contains: (value: string, sought: string) => value.includes(sought),
};

function elementSubject(variable: string): FilterSubject<Json> {
  return {
    reader: ({ path }) => {
      if (path !== variable && !path.startsWith(`${variable}/`)) {
        throw badRequest(`Invalid filter clause: '${path}' does not begin with the range variable '${variable}'.`);
      }
      const member = path.slice(variable.length + 1);
      return member === '' ? (element) => element : (element) => memberOf(element, member);
    },
  };
}

const orderings = {
  gt: (order: number) => order > 0,
  ge: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  le: (order: number) => order <= 0,
};

function comparison(operator: CompareOperator, literal: Literal, asText: Comparable): Predicate<Json> {
  const sought = literal instanceof Date ? literal.getTime() : asText(literal);
  const comparable = literal instanceof Date ? pointInTime : asText;
  if (operator === 'eq') return (value) => comparable(value) === sought;
  if (operator === 'ne') return (value) => comparable(value) !== sought;
  const accepts = orderings[operator];
  return (value) => {
    const left = comparable(value);
    return left !== null && sought !== null && accepts(left < sought ? -1 : left > sought ? 1 : 0);
  };
}

/** A value as filters compare it. */
type Comparable = (value: Json) => string | number | boolean | null;

function fold(value: Json): string | number | boolean | null {
  return typeof value === 'string' ? value.toLowerCase() : asIs(value);
}

function asIs(value: Json): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function pointInTime(value: Json): number | null {
  return typeof value === 'string' ? Date.parse(value) : null;
}

/** A member of a value; null where it's none that has members. */
export function memberOf(value: Json, member: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (value as Readonly<Record<string, Json>>)[member] ?? null;
}

/** The paths of directory objects of one or several types. */
export function objectSubject(types: readonly ObjectType[]): FilterSubject<DirectoryObject> {
  return {
    reader: (test) => {
      const [written = '', member] = test.path.split('/');
      const name = canonicalName(written);
      const owners = types.filter((type) => isKnownProperty(type, name));
      if (owners.length === 0) {
        throw badRequest(
          `Invalid filter clause: Could not find a property named '${test.path}' on type 'microsoft.graph.${types.join("' or '")}'.`,
        );
      }
      for (const type of owners) checkTest(test, member === undefined ? kindOf(type, name) : 'text');
      if (member === undefined) return (object) => propertyValue(object, name);
      const inner = canonicalName(member);
      return (object) => memberOf(propertyValue(object, name), inner);
    },
  };
}

/** Refuses a test that Graph does not take on a directory object ("Advanced query capabilities on directory objects"). */
function checkTest(test: FilterTest, kind: PropertyKind): void {
  const isContains = test.kind === 'call' && test.name === 'contains';
  if (isContains || (test.kind === 'any') !== (kind === 'collection')) {
    throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${test.path}'.`);
  }
  if (test.kind === 'compare' && (test.operator === 'gt' || test.operator === 'lt')) {
    const operator = test.operator === 'gt' ? 'GreaterThan' : 'LessThan';
    throw unsupportedQuery(`Unsupported property filter clause operator '${operator}'.`);
  }
  const literals = test.kind === 'in' ? test.values : test.kind === 'any' ? [] : [test.value];
  const odd = literals.find((literal) => literal !== null && kindOfLiteral(literal) !== kind);
  if (odd !== undefined) {
    throw badRequest(
      `A binary operator with incompatible types was detected. '${test.path}' is a ${kind}, but '${String(odd)}' is a ${kindOfLiteral(odd)}.`,
    );
  }
}

function kindOfLiteral(literal: Literal): PropertyKind {
  if (literal instanceof Date) return 'dateTime';
  if (typeof literal === 'boolean') return 'boolean';
  return typeof literal === 'number' ? 'number' : 'text';
}

/** Whether Graph takes this filter only as an advanced query ("Advanced query capabilities on directory objects"). */
export function needsAdvancedQuery(node: FilterNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return needsAdvancedQuery(node.left) || needsAdvancedQuery(node.right);
    case 'not':
      return true;
    case 'compare':
      return node.operator === 'ne';
    case 'call':
      return node.name === 'endsWith';
    case 'in':
      return false;
    case 'any':
      return node.predicate !== null && needsAdvancedQuery(node.predicate);
  }
}

/** The ids of all objects that can pass a filter, found through the indexes; null when every object must be looked at. */
export function candidates(node: FilterNode, collections: readonly ObjectCollection[]): ReadonlySet<string> | null {
  const lookUp = (path: string, value: Literal): ReadonlySet<string> | null =>
    typeof value === 'string'
      ? unionOf(collections.map((collection) => collection.lookUp(canonicalName(path), value)))
      : null;
  switch (node.kind) {
    case 'and':
      return candidates(node.left, collections) ?? candidates(node.right, collections);
    case 'or':
      return unionOf([candidates(node.left, collections), candidates(node.right, collections)]);
    case 'compare':
      return node.operator === 'eq' ? lookUp(node.path, node.value) : null;
    case 'in':
      return unionOf(node.values.map((value) => lookUp(node.path, value)));
    default:
      return null;
  }
}

function unionOf(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  const union = new Set<string>();
  for (const ids of sets) {
    if (ids === null) return null;
    for (const id of ids) union.add(id);
  }
  return union;
}
