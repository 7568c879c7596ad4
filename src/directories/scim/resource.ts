import type { AttributeJson, ScalarJson } from '../../protocol/provisioning.ts';
import type { TargetValues } from '../targetDirectory.ts';
import { parseAttributePath, type AttributePath } from './attributePath.ts';
import { mainSubAttribute, wireValue } from './elements.ts';

/** A SCIM resource as JSON. */
export type ScimResource = Readonly<Record<string, unknown>>;

type JsonObject = Record<string, unknown>;

/** Reads attribute paths from a resource; an absent one is null. Attribute names match in any case (RFC 7643 section 2.1). */
export function readValues(resource: ScimResource, attributes: readonly string[]): Record<string, AttributeJson> {
  const values: Record<string, AttributeJson> = {};
  for (const attribute of attributes) values[attribute] = carriedValue(resource, attribute) ?? null;
  return values;
}

/** Reads those of the attributes that a resource carries. One that is absent is not told, which is not the same as null. */
export function carriedValues(resource: ScimResource, attributes: readonly string[]): Record<string, AttributeJson> {
  const values: Record<string, AttributeJson> = {};
  for (const attribute of attributes) {
    const value = carriedValue(resource, attribute);
    if (value !== undefined) values[attribute] = value;
  }
  return values;
}

/** The member that an attribute path is in, as it stands in the resource; undefined when the resource does not tell it. */
export function carriedMember(resource: ScimResource, path: AttributePath): unknown {
  if (path.schema === null) return member(resource, path.attribute);
  const extension = member(resource, path.schema);
  // An extension that is told tells what it lacks as well.
  return extension === undefined ? undefined : (member(extension, path.attribute) ?? null);
}

/** Undefined when neither the attribute nor what it is a part of is told. */
function carriedValue(resource: ScimResource, attribute: string): AttributeJson | undefined {
  const path = parseAttributePath(attribute);
  let value = carriedMember(resource, path);
  if (value === undefined) return undefined;
  if (path.selector !== null)
    value = Array.isArray(value) ? value.find((element) => matchesSelector(element, path)) : undefined;
  if (path.subAttribute !== null) {
    value = Array.isArray(value)
      ? value.map((element: unknown) => member(element, path.subAttribute ?? ''))
      : member(value, path.subAttribute);
  }
  return asJson(value, mainSubAttribute(path.attribute));
}

/**
 * Builds the body of a create: values collapse into nested objects and one array element for each selector, and the
 * URN of every extension used stands in `schemas` (RFC 7643 section 3).
 */
export function buildResource(coreSchema: string, values: TargetValues): JsonObject {
  const schemas = [coreSchema];
  const resource: JsonObject = { schemas };
  for (const attribute of Object.keys(values)) {
    const value = values[attribute];
    if (value === undefined || value === null) continue;
    const path = parseAttributePath(attribute);
    let holder = resource;
    if (path.schema !== null) {
      if (!schemas.includes(path.schema)) schemas.push(path.schema);
      holder = childObject(resource, path.schema);
    }
    writeValue(holder, path, value);
  }
  return resource;
}

function writeValue(holder: JsonObject, path: AttributePath, value: AttributeJson): void {
  if (path.selector !== null) {
    const elements = childArray(holder, path.attribute);
    let element = elements.find((candidate) => matchesSelector(candidate, path)) as JsonObject | undefined;
    if (element === undefined) elements.push((element = newElement(path)));
    element[path.subAttribute ?? 'value'] = value;
  } else if (path.subAttribute !== null) childObject(holder, path.attribute)[path.subAttribute] = value;
  else holder[path.attribute] = wireValue(path, value);
}

/** An element that its selector would select: `[type eq "work"]` makes `{ "type": "work" }`. */
export function newElement(path: AttributePath): JsonObject {
  return Object.fromEntries(
    Object.entries(path.selector ?? {}).map(([name, value]) => [
      name,
      name.toLowerCase() === 'primary' ? String(value).toLowerCase() === 'true' : value,
    ]),
  );
}

export function matchesSelector(element: unknown, path: AttributePath): boolean {
  return Object.entries(path.selector ?? {}).every(([name, expected]) => {
    const held = member(element, name);
    return isScalar(held) && String(held).toLowerCase() === String(expected).toLowerCase();
  });
}

/** A member by its name in any letter case. */
export function member(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const object = holder as JsonObject;
  if (Object.hasOwn(object, name)) return object[name];
  const key = otherSpelling(object, name);
  return key === undefined ? undefined : object[key];
}

/** The name under which an object has a member, whose letter case may be another; the given one when it has none. */
export function memberName(object: ScimResource, name: string): string {
  return Object.hasOwn(object, name) ? name : (otherSpelling(object, name) ?? name);
}

function otherSpelling(object: ScimResource, name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
}

function childObject(holder: JsonObject, name: string): JsonObject {
  const existing = holder[name];
  if (typeof existing === 'object' && existing !== null) return existing as JsonObject;
  const created: JsonObject = {};
  holder[name] = created;
  return created;
}

function childArray(holder: JsonObject, name: string): unknown[] {
  const existing = holder[name];
  if (Array.isArray(existing)) return existing;
  const created: unknown[] = [];
  holder[name] = created;
  return created;
}

function asJson(value: unknown, main: string): AttributeJson {
  if (value === undefined || value === null) return null;
  if (isScalar(value)) return value;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => scalarIn(item, main));
  return JSON.stringify(value);
}

/** An element of a multi-valued attribute stands for its `value` (RFC 7643 section 2.4), which is another in an address. */
function scalarIn(item: unknown, main: string): readonly ScalarJson[] {
  if (isScalar(item)) return [item];
  if (item === undefined || item === null) return [];
  const value = member(item, main);
  return [isScalar(value) ? value : JSON.stringify(item)];
}

function isScalar(value: unknown): value is ScalarJson {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
