import type { AttributeDefinition, DirectoryDefinition, ObjectDefinition } from './schema.ts';

/** What distinguishes an attribute from a plain, optional, single-valued string. */
export type AttributeTraits = Partial<Omit<AttributeDefinition, 'name'>>;

/** An attribute definition; only what differs from Microsoft Graph's defaults is written, so that a schema stays readable. */
export function attribute(name: string, traits: AttributeTraits = {}): AttributeDefinition {
  return { name, type: 'String', ...traits };
}

/** Plain, optional, single-valued strings. */
export function strings(...names: readonly string[]): readonly AttributeDefinition[] {
  return names.map((name) => attribute(name));
}

/** A reference to objects of the same directory. */
export function reference(
  name: string,
  objectNames: readonly string[],
  traits: AttributeTraits = {},
): AttributeDefinition {
  const referencedObjects = objectNames.map((referencedObjectName) => ({
    referencedObjectName,
    referencedProperty: null,
  }));
  return attribute(name, { type: 'Reference', referencedObjects, ...traits });
}

/** An object definition. */
export function object(name: string, attributes: readonly AttributeDefinition[]): ObjectDefinition {
  return { name, attributes };
}

/** A directory definition. */
export function directory(id: string, name: string, objects: readonly ObjectDefinition[]): DirectoryDefinition {
  return { id, name, objects };
}
