import { compileSource } from '../expressions/compile.ts';
import type { AttributeDefinition, AttributeMapping, ObjectMapping, SynchronizationSchema } from '../job/schema.ts';
import { definitionOf, matchingMappings, objectDefinitionOf, parseFlowTypes } from '../job/objectMappings.ts';
import type { CompiledAttributeMapping, CompiledObjectMapping, CompiledReferenceMapping } from './compiledMapping.ts';
import { compileFilter } from './scopingFilter.ts';

/**
 * Compiles the enabled object mappings of a schema, users before groups, since a group's members are users.
 *
 * The schema has been validated (`readJob`); what is unknown to it is compiled as a plain string attribute.
 */
export function compileMappings(schema: SynchronizationSchema): readonly CompiledObjectMapping[] {
  return schema.synchronizationRules
    .flatMap((rule) =>
      rule.objectMappings
        .filter((mapping) => mapping.enabled)
        .map((mapping) => compileMapping(schema, rule.sourceDirectoryName, rule.targetDirectoryName, mapping)),
    )
    .sort((left, right) => Number(left.type === 'Group') - Number(right.type === 'Group'));
}

function compileMapping(
  schema: SynchronizationSchema,
  sourceDirectory: string,
  targetDirectory: string,
  mapping: ObjectMapping,
): CompiledObjectMapping {
  const sourceDefinition = (name: string): AttributeDefinition | undefined =>
    definitionOf(schema, sourceDirectory, mapping.sourceObjectName, name);
  const targetDefinition = (name: string): AttributeDefinition =>
    definitionOf(schema, targetDirectory, mapping.targetObjectName, name) ?? { name };

  const references: CompiledReferenceMapping[] = [];
  const attributes: CompiledAttributeMapping[] = [];
  const compiledOf = new Map<AttributeMapping, CompiledAttributeMapping>();
  for (const attributeMapping of mapping.attributeMappings) {
    const definition = targetDefinition(attributeMapping.targetAttributeName);
    const reference = referenceOf(attributeMapping, definition, sourceDefinition);
    if (reference !== null) references.push(reference);
    else {
      const compiled = compileAttribute(attributeMapping, definition);
      compiledOf.set(attributeMapping, compiled);
      attributes.push(compiled);
    }
  }

  return {
    type: mapping.sourceObjectName.toLowerCase() === 'group' ? 'Group' : 'User',
    name: mapping.name,
    sourceObjectName: mapping.sourceObjectName,
    targetObjectName: mapping.targetObjectName,
    flow: parseFlowTypes(mapping.flowTypes),
    attributes,
    references,
    matching: matchingMappings(mapping).flatMap((matching) => compiledOf.get(matching) ?? []),
    filter: compileFilter(mapping.scope?.groups),
    softDeleteAttributes: new Set(
      attributes
        .filter((attribute) => attribute.expression?.attributes.has('IsSoftDeleted'))
        .map((attribute) => attribute.target),
    ),
    requiredAttributes: (objectDefinitionOf(schema, targetDirectory, mapping.targetObjectName)?.attributes ?? [])
      .filter(
        (definition) =>
          definition.required === true && attributes.some((attribute) => attribute.target === definition.name),
      )
      .map((definition) => definition.name),
  };
}

function compileAttribute(mapping: AttributeMapping, definition: AttributeDefinition): CompiledAttributeMapping {
  return {
    target: mapping.targetAttributeName,
    definition,
    expression: mapping.source === null ? null : compileSource(mapping.source),
    defaultValue: mapping.defaultValue ?? definition.defaultValue ?? null,
    atCreationOnly: mapping.flowType === 'ObjectAddOnly',
    flowAlways: mapping.flowBehavior === 'FlowAlways',
    flowNullValues: mapping.flowNullValues === true,
  };
}

/** A mapping is a reference when it copies a source attribute that the source directory declares a Reference. */
function referenceOf(
  mapping: AttributeMapping,
  target: AttributeDefinition,
  sourceDefinition: (name: string) => AttributeDefinition | undefined,
): CompiledReferenceMapping | null {
  if (mapping.source === null) return null;
  const compiled = compileSource(mapping.source);
  if (compiled.tree.kind !== 'attribute') return null;
  const source = compiled.tree.name;
  const definition = sourceDefinition(source);
  if (definition?.type !== 'Reference' && target.type !== 'Reference') return null;
  return {
    target: mapping.targetAttributeName,
    source,
    multivalued: target.multivalued === true || definition?.multivalued === true,
  };
}
