import { badRequest } from './errors.ts';
import { isPrimary } from './patch/multiValued.ts';
import { isObject, isUnassigned, sameValue, valuesOf } from './scimObject.ts';
import type { ScimObject } from './scimObject.ts';
import type { AttributeTable, ResourceType } from './schemas/resourceType.ts';

/**
 * Checks what must hold for a resource as a whole, however it came about: required attributes have a value, and at
 * most one value of an attribute is primary (RFC 7643 sections 2.2 and 2.4). Throws 400 `invalidValue`.
 */
export function checkResource(type: ResourceType, attributes: ScimObject): void {
  checkTable(type.core.attributes, attributes, '');
  for (const { urn, attributes: table } of type.extensions) {
    const extension = attributes[urn];
    if (isObject(extension)) checkTable(table, extension, `${urn}:`);
  }
}

/** Refuses to change attributes that may be set only once (RFC 7644 section 3.5.1). Throws 400 `mutability`. */
export function checkImmutable(type: ResourceType, before: ScimObject, after: ScimObject): void {
  for (const { name, mutability } of type.core.attributes.values()) {
    if (mutability !== 'immutable' || isUnassigned(before[name]) || sameValue(before[name], after[name])) continue;
    throw badRequest('mutability', `'${name}' has a value already and cannot change.`);
  }
}

function checkTable(table: AttributeTable, object: ScimObject, prefix: string): void {
  for (const attribute of table.values()) {
    if (attribute.mutability === 'readOnly') continue;
    const value = object[attribute.name];
    if (attribute.required && (isUnassigned(value) || isBlank(value))) {
      throw badRequest('invalidValue', `'${prefix}${attribute.name}' is required and has no value.`);
    }
    if (attribute.type !== 'complex') continue;
    const elements = valuesOf(value);
    if (elements.filter(isPrimary).length > 1) {
      throw badRequest('invalidValue', `Only one value of '${prefix}${attribute.name}' can be primary.`);
    }
    if (!hasRequired(attribute.subs)) continue;
    for (const element of elements) {
      if (isObject(element)) checkTable(attribute.subs, element, `${prefix}${attribute.name}.`);
    }
  }
}

function hasRequired(table: AttributeTable): boolean {
  return [...table.values()].some(({ required }) => required);
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
