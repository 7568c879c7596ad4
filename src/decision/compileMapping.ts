import { compileSource, type CompiledExpression } from '../expressions/compile.ts';
import { descendants } from '../expressions/syntax/syntaxTree.ts';
import type { AttributeDefinition, AttributeMapping, ObjectMapping, SynchronizationSchema } from '../job/schema.ts';
import {
  definitionOf,
  matchingMappings,
  objectDefinitionOf,
  objectMappingsOf,
  parseFlowTypes,
} from '../job/objectMappings.ts';
import type { ObjectType } from '../protocol/provisioning.ts';
import type {
  AttributeFlow,
  CompiledAttributeMapping,
  CompiledObjectMapping,
  CompiledReferenceMapping,
  MappingSet,
} from './compiledMapping.ts';
import { compileFilter } from './scopingFilter.ts';

/**
 * Compiles the enabled object mappings of a schema: users before groups, since a group's members are users, and those of
 * one type in the order in which they run.
 *
 * The schema has been validated (`readJob`); what is unknown to it is compiled as a plain string attribute.
 */
export function compileMappings(schema: SynchronizationSchema): readonly MappingSet[] {
  const all = objectMappingsOf(schema);
  const compiled = all
    .filter(({ mapping }) => mapping.enabled)
    .map(({ rule, mapping }) => compileMapping(schema, rule.sourceDirectoryName, rule.targetDirectoryName, mapping));
  return (['User', 'Group'] as const).flatMap((type) => {
    const [first, ...others] = compiled.filter((mapping) => mapping.type === type);
    if (first === undefined) return [];
    const enabled = new Set([first, ...others].map(({ name }) => name));
    const off = all.filter(({ mapping }) => !mapping.enabled && typeOf(mapping) === type && !enabled.has(mapping.name));
    return [{ type, mappings: [first, ...others], switchedOff: new Set(off.map(({ mapping }) => mapping.name)) }];
  });
}

function typeOf({ sourceObjectName }: ObjectMapping): ObjectType {
  return sourceObjectName.toLowerCase() === 'group' ? 'Group' : 'User';
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

  const type = typeOf(mapping);
  const matching = matchingMappings(mapping).flatMap((each) => compiledOf.get(each) ?? []);
  return {
    type,
    name: mapping.name,
    sourceObjectName: mapping.sourceObjectName,
    targetObjectName: mapping.targetObjectName,
    flow: parseFlowTypes(mapping.flowTypes),
    attributes,
    references,
    matching,
    ...identifiersOf(type, matching, attributes),
    filter: compileFilter(mapping.scope?.groups),
    inputFilter: compileFilter(mapping.scope?.inputFilterGroups, 'passesNegations'),
    categoryFilter: compileFilter(mapping.scope?.categoryFilterGroups),
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

/** What tells the account of an object, beside the link. */
function identifiersOf(
  type: ObjectType,
  matching: readonly CompiledAttributeMapping[],
  attributes: readonly CompiledAttributeMapping[],
): Pick<CompiledObjectMapping, 'externalId' | 'anchor' | 'keys'> {
  const named = (name: string): CompiledAttributeMapping | null =>
    attributes.find(({ target, expression }) => target.toLowerCase() === name && expression !== null) ?? null;
  const copiesId = ({ expression }: CompiledAttributeMapping): boolean =>
    expression?.tree.kind === 'attribute' && expression.tree.name === 'objectId';
  const externalId = named('externalid');
  const anchored = externalId !== null && copiesId(externalId) ? externalId : null;
  const userName = type === 'User' ? named('username') : null;
  return {
    externalId,
    anchor: anchored ?? matching.find(copiesId) ?? attributes.find(copiesId) ?? null,
    keys: [...new Set([...matching, ...(userName === null ? [] : [userName])])],
  };
}

function compileAttribute(mapping: AttributeMapping, definition: AttributeDefinition): CompiledAttributeMapping {
  const expression = mapping.source === null ? null : compileSource(mapping.source);
  return {
    target: mapping.targetAttributeName,
    definition,
    expression,
    defaultValue: mapping.defaultValue ?? definition.defaultValue ?? null,
    confidential: expression !== null && callsRedact(expression),
    flow: addsRoles(expression) ? 'additions' : flowOf(mapping, definition.multivalued === true),
    flowAlways: mapping.flowBehavior === 'FlowAlways',
    flowNullValues: mapping.flowNullValues === true,
  };
}

function callsRedact({ tree }: CompiledExpression): boolean {
  return [...descendants(tree)].some((node) => node.kind === 'call' && node.name.toLowerCase() === 'redact');
}

/**
 * This function never takes a role away from the target; its assertive sibling does.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes ("Provisioning a role to a SCIM app")
 */
function addsRoles(expression: CompiledExpression | null): boolean {
  const tree = expression?.tree;
  return tree?.kind === 'call' && tree.name.toLowerCase() === 'approleassignmentscomplex';
}

function flowOf({ flowType }: AttributeMapping, multivalued: boolean): AttributeFlow {
  switch (flowType) {
    case 'ObjectAddOnly':
      return 'atCreation';
    case 'AttributeAddOnly':
      return 'whenEmpty';
    case 'ValueAddOnly':
      return multivalued ? 'additions' : 'whenEmpty';
    case 'MultiValueAddOnly':
      return multivalued ? 'additions' : 'always';
    default:
      return 'always';
  }
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
  const multivalued = target.multivalued === true || definition?.multivalued === true;
  return { target: mapping.targetAttributeName, source, multivalued, flow: flowOf(mapping, multivalued) };
}
