import { badRequest } from '../graphError.ts';
import type { Json, ObjectType } from '../model.ts';
import { entityProperties, isKnownProperty } from '../properties.ts';

/** Properties that only the directory itself sets. */
const readOnly: readonly string[] = ['id', 'createdDateTime', 'deletedDateTime', 'securityIdentifier'];
/** Properties that are taken and forgotten: the sandbox has no use for a password. */
const forgotten: readonly string[] = ['passwordProfile', 'passwordPolicies'];

/** The properties of a POST or PATCH body, checked by name and kind; throws Graph's 400. */
export function readProperties(type: ObjectType, body: Readonly<Record<string, unknown>>): Record<string, Json> {
  const properties: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@odata') || forgotten.includes(name)) continue;
    if (!isKnownProperty(type, name)) {
      throw badRequest(
        `One or more property values specified are invalid: Property '${name}' does not exist on type 'microsoft.graph.${type}'.`,
      );
    }
    if (readOnly.includes(name)) throw badRequest(`Property '${name}' is read-only and cannot be set.`);
    if (!fits(type, name, value))
      throw badRequest(`Invalid value specified for property '${name}' of resource '${type}'.`);
    properties[name] = value;
  }
  return properties;
}

/** Refuses a body without these properties (null counts as missing). */
export function requireProperties(
  type: ObjectType,
  properties: Readonly<Record<string, Json>>,
  names: readonly string[],
): void {
  const missing = names.find(
    (name) => properties[name] === undefined || properties[name] === null || properties[name] === '',
  );
  if (missing !== undefined) {
    throw badRequest(`A value is required for property '${missing}' of resource '${type}'.`);
  }
}

function fits(type: ObjectType, name: string, value: unknown): value is Json {
  switch (entityProperties[type].kinds[name]) {
    case 'boolean':
      return typeof value === 'boolean' || value === null;
    case 'collection':
      return Array.isArray(value);
    case 'text':
      return typeof value === 'string' || value === null;
    case 'dateTime':
      return value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
    case 'complex':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return true;
  }
}
