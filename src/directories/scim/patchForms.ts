import { folded } from '../../decision/sameToTarget.ts';
import { isList } from '../../protocol/attributeJson.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { TargetChange, TargetValues } from '../targetDirectory.ts';
import { elementKey, parseAttributePath, qualifiedName, type AttributePath } from './attributePath.ts';
import { addedValues, namesComplexElements, wireValue } from './elements.ts';
import { entraOperation } from './entraPatch.ts';
import { inOrder, type FormGroup, type PlacedOperation, type Verdict } from './formGroup.ts';
import type { PatchForm, PatchSubject } from './formLearning.ts';
import type { Dialect, PatchOperation } from './patch.ts';
import { carriedValues, newElement, type ScimResource } from './resource.ts';
import { writtenElements } from './writtenElements.ts';

/** A change with its path and its place in the request. */
interface Placed {
  readonly change: TargetChange;
  readonly path: AttributePath;
  readonly at: number;
}

/**
 * The forms of each subject, the likeliest first. A replace counts as an add where nothing is there (RFC 7644 section
 * 3.5.2.3), but for a value path, which then has no target; some servers refuse an add to a single value. Of a complex
 * attribute of an extension a replace without a path is what most servers store.
 */
export const formsOf: Readonly<Record<PatchSubject, readonly [PatchForm, ...PatchForm[]]>> = {
  value: ['replace'],
  newValue: ['replace', 'add'],
  list: ['replace'],
  element: ['replace', 'element', 'elements'],
  newElement: ['element', 'replace', 'elements'],
  extension: ['replace', 'pathless', 'add'],
  extensionPart: ['pathless', 'replace', 'add'],
  reference: ['replace', 'pathless', 'add', 'valuePath', 'bare'],
  extensionReference: ['pathless', 'replace', 'add', 'valuePath', 'bare'],
  removal: ['remove', 'omit'],
  extensionRemoval: ['remove', 'null', 'omit'],
  elementRemoval: ['remove', 'omit', 'elements'],
  several: ['together', 'apart'],
};

/**
 * Groups the changes of single attributes by how servers take them. In Entra's dialect they are one group, since that has
 * one form for everything.
 *
 * @param held what the target is known to hold besides: the other parts of an element show that it is there.
 */
export function changeGroups(changes: readonly TargetChange[], held: TargetValues, dialect: Dialect): FormGroup[] {
  const placed = changes.map((change, at): Placed => ({ change, at, path: parseAttributePath(change.attribute) }));
  if (dialect === 'entra') return [entraGroup(placed)];
  const there = new Set(
    [...Object.entries(held), ...changes.map((change) => [change.attribute, change.old] as const)]
      .filter(([, value]) => value !== null)
      .map(([attribute]) => elementKey(parseAttributePath(attribute))),
  );
  // Each extension by itself: a request that one server refuses because of one of them may hold another.
  const bySubject = Map.groupBy(placed, (each) => `${subjectOf(each, there)} ${each.path.schema ?? ''}`);
  return [...bySubject.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined
      ? []
      : [groupOf(subjectOf(first, there), members, (form) => operationsIn(members, form))];
  });
}

/** The operations by which changes are written first. */
export function patchOperations(
  changes: readonly TargetChange[],
  held: TargetValues,
  dialect: Dialect,
): PatchOperation[] {
  return inOrder(changeGroups(changes, held, dialect).flatMap((group) => group.operations(group.forms[0])));
}

const ofElements: ReadonlySet<PatchSubject> = new Set(['element', 'newElement', 'elementRemoval']);

function groupOf(subject: PatchSubject, members: readonly Placed[], operations: FormGroup['operations']): FormGroup {
  const extension = members[0]?.path.schema ?? null;
  return {
    subject,
    forms: formsOf[subject],
    extension,
    looksUp: subject === 'extension' || subject === 'extensionPart',
    operations,
    elements: ofElements.has(subject) ? writtenElements(members) : null,
    judge: (resource, isWhole) => judge(resource, members, isWhole),
  };
}

function entraGroup(members: readonly Placed[]): FormGroup {
  const operations = members.map(({ change, at }) => ({ at, operation: entraOperation(change) }));
  return { ...groupOf('value', members, () => operations), looksUp: false };
}

function subjectOf({ change, path }: Placed, there: ReadonlySet<string>): PatchSubject {
  if (change.new === null && path.selector !== null) return 'elementRemoval';
  if (change.new === null) return path.schema === null ? 'removal' : 'extensionRemoval';
  if (change.addsOnly === true || isList(change.new) || namesComplexElements(path)) return 'list';
  if (path.selector !== null) return there.has(elementKey(path)) ? 'element' : 'newElement';
  if (path.schema !== null) return path.subAttribute === null ? 'extension' : 'extensionPart';
  return change.old === null ? 'newValue' : 'value';
}

function operationsIn(members: readonly Placed[], form: PatchForm): readonly PlacedOperation[] {
  switch (form) {
    case 'pathless':
    case 'null':
      return pathless(members);
    case 'element':
      return newElements(members);
    case 'omit':
      return [];
    default:
      return members.map((each) => ({ at: each.at, operation: withPath(each, form) }));
  }
}

function withPath({ change, path }: Placed, form: PatchForm): PatchOperation {
  const target = path.selectorText === null ? change.attribute : selectingPath(path);
  if (form === 'remove') return { op: 'remove', path: target };
  if (change.addsOnly === true) return { op: 'add', path: target, value: wireValue(path, addedValues(change)) };
  return { op: form === 'add' ? 'add' : 'replace', path: target, value: wireValue(path, change.new) };
}

function selectingPath(path: AttributePath): string {
  const element = `${qualifiedName(path)}[${path.selectorText ?? ''}]`;
  return path.subAttribute === null ? element : `${element}.${path.subAttribute}`;
}

/** One operation for all: what is not named stays as it is (RFC 7644 section 3.5.2.3). */
function pathless(members: readonly Placed[]): readonly PlacedOperation[] {
  const value: Record<string, unknown> = {};
  for (const { change, path } of members) {
    const holder = path.schema === null ? value : child(value, path.schema);
    if (path.subAttribute === null) holder[path.attribute] = wireValue(path, change.new);
    else child(holder, path.attribute)[path.subAttribute] = change.new;
  }
  return [{ at: members[0]?.at ?? 0, operation: { op: 'replace', value } }];
}

function child(holder: Record<string, unknown>, name: string): Record<string, unknown> {
  return (holder[name] ??= {}) as Record<string, unknown>;
}

/** The parts of one element together, whether or not the attribute has other elements. */
function newElements(members: readonly Placed[]): readonly PlacedOperation[] {
  const operations: PlacedOperation[] = [];
  const elements = new Map<string, Record<string, unknown>>();
  for (const { change, path, at } of members) {
    const key = elementKey(path);
    let element = elements.get(key);
    if (element === undefined) {
      elements.set(key, (element = newElement(path)));
      operations.push({ at, operation: { op: 'add', path: qualifiedName(path), value: [element] } });
    }
    element[path.subAttribute ?? 'value'] = change.new;
  }
  return operations;
}

/** Lists are left out: what a target makes of their order and doubles is another matter. */
function judge(resource: ScimResource, members: readonly Placed[], isWhole: boolean): Verdict {
  const single = members.filter(({ change }) => !isList(change.new) && change.addsOnly !== true);
  const told = carriedValues(
    resource,
    single.map(({ change }) => change.attribute),
  );
  const verdicts = single.map(({ change }): Verdict => {
    const value = told[change.attribute] ?? (isWhole ? null : undefined);
    if (value === undefined) return 'untold';
    return isSame(value, change.new) ? 'kept' : 'lost';
  });
  if (verdicts.includes('lost')) return 'lost';
  return verdicts.length > 0 && !verdicts.includes('untold') ? 'kept' : 'untold';
}

/** Letter case, spaces around, composition and how a boolean is written are the target's matter. */
function isSame(left: AttributeJson, right: AttributeJson): boolean {
  return folded(String(left ?? '')) === folded(String(right ?? ''));
}
