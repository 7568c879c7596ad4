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
  for (const attribute of attributes) values[attribute] = readValue(resource, parseAttributePath(attribute));
  return values;
}

function readValue(resource: ScimResource, path: AttributePath): AttributeJson {
  const holder = path.schema === null ? resource : member(resource, path.schema);
  let value = member(holder, path.attribute);
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
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
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
