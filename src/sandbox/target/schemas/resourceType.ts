import { commonAttributes } from './core.ts';
import type { AttributeDefinition, SchemaDefinition } from './definition.ts';

export type ResourceKind = 'User' | 'Group';

/** An attribute prepared for look-up: its definition, and its sub-attributes by name. */
export interface Attribute extends Omit<AttributeDefinition, 'subAttributes'> {
  readonly subs: AttributeTable;
}

/** Attributes by their name in lower case: attribute names are case-insensitive (RFC 7643 section 2.1). */
export type AttributeTable = ReadonlyMap<string, Attribute>;

/** A schema prepared for look-up. */
export interface CompiledSchema {
  readonly urn: string;
  readonly definition: SchemaDefinition;
  readonly attributes: AttributeTable;
}

/** A resource type (RFC 7643 section 6): its base schema and its extensions. */
export interface ResourceType {
  readonly kind: ResourceKind;
  readonly endpoint: string;
  readonly description: string;
  readonly core: CompiledSchema;
  readonly extensions: readonly CompiledSchema[];
}

/** Prepares a resource type for look-up; the common attributes join its base schema. */
export function compileResourceType(
  kind: ResourceKind,
  schema: SchemaDefinition,
  extensions: readonly SchemaDefinition[],
): ResourceType {
  return {
    kind,
    endpoint: `/${kind}s`,
    description: schema.description,
    core: compileSchema(schema, [...commonAttributes, ...schema.attributes]),
    extensions: extensions.map((extension) => compileSchema(extension, extension.attributes)),
  };
}

/** Finds an attribute by its name in any case. */
export function findAttribute(table: AttributeTable, name: string): Attribute | undefined {
  return table.get(name.toLowerCase());
}

function compileSchema(definition: SchemaDefinition, attributes: readonly AttributeDefinition[]): CompiledSchema {
  return { urn: definition.id, definition, attributes: compileAttributes(attributes) };
}

function compileAttributes(definitions: readonly AttributeDefinition[]): AttributeTable {
  return new Map(
    definitions.map(({ subAttributes, ...definition }) => [
      definition.name.toLowerCase(),
      { ...definition, subs: compileAttributes(subAttributes ?? []) },
    ]),
  );
}
