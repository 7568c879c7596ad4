import { isList, scalarsOf } from '../../protocol/attributeJson.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { TargetChange, TargetValues } from '../targetDirectory.ts';
import { elementKey, parseAttributePath, qualifiedName, type AttributePath } from './attributePath.ts';
import { namesComplexElements, wireValue } from './elements.ts';
import { newElement } from './resource.ts';

export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export type Dialect = 'rfc7644' | 'entra';

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * The PATCH operations for changes of single attributes.
 *
 * `rfc7644`: lower-case ops, real booleans; an element that a selector does not find yet is added whole, since a replace
 * would have to fail with `noTarget` (RFC 7644 section 3.5.2.3). `entra`: the dialect of Entra's own client without the
 * `aadOptscim062020` flag: capitalised ops, the selector path as it is, booleans as "True" and "False".
 *
 * @param held what the target is known to hold besides: the other parts of an element show that it is there.
 */
export function patchOperations(
  changes: readonly TargetChange[],
  held: TargetValues,
  dialect: Dialect,
): PatchOperation[] {
  if (dialect === 'entra') return changes.map(entraOperation);
  const there = new Set(
    [...Object.entries(held), ...changes.map((change) => [change.attribute, change.old] as const)]
      .filter(([, value]) => value !== null)
      .map(([attribute]) => elementKey(parseAttributePath(attribute))),
  );
  const operations: PatchOperation[] = [];
  const newElements = new Map<string, Record<string, unknown>>();
  for (const change of changes) {
    const path = parseAttributePath(change.attribute);
    const key = elementKey(path);
    if (path.selector === null || change.new === null || there.has(key)) {
      operations.push(rfcOperation(change, path));
      continue;
    }
    let element = newElements.get(key);
    if (element === undefined) {
      newElements.set(key, (element = newElement(path)));
      operations.push({ op: 'add', path: qualifiedName(path), value: [element] });
    }
    element[path.subAttribute ?? 'value'] = change.new;
  }
  return operations;
}

export function patchBody(operations: readonly PatchOperation[]): string {
  return JSON.stringify({ schemas: [patchSchema], Operations: operations });
}

/** A strict server refuses what Entra's own dialect sends, and its words do not name the setting. */
export function patchRefused(dialect: Dialect): string {
  return dialect === 'entra'
    ? 'The update, in Entra’s own dialect ("compatibility": "entra"), was refused'
    : 'The update was refused';
}

function rfcOperation(change: TargetChange, path: AttributePath): PatchOperation {
  const target = path.selectorText === null ? change.attribute : selectingPath(path);
  if (change.new === null) return { op: 'remove', path: target };
  if (change.addsOnly === true) return { op: 'add', path: target, value: wireValue(path, addedValues(change)) };
  return { op: replaces(change, path) ? 'replace' : 'add', path: target, value: wireValue(path, change.new) };
}

/** All elements of an attribute are replaced even where none is known of: an add would leave those that are there. */
function replaces(change: TargetChange, path: AttributePath): boolean {
  return change.old !== null || isList(change.new) || namesComplexElements(path);
}

function selectingPath(path: AttributePath): string {
  const element = `${qualifiedName(path)}[${path.selectorText ?? ''}]`;
  return path.subAttribute === null ? element : `${element}.${path.subAttribute}`;
}

function entraOperation(change: TargetChange): PatchOperation {
  const path = parseAttributePath(change.attribute);
  if (change.new === null) return { op: 'Remove', path: change.attribute };
  if (change.addsOnly === true) return { op: 'Add', path: change.attribute, value: entraAdditions(change, path) };
  const value = wireValue(path, entraValue(change.new));
  return { op: replaces(change, path) ? 'Replace' : 'Add', path: change.attribute, value };
}

/** Without the flag Entra adds app roles as the JSON texts that they are, each as the `value` of an element. */
function entraAdditions(change: TargetChange, path: AttributePath): unknown {
  const added = scalarsOf(addedValues(change));
  return namesComplexElements(path) ? added.map((value) => ({ value })) : added;
}

function addedValues(change: TargetChange): AttributeJson {
  const held = new Set(scalarsOf(change.old));
  return scalarsOf(change.new).filter((value) => !held.has(value));
}

function entraValue(value: AttributeJson): AttributeJson {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
}

/**
 * The operations of one request that adds or removes values of a reference attribute. One that holds a single value gets
 * what is added or, with nothing added, loses what it holds.
 */
export function referenceOperations(
  attribute: string,
  change: { readonly add: readonly string[]; readonly remove: readonly string[]; readonly multivalued: boolean },
  dialect: Dialect,
): PatchOperation[] {
  const { add, remove } = change;
  if (!change.multivalued) return [singleReference(attribute, add[0] ?? null, dialect)];
  const operations: PatchOperation[] = remove.map((id) =>
    dialect === 'entra'
      ? { op: 'Remove', path: attribute, value: [{ $ref: null, value: id }] }
      : { op: 'remove', path: `${attribute}[value eq ${JSON.stringify(id)}]` },
  );
  if (add.length > 0) {
    const value = add.map((id) => (dialect === 'entra' ? { $ref: null, value: id } : { value: id }));
    operations.push({ op: dialect === 'entra' ? 'Add' : 'add', path: attribute, value });
  }
  return operations;
}

function singleReference(attribute: string, id: string | null, dialect: Dialect): PatchOperation {
  if (id === null) return { op: dialect === 'entra' ? 'Remove' : 'remove', path: attribute };
  return dialect === 'entra'
    ? { op: 'Add', path: attribute, value: id }
    : { op: 'replace', path: attribute, value: { value: id } };
}
