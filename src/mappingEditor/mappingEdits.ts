import { toSource } from '../expressions/graph/writeSource.ts';
import { parse } from '../expressions/syntax/parser.ts';
import type { JobPath } from '../job/jobFinding.ts';
import type { MappingChanges, MappingPlace, ObjectMappingPlace } from '../protocol/mappingEditorIntents.ts';
import { objectMappingAt, openDocument } from './documentPaths.ts';
import { duplicateItem, insertItem, moveItem, removeEntry, setMember } from './jsonText.ts';
import { countIn, listIn, memberOf, textIn } from './lenientReading.ts';
import { lastMatching, movedMeanwhile } from './refusal.ts';
import { shownSource } from './shownSource.ts';

/** Adds an attribute mapping at the end of an object mapping. */
export function addMapping(text: string, at: ObjectMappingPlace, mapping: MappingChanges): string {
  const { path, value } = objectMappingAt(openDocument(text), at);
  const mappings = listIn(value, 'attributeMappings');
  const expression = mapping.expression ?? null;
  return insertItem(text, [...path, 'attributeMappings'], mappings.length, {
    targetAttributeName: mapping.target ?? '',
    source: expression === null ? null : (toSource(parse(expression).tree) ?? { expression }),
    defaultValue: mapping.defaultValue ?? null,
    matchingPriority: mapping.matchingPriority ?? 0,
    flowBehavior: mapping.flowBehavior ?? 'FlowWhenChanged',
    flowType: mapping.flowType ?? 'Always',
    exportMissingReferences: false,
    ...(mapping.flowNullValues === true && { flowNullValues: true }),
  });
}

/** Changes members of an attribute mapping; what is already so is not written. */
export function changeMapping(text: string, at: MappingPlace, changes: MappingChanges): string {
  const { path, value } = mappingAt(text, at);
  let changed = text;
  const set = (name: string, wanted: unknown, current: unknown): void => {
    if (wanted !== undefined && wanted !== current) changed = setMember(changed, [...path, name], wanted);
  };
  set('targetAttributeName', changes.target, at.target);
  // An empty default is none, and exported schemas have both.
  set('defaultValue', changes.defaultValue, textIn(value, 'defaultValue') || null);
  set('matchingPriority', changes.matchingPriority, countIn(value, 'matchingPriority'));
  set('flowType', changes.flowType, textIn(value, 'flowType', 'Always'));
  set('flowBehavior', changes.flowBehavior, textIn(value, 'flowBehavior', 'FlowWhenChanged'));
  set('flowNullValues', changes.flowNullValues, memberOf(value, 'flowNullValues') ?? false);
  if (changes.expression !== undefined) {
    changed = setSource(changed, [...path, 'source'], memberOf(value, 'source'), changes.expression);
  }
  requireMatching(text, changed, at);
  return changed;
}

/** Inserts a copy behind a mapping. The copy matches nothing, since two matching attributes of one priority are left to chance. */
export function duplicateMapping(text: string, at: MappingPlace): string {
  const { path } = mappingAt(text, at);
  const list = path.slice(0, -1);
  const changed = duplicateItem(text, list, at.mapping);
  const copy = { ...at, mapping: at.mapping + 1 };
  return changeMapping(changed, copy, { matchingPriority: 0 });
}

/** Removes an attribute mapping with its comments; refuses to remove the last matching attribute. */
export function removeMapping(text: string, at: MappingPlace): string {
  const changed = removeEntry(text, mappingAt(text, at).path);
  requireMatching(text, changed, at);
  return changed;
}

/** Moves an attribute mapping to another index. The order is for people: it changes nothing in what is provisioned. */
export function moveMapping(text: string, at: MappingPlace, to: number): string {
  const { path, count } = mappingAt(text, at);
  return moveItem(text, path.slice(0, -1), at.mapping, Math.min(to, count - 1));
}

/** Refuses a change that leaves an object mapping that had a matching attribute without any. */
export function requireMatching(before: string, after: string, at: ObjectMappingPlace): void {
  if (countMatching(before, at) === 0 || countMatching(after, at) > 0) return;
  throw lastMatching();
}

function countMatching(text: string, at: ObjectMappingPlace): number {
  const { value } = objectMappingAt(openDocument(text), at);
  return listIn(value, 'attributeMappings').filter(
    (mapping) => countIn(mapping, 'matchingPriority') > 0 && (memberOf(mapping, 'source') ?? null) !== null,
  ).length;
}

function mappingAt(
  text: string,
  at: MappingPlace,
): { readonly path: JobPath; readonly value: unknown; readonly count: number } {
  const { path, value } = objectMappingAt(openDocument(text), at);
  const mappings = listIn(value, 'attributeMappings');
  const mapping = mappings[at.mapping];
  if (mapping === undefined || textIn(mapping, 'targetAttributeName') !== at.target) throw movedMeanwhile();
  return { path: [...path, 'attributeMappings', at.mapping], value: mapping, count: mappings.length };
}

/**
 * Writes an expression. Where Graph's parsed form stands beside the text, it is derived anew; where it cannot be derived,
 * because the expression has mistakes, it goes, since it would be that of another expression (decision 0021).
 */
function setSource(text: string, path: JobPath, current: unknown, expression: string | null): string {
  if (expression === null) return (current ?? null) === null ? text : setMember(text, path, null);
  if (typeof current !== 'object' || current === null) {
    return setMember(text, path, toSource(parse(expression).tree) ?? { expression });
  }
  if (memberOf(current, 'expression') === expression || shownSource(current).text === expression) return text;
  const parsed = parse(expression);
  const derived = parsed.diagnostics.some(({ severity }) => severity === 'error') ? null : toSource(parsed.tree);
  let changed = setMember(text, [...path, 'expression'], expression);
  for (const name of ['name', 'type', 'parameters'] as const) {
    if (derived === null) changed = removeEntry(changed, [...path, name]);
    else if (memberOf(current, name) !== undefined || hasParsedForm(current)) {
      if (JSON.stringify(memberOf(current, name)) !== JSON.stringify(derived[name])) {
        changed = setMember(changed, [...path, name], derived[name]);
      }
    }
  }
  return changed;
}

function hasParsedForm(source: object): boolean {
  return memberOf(source, 'type') !== undefined;
}
