import type { DirectoryObject, Json, ObjectType } from './model.ts';
import { entityProperties, extensionAttributeNames, isCollection, isRelationship } from './properties.ts';

/** A resource as it goes over the wire. */
export type Resource = Record<string, Json>;

/** The `@odata.type` of a directory object. */
export function odataType(type: ObjectType): string {
  return `#microsoft.graph.${type}`;
}

/** A directory object with the properties selected (the type's default ones when null); what is not set is null. */
export function project(object: DirectoryObject, select: readonly string[] | null): Resource {
  const resource: Resource = {};
  for (const name of select ?? entityProperties[object.type].defaults) {
    if (!isRelationship(object.type, name)) resource[name] = propertyValue(object, name);
  }
  return resource;
}

/** Like `project`, with the `@odata.type` that lists of several types carry. */
export function projectTyped(object: DirectoryObject, select: readonly string[] | null): Resource {
  return { '@odata.type': odataType(object.type), ...project(object, select) };
}

/** A property as a plain GET shows it: null when it is not set, an empty array for a collection. */
export function propertyValue(object: DirectoryObject, name: string): Json {
  if (name === 'deletedDateTime') return object.deletedDateTime;
  const value = object.properties[name] ?? null;
  if (name === 'onPremisesExtensionAttributes') return extensionAttributes(value);
  return value === null && isCollection(object.type, name) ? [] : value;
}

function extensionAttributes(value: Json): Json {
  return Object.assign(Object.fromEntries(extensionAttributeNames.map((name) => [name, null])), value);
}
