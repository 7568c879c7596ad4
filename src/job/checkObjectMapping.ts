import { firstByName } from '../expressions/firstByName.ts';
import type { Dialect } from '../expressions/functions/definition.ts';
import { checkAttributeMapping } from './checkAttributeMapping.ts';
import { checkScopingFilter } from './checkScopingFilter.ts';
import type { Findings, JobPath, SchemaPlace } from './jobFinding.ts';
import { flowTypeNames, flowTypeWords, matchingMappings, objectOf, parseFlowTypes } from './objectMappings.ts';
import type { DirectoryDefinition, ObjectDefinition, ObjectMapping } from './schema.ts';
import { similarName, someNames, withGuess } from './similarName.ts';
import { text } from '../protocol/text.ts';

/** An object mapping in its surroundings: the directories of its rule, and where it stands in the schema. */
export interface PlacedObjectMapping extends SchemaPlace {
  readonly mapping: ObjectMapping;
  readonly source: DirectoryDefinition;
  readonly target: DirectoryDefinition;
}

/** Checks one object mapping with its attribute mappings and its scoping filter. */
export function* checkObjectMapping(placed: PlacedObjectMapping): Findings {
  const { mapping, path } = placed;
  yield* checkFlowTypes(mapping, path);
  const source = yield* findObject(placed.source, mapping.sourceObjectName, mapping, [...path, 'sourceObjectName']);
  const target = yield* findObject(placed.target, mapping.targetObjectName, mapping, [...path, 'targetObjectName']);
  const surroundings = {
    ...(placed.scope && { scope: placed.scope }),
    dialect: dialectOf(placed.source),
    source: source && firstByName(source.attributes).exact,
    sourceAttributes: source?.attributes,
    target: target && firstByName(target.attributes).exact,
  };
  for (const [index, attributeMapping] of mapping.attributeMappings.entries()) {
    yield* checkAttributeMapping(attributeMapping, surroundings, [...path, 'attributeMappings', index]);
  }
  if (mapping.scope && surroundings.source)
    yield* checkScopingFilter(mapping.scope, surroundings.source, [...path, 'scope']);
  yield* checkRepeatedTargets(mapping, path);
  if (mapping.enabled) yield* checkMatching(mapping, path);
  if (mapping.enabled && target) yield* checkRequired(mapping, target, path);
}

/** Schemas that provision from Active Directory are cloud sync's, whose expressions know some functions more. */
export function dialectOf(source: Pick<DirectoryDefinition, 'name'>): Dialect {
  return source.name === 'Active Directory' ? 'cloud-sync' : 'provisioning';
}

/** Exported schemas hold disabled object mappings whose source object has no name: nothing flows, so nothing is wrong. */
function* findObject(
  directory: DirectoryDefinition,
  name: string,
  mapping: ObjectMapping,
  path: JobPath,
): Findings<ObjectDefinition | undefined> {
  const object = objectOf(directory, name);
  if (object || (!mapping.enabled && name === '')) return object;
  const names = directory.objects.map((each) => each.name);
  const missing = text`The directory ${JSON.stringify(directory.name)} defines no object ${JSON.stringify(name)}.`;
  const message =
    similarName(name, names) === null && names.length > 0
      ? text`${missing} Write one of ${someNames(names)}.`
      : withGuess(missing, name, names);
  yield { code: 'unknown-object', severity: 'error', message, path };
  return undefined;
}

function* checkFlowTypes(mapping: ObjectMapping, path: JobPath): Findings {
  const known: ReadonlySet<string> = new Set(flowTypeNames);
  for (const word of flowTypeWords(mapping.flowTypes)) {
    if (known.has(word)) continue;
    const message = withGuess(
      text`${JSON.stringify(word)} is not a flow type: write any of Add, Update, Delete, separated by commas.`,
      word,
      known,
    );
    yield { code: 'unknown-flow-type', severity: 'error', message, path: [...path, 'flowTypes'] };
  }
}

function* checkRepeatedTargets(mapping: ObjectMapping, path: JobPath): Findings {
  const seen = new Set<string>();
  for (const [index, { targetAttributeName: name }] of mapping.attributeMappings.entries()) {
    if (seen.has(name)) {
      const message = text`${JSON.stringify(name)} is mapped twice in this object mapping: remove one of the two attribute mappings.`;
      yield {
        code: 'duplicate-mapping',
        severity: 'error',
        message,
        path: [...path, 'attributeMappings', index, 'targetAttributeName'],
      };
    }
    seen.add(name);
  }
}

function* checkMatching(mapping: ObjectMapping, path: JobPath): Findings {
  const matching = matchingMappings(mapping);
  if (!matching.some((each) => each.source !== null)) {
    const message = text`${JSON.stringify(mapping.name)} has no matching attribute, so nobody would be found in the target and everyone created again: give one attribute mapping with a source "matchingPriority": 1.`;
    yield { code: 'no-matching-attribute', severity: 'error', message, path: [...path, 'attributeMappings'] };
  }
  const repeated = matching.find((each, index) => each.matchingPriority === matching[index - 1]?.matchingPriority);
  if (repeated) {
    const message = text`Two matching attributes have the priority ${repeated.matchingPriority ?? 0}, so their order is left to chance: give each a priority of its own.`;
    const index = mapping.attributeMappings.indexOf(repeated);
    yield {
      code: 'duplicate-matching-priority',
      severity: 'warning',
      message,
      path: [...path, 'attributeMappings', index, 'matchingPriority'],
    };
  }
}

/** An object cannot be created while a required target attribute is empty (Microsoft Graph, attributeDefinition). */
function* checkRequired(mapping: ObjectMapping, target: ObjectDefinition, path: JobPath): Findings {
  if (!parseFlowTypes(mapping.flowTypes).add) return;
  const mapped = new Set(mapping.attributeMappings.map((each) => each.targetAttributeName));
  for (const { name, required, anchor, defaultValue } of target.attributes) {
    if (required !== true || anchor === true || (defaultValue ?? null) !== null || mapped.has(name)) continue;
    const message = text`The target requires ${JSON.stringify(name)}, which nothing is mapped to, so creating objects will fail: add an attribute mapping for it.`;
    const code = 'required-attribute-unmapped';
    yield { code, severity: 'warning', message, about: name, path: [...path, 'attributeMappings'] };
  }
}
