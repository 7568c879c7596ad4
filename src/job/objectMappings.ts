import { compileSource } from '../expressions/compile.ts';
import { firstByName } from '../expressions/firstByName.ts';
import type {
  AttributeDefinition,
  AttributeMapping,
  DirectoryDefinition,
  ObjectDefinition,
  ObjectMapping,
  SynchronizationRule,
  SynchronizationSchema,
} from './schema.ts';

/** An object mapping with the rule that it belongs to; the rule names both directories. */
export interface RuleObjectMapping {
  readonly rule: SynchronizationRule;
  readonly mapping: ObjectMapping;
}

/** All object mappings of a schema, enabled or not, in the order in which they run: by rule priority, then as written. */
export function objectMappingsOf(schema: SynchronizationSchema): readonly RuleObjectMapping[] {
  return schema.synchronizationRules
    .toSorted((left, right) => (left.priority ?? 0) - (right.priority ?? 0))
    .flatMap((rule) => rule.objectMappings.map((mapping) => ({ rule, mapping })));
}

/** What may be done to the objects of a mapping: the portal's Create, Update and Delete check boxes. */
export interface FlowTypes {
  readonly add: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/** The words that `flowTypes` may hold. `None` stands alone. */
export const flowTypeNames = ['Add', 'Update', 'Delete', 'None'] as const;

/** The words of a `flowTypes` text, without the blanks around them. */
export function flowTypeWords(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Reads `flowTypes` (`"Add, Update, Delete"`, with or without blanks); unknown words allow nothing. */
export function parseFlowTypes(text: string): FlowTypes {
  const words = new Set(flowTypeWords(text));
  return { add: words.has('Add'), update: words.has('Update'), delete: words.has('Delete') };
}

/** The matching attributes of an object mapping, in the order in which they are tried: lowest priority first. */
export function matchingMappings(mapping: ObjectMapping): readonly AttributeMapping[] {
  return mapping.attributeMappings
    .filter((each) => (each.matchingPriority ?? 0) > 0)
    .toSorted((left, right) => (left.matchingPriority ?? 0) - (right.matchingPriority ?? 0));
}

/** The directory of that name. */
export function directoryOf(schema: SynchronizationSchema, name: string): DirectoryDefinition | undefined {
  return firstByName(schema.directories).exact.get(name);
}

/** The definition of an object of a directory. `User` and `user` are taken for each other when only one is defined. */
export function objectOf(directory: DirectoryDefinition, name: string): ObjectDefinition | undefined {
  const { exact, lower } = firstByName(directory.objects);
  return exact.get(name) ?? lower.get(name.toLowerCase());
}

/** The definition of an object, by directory and object name. */
export function objectDefinitionOf(
  schema: SynchronizationSchema,
  directoryName: string,
  objectName: string,
): ObjectDefinition | undefined {
  const directory = directoryOf(schema, directoryName);
  return directory && objectOf(directory, objectName);
}

/** The definition of an attribute, by directory, object and attribute name. Attribute names are case-sensitive. */
export function definitionOf(
  schema: SynchronizationSchema,
  directoryName: string,
  objectName: string,
  attributeName: string,
): AttributeDefinition | undefined {
  const object = objectDefinitionOf(schema, directoryName, objectName);
  return object?.attributes.find((attribute) => attribute.name === attributeName);
}

/** Every source attribute that an object mapping reads: in its attribute mappings' expressions and in its scoping filter. */
export function sourceAttributesIn(mapping: ObjectMapping): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { source } of mapping.attributeMappings) {
    if (source) for (const name of compileSource(source).attributes) names.add(name);
  }
  const { groups, inputFilterGroups, categoryFilterGroups } = mapping.scope ?? {};
  for (const group of [groups, inputFilterGroups, categoryFilterGroups].flatMap((each) => each ?? [])) {
    for (const clause of group.clauses) names.add(clause.sourceOperandName);
  }
  return names;
}
