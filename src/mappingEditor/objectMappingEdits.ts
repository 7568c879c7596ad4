import { defaultSchema } from '../job/defaultJob.ts';
import { isDropboxDirectory } from '../job/dropboxDirectory.ts';
import type { JobPath } from '../job/jobFinding.ts';
import { objectDefinitionOf } from '../job/objectMappings.ts';
import { scopingOperatorOf } from '../job/scopingOperators.ts';
import type { ObjectMappingChanges, ObjectMappingPlace } from '../protocol/mappingEditorIntents.ts';
import type { FilterGroupView } from '../protocol/mappingEditorView.ts';
import { objectMappingAt, openDocument } from './documentPaths.ts';
import { insertItem, removeEntry, setMember } from './jsonText.ts';
import { listIn, memberOf, textIn } from './lenientReading.ts';
import { noDefaultMappings } from './refusal.ts';

const flowNames = [
  ['create', 'Add'],
  ['update', 'Update'],
  ['delete', 'Delete'],
] as const;

/** Changes whether an object mapping is enabled, what it may do, and between which objects. */
export function changeObjectMapping(text: string, at: ObjectMappingPlace, changes: ObjectMappingChanges): string {
  const { path, value } = objectMappingAt(openDocument(text), at);
  let changed = text;
  const set = (name: string, wanted: unknown, current: unknown): void => {
    if (wanted !== undefined && wanted !== current) changed = setMember(changed, [...path, name], wanted);
  };
  set('enabled', changes.enabled, memberOf(value, 'enabled') ?? true);
  set('sourceObjectName', changes.sourceObject, textIn(value, 'sourceObjectName'));
  set('targetObjectName', changes.targetObject, textIn(value, 'targetObjectName'));
  const written = textIn(value, 'flowTypes', 'Add,Update,Delete');
  set('flowTypes', flowTypesAfter(written, changes), written);
  return changed;
}

/** The flow types as the file writes them, with or without blanks; `None` when nothing is left. */
function flowTypesAfter(written: string, changes: ObjectMappingChanges): string {
  const words = new Set(written.split(',').map((word) => word.trim()));
  const wanted = flowNames.filter(([name, word]) => changes[name] ?? words.has(word)).map(([, word]) => word);
  const same = flowNames.every(([name, word]) => (changes[name] ?? words.has(word)) === words.has(word));
  if (same) return written;
  return wanted.join(written.includes(', ') ? ', ' : ',') || 'None';
}

/**
 * Writes the groups of a scoping filter. Only what differs is touched: a group or clause that stays as it is keeps its
 * comments and unknown members.
 */
export function setScope(text: string, at: ObjectMappingPlace, groups: readonly FilterGroupView[]): string {
  const { path, value } = objectMappingAt(openDocument(text), at);
  const scope = memberOf(value, 'scope');
  const groupsPath = [...path, 'scope', 'groups'];
  if (!Array.isArray(memberOf(scope, 'groups'))) {
    return groups.length === 0 ? text : setMember(text, groupsPath, groups.map(groupValue));
  }
  const written = listIn(scope, 'groups');
  return writeList(text, groupsPath, written, groups, {
    isSame: (group, wanted) => JSON.stringify(readGroup(group)) === JSON.stringify(wanted),
    valueOf: groupValue,
    change: (changed, place, group, wanted) => {
      const renamed =
        textIn(group, 'name') === wanted.name ? changed : setMember(changed, [...place, 'name'], wanted.name);
      return writeList(renamed, [...place, 'clauses'], listIn(group, 'clauses'), wanted.clauses, {
        isSame: (clause, other) => JSON.stringify(readClause(clause)) === JSON.stringify(other),
        valueOf: clauseValue,
        change: changeClause,
      });
    },
  });
}

type ClauseView = FilterGroupView['clauses'][number];

interface ListWriter<Wanted> {
  isSame(written: unknown, wanted: Wanted): boolean;
  valueOf(wanted: Wanted): unknown;
  change(text: string, path: JobPath, written: unknown, wanted: Wanted): string;
}

/** Makes a written list the wanted one: what both begin and end with stays, in between items are changed, added or removed. */
function writeList<Wanted>(
  text: string,
  path: JobPath,
  written: readonly unknown[],
  wanted: readonly Wanted[],
  writer: ListWriter<Wanted>,
): string {
  const isSameAt = (from: number, to: number): boolean => {
    const item = wanted[to];
    return item !== undefined && from < written.length && writer.isSame(written[from], item);
  };
  let start = 0;
  while (isSameAt(start, start)) start += 1;
  const most = Math.min(written.length, wanted.length) - start;
  let end = 0;
  while (end < most && isSameAt(written.length - 1 - end, wanted.length - 1 - end)) end += 1;
  let changed = text;
  const [oldCount, newCount] = [written.length - start - end, wanted.length - start - end];
  for (let index = start; index < start + Math.max(oldCount, newCount); index += 1) {
    const item = wanted[index];
    if (index >= start + newCount || item === undefined) {
      changed = removeEntry(changed, [...path, start + newCount]);
    } else if (index >= start + oldCount) changed = insertItem(changed, path, index, writer.valueOf(item));
    else changed = writer.change(changed, [...path, index], written[index], item);
  }
  return changed;
}

function changeClause(text: string, path: JobPath, written: unknown, wanted: ClauseView): string {
  let changed = text;
  if (textIn(written, 'operatorName') !== wanted.operator) {
    changed = setMember(changed, [...path, 'operatorName'], wanted.operator);
  }
  if (textIn(written, 'sourceOperandName') !== wanted.attribute) {
    changed = setMember(changed, [...path, 'sourceOperandName'], wanted.attribute);
  }
  const operand = clauseValue(wanted).targetOperand;
  if (operand === null) {
    // Without values it says the same as null, which exported schemas have as well.
    return readClause(written).values.length === 0 ? changed : setMember(changed, [...path, 'targetOperand'], null);
  }
  const values = [...path, 'targetOperand', 'values'];
  return JSON.stringify(readClause(written).values) === JSON.stringify(wanted.values)
    ? changed
    : setMember(changed, values, operand.values);
}

function groupValue(group: FilterGroupView): object {
  return { name: group.name, clauses: group.clauses.map(clauseValue) };
}

function clauseValue({ attribute, operator, values }: ClauseView) {
  const unary = scopingOperatorOf(operator)?.arity === 'Unary';
  return { operatorName: operator, sourceOperandName: attribute, targetOperand: unary ? null : { values } };
}

function readGroup(group: unknown): FilterGroupView {
  return { name: textIn(group, 'name'), clauses: listIn(group, 'clauses').map(readClause) };
}

function readClause(clause: unknown): ClauseView {
  return {
    attribute: textIn(clause, 'sourceOperandName'),
    operator: textIn(clause, 'operatorName'),
    values: listIn(memberOf(clause, 'targetOperand'), 'values').filter((value) => typeof value === 'string'),
  };
}

/**
 * Puts an object mapping's attribute mappings and scoping filter back to those of a new Dropbox job, as the portal's
 * "Restore default mappings" does; attributes that they need and the directories lack are defined again.
 */
export function restoreDefaults(text: string, at: ObjectMappingPlace): string {
  const document = openDocument(text);
  const { path, value, rule } = objectMappingAt(document, at);
  const defaults = defaultSchema();
  const [defaultRule] = defaults.synchronizationRules;
  const target = textIn(value, 'targetObjectName');
  const directory = textIn(rule, 'targetDirectoryName');
  const mapping = defaultRule?.objectMappings.find(({ targetObjectName }) => targetObjectName === target);
  if (!defaultRule || !mapping || !isDropboxDirectory(directory)) throw noDefaultMappings(target, directory);
  let changed = setMember(text, [...path, 'attributeMappings'], mapping.attributeMappings);
  if ((memberOf(value, 'scope') ?? null) !== null) changed = setMember(changed, [...path, 'scope'], null);
  const sides = [
    [textIn(rule, 'sourceDirectoryName'), defaultRule.sourceDirectoryName, mapping.sourceObjectName],
    [textIn(rule, 'targetDirectoryName'), defaultRule.targetDirectoryName, mapping.targetObjectName],
  ] as const;
  for (const [directory, defaultDirectory, object] of sides) {
    const attributes = objectDefinitionOf(defaults, defaultDirectory, object)?.attributes ?? [];
    const needed = attributes.filter(({ name }) => isUsed(mapping.attributeMappings, name));
    changed = defineMissing(changed, directory, object, needed);
  }
  return changed;
}

function isUsed(mappings: readonly { targetAttributeName: string; source: unknown }[], name: string): boolean {
  return mappings.some(
    ({ targetAttributeName, source }) =>
      targetAttributeName === name || textIn(source, 'expression').includes(`[${name}]`),
  );
}

function defineMissing(
  text: string,
  directoryName: string,
  objectName: string,
  attributes: readonly { readonly name: string }[],
): string {
  const { schema, schemaPath } = openDocument(text);
  const directories = listIn(schema, 'directories');
  const directory = directories.findIndex((each) => textIn(each, 'name') === directoryName);
  const objects = listIn(directories[directory], 'objects');
  const object = objects.findIndex((each) => textIn(each, 'name').toLowerCase() === objectName.toLowerCase());
  if (object < 0) return text;
  const known = new Set(listIn(objects[object], 'attributes').map((each) => textIn(each, 'name')));
  const path = [...schemaPath, 'directories', directory, 'objects', object, 'attributes'];
  return attributes
    .filter(({ name }) => !known.has(name))
    .reduce((changed, attribute, index) => insertItem(changed, path, known.size + index, attribute), text);
}
