import { badRequest, unsupportedQuery } from '../graphError.ts';
import type { DirectoryObject, Json, ObjectType } from '../model.ts';
import type { ObjectCollection } from '../objectCollection.ts';
import { propertyValue } from '../projection.ts';
import { isCollection, isKnownProperty } from '../properties.ts';
import type { FilterNode, Literal } from './filterSyntax.ts';

/** Whether an object passes a filter. */
export type Predicate<Item> = (item: Item) => boolean;

/** Where the values of paths come from, and which paths there are. */
export interface FilterSubject<Item> {
  valueOf(item: Item, path: string): Json;
  /** Throws Graph's 400 when the path does not exist or does not take this kind of test. */
  check(path: string, test: FilterNode['kind'] | 'contains'): void;
}

/** Turns a filter into a predicate. Texts compare without regard to case, as in Graph. */
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
    case 'compare': {
      subject.check(node.path, node.kind);
      const test = comparison(node.operator, node.value);
      return (item) => test(subject.valueOf(item, node.path));
    }
    case 'in': {
      subject.check(node.path, node.kind);
      const keys = new Set(node.values.map(fold));
      return (item) => keys.has(fold(subject.valueOf(item, node.path)));
    }
    case 'call': {
      subject.check(node.path, node.name === 'contains' ? node.name : node.kind);
      const sought = node.value.toLowerCase();
      return (item) => {
        const value = subject.valueOf(item, node.path);
        return typeof value === 'string' && textTests[node.name](value.toLowerCase(), sought);
      };
    }
    case 'any':
      return compileAny(node, subject);
  }
}

const textTests = {
  startsWith: (value: string, sought: string) => value.startsWith(sought),
  endsWith: (value: string, sought: string) => value.endsWith(sought),
  contains: (value: string, sought: string) => value.includes(sought),
};

function compileAny<Item>(node: FilterNode & { kind: 'any' }, subject: FilterSubject<Item>): Predicate<Item> {
  subject.check(node.path, node.kind);
  const inner = node.predicate === null ? () => true : compileFilter(node.predicate, elementSubject(node.variable));
  return (item) => {
    const values = subject.valueOf(item, node.path);
    return Array.isArray(values) && values.some((value: Json) => inner(value));
  };
}

function elementSubject(variable: string): FilterSubject<Json> {
  return {
    valueOf: (element, path) => {
      const member = path.slice(variable.length + 1);
      if (member === '') return element;
      return typeof element === 'object' && element !== null && !Array.isArray(element)
        ? ((element as Readonly<Record<string, Json>>)[member] ?? null)
        : null;
    },
    check: (path) => {
      if (path !== variable && !path.startsWith(`${variable}/`)) {
        throw badRequest(`Invalid filter clause: '${path}' does not begin with the range variable '${variable}'.`);
      }
    },
  };
}

function comparison(operator: string, literal: Literal): Predicate<Json> {
  const sought = fold(literal);
  if (operator === 'eq') return (value) => fold(value) === sought;
  if (operator === 'ne') return (value) => fold(value) !== sought;
  const accepts = {
    gt: (order: number) => order > 0,
    ge: (order: number) => order >= 0,
    lt: (order: number) => order < 0,
    le: (order: number) => order <= 0,
  }[operator as 'gt' | 'ge' | 'lt' | 'le'];
  return (value) => {
    if (value === null || literal === null) return false;
    const [left, right] = [fold(value), sought];
    return left !== null && right !== null && accepts(left < right ? -1 : left > right ? 1 : 0);
  };
}

/** A value as filters compare it. */
function fold(value: Json): string | number | boolean | null {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** The paths of directory objects of one or several types. */
export function objectSubject(types: readonly ObjectType[]): FilterSubject<DirectoryObject> {
  return {
    valueOf: (object, path) => {
      const [name = '', member] = path.split('/');
      const value = propertyValue(object, name);
      if (member === undefined) return value;
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? ((value as Readonly<Record<string, Json>>)[member] ?? null)
        : null;
    },
    check: (path, test) => {
      const name = path.split('/')[0] ?? '';
      const owners = types.filter((type) => isKnownProperty(type, name));
      if (owners.length === 0) {
        throw badRequest(
          `Invalid filter clause: Could not find a property named '${path}' on type 'microsoft.graph.${types.join("' or '")}'.`,
        );
      }
      // On directory objects there is no `contains` ("Advanced query capabilities on directory objects").
      if (test === 'contains' || owners.some((type) => (test === 'any') !== isCollection(type, name))) {
        throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${path}'.`);
      }
    },
  };
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
    typeof value === 'string' ? unionOf(collections.map((collection) => collection.lookUp(path, value))) : null;
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
