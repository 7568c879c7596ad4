import type { Filter } from 'scim2-parse-filter';
import { resolveAttributePath } from '../attributePath.ts';
import type { AttributePath } from '../attributePath.ts';
import { badRequest } from '../errors.ts';
import { isObject, isUnassigned, valuesOf } from '../scimObject.ts';
import { findAttribute } from '../schemas/resourceType.ts';
import type { Attribute, ResourceType } from '../schemas/resourceType.ts';
import { compileComparison } from './comparison.ts';

/** Reads what a path points to in a resource: a value, a list of values, or undefined. */
export type AttributeReader<Resource> = (resource: Resource, path: AttributePath) => unknown;

/** What a filter says about an attribute that the resource type does not have. */
export type UnknownAttribute = 'refuse' | 'noValue';

/**
 * Turns a parsed filter into a predicate over resources of one type (RFC 7644 section 3.4.2.2).
 * With `unknown` `noValue`, an attribute the type lacks counts as without value, as RFC 7644 section 3.4.2.1 wants it
 * when several types are searched at once; otherwise it is refused, since a misspelt name that silently finds nothing
 * would make a client create everybody again. Throws 400 `invalidFilter`.
 */
export function compileFilter<Resource>(
  filter: Filter,
  type: ResourceType,
  read: AttributeReader<Resource>,
  unknown: UnknownAttribute = 'refuse',
): (resource: Resource) => boolean {
  switch (filter.op) {
    case 'and': {
      const parts = filter.filters.map((part) => compileFilter(part, type, read, unknown));
      return (resource) => parts.every((part) => part(resource));
    }
    case 'or': {
      const parts = filter.filters.map((part) => compileFilter(part, type, read, unknown));
      return (resource) => parts.some((part) => part(resource));
    }
    case 'not': {
      const inner = compileFilter(filter.filter, type, read, unknown);
      return (resource) => !inner(resource);
    }
    default:
      return compileCondition(filter, type, read, unknown);
  }
}

type Condition = Exclude<Filter, { op: 'and' | 'or' | 'not' }>;

function compileCondition<Resource>(
  filter: Condition,
  type: ResourceType,
  read: AttributeReader<Resource>,
  unknown: UnknownAttribute,
): (resource: Resource) => boolean {
  const path = resolveAttributePath(type, filter.attrPath);
  if (path === undefined) {
    if (unknown === 'noValue') return () => filter.op === 'ne';
    throw badRequest('invalidFilter', `No schema of ${type.kind} defines the attribute '${filter.attrPath}'.`);
  }
  if (filter.op === 'pr') return (resource) => isPresent(read(resource, path));
  const attribute = path.sub ?? path.attribute;
  if (attribute === undefined) {
    throw badRequest('invalidFilter', `'${filter.attrPath}' is a schema: compare one of its attributes.`);
  }
  if (filter.op === '[]') {
    const matches = compileElementFilter(filter.valFilter, attribute);
    return (resource) => valuesOf(read(resource, path)).some(matches);
  }
  const test = compileComparison(attribute, filter.op, filter.compValue);
  const valuePath = path.sub === undefined ? { ...path, sub: attribute.subs.get('value') } : path;
  return (resource) => test(valuesOf(read(resource, valuePath)));
}

/**
 * Turns the filter inside a value path (`emails[…]`) into a predicate over one value of `attribute`. The values of an
 * attribute that is not complex are called `value`. Throws 400 `invalidFilter`.
 */
export function compileElementFilter(filter: Filter, attribute: Attribute): (element: unknown) => boolean {
  switch (filter.op) {
    case 'and': {
      const parts = filter.filters.map((part) => compileElementFilter(part, attribute));
      return (element) => parts.every((part) => part(element));
    }
    case 'or': {
      const parts = filter.filters.map((part) => compileElementFilter(part, attribute));
      return (element) => parts.some((part) => part(element));
    }
    case 'not': {
      const inner = compileElementFilter(filter.filter, attribute);
      return (element) => !inner(element);
    }
    case '[]':
      throw badRequest(
        'invalidFilter',
        `A value path cannot hold another one ('${attribute.name}[${filter.attrPath}[…]]').`,
      );
    default: {
      const sub = subAttribute(attribute, filter.attrPath);
      const valueIn = (element: unknown): unknown => (isObject(element) ? element[sub.name] : element);
      if (filter.op === 'pr') return (element) => isPresent(valueIn(element));
      const test = compileComparison(sub, filter.op, filter.compValue);
      return (element) => test(valuesOf(valueIn(element)));
    }
  }
}

function subAttribute(attribute: Attribute, name: string): Attribute {
  const found = findAttribute(attribute.subs, name);
  if (found !== undefined) return found;
  if (attribute.type !== 'complex' && name.toLowerCase() === 'value') return attribute;
  throw badRequest('invalidFilter', `'${attribute.name}' has no sub-attribute '${name}'.`);
}

/** The operator `pr`: a non-empty value, or for a complex attribute a non-empty node (RFC 7644 section 3.4.2.2). */
function isPresent(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPresent);
  if (isObject(value)) return Object.values(value).some(isPresent);
  return !isUnassigned(value) && value !== '';
}
