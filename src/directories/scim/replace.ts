import { scalarsOf } from '../../protocol/attributeJson.ts';
import { plainText } from '../plainText.ts';
import type { ReferenceUpdate, TargetChange } from '../targetDirectory.ts';
import { parseAttributePath, type AttributePath } from './attributePath.ts';
import { mainSubAttribute, wireValue } from './elements.ts';
import { heldReferences, referencedId } from './heldReferences.ts';
import { matchesSelector, member, memberName, newElement, type ScimResource } from './resource.ts';

type JsonObject = Record<string, unknown>;

/** A copy of the resource in which the changes are made. */
export function applyChanges(resource: ScimResource, changes: readonly TargetChange[]): JsonObject {
  const copy = structuredClone(resource) as JsonObject;
  for (const change of changes) applyChange(copy, change);
  return copy;
}

/** A copy of the resource in which references are added and removed; the others stay. */
export function applyReferences(
  resource: ScimResource,
  attribute: string,
  change: Pick<ReferenceUpdate, 'add' | 'remove' | 'multivalued'>,
): JsonObject {
  const copy = structuredClone(resource) as JsonObject;
  const path = parseAttributePath(attribute);
  const holder = holderOf(copy, path);
  const added = change.add.map((value) => ({ value }));
  if (change.multivalued) {
    const gone = new Set([...change.remove, ...change.add]);
    const kept = itemsOf(member(holder, path.attribute)).filter((item) => !gone.has(referencedId(item) ?? ''));
    setOrDelete(holder, path.attribute, [...kept, ...added]);
  } else setOrDelete(holder, path.attribute, added[0] ?? null);
  return copy;
}

/** A copy of the resource that has these references as well, and those of them that it didn't have. */
export function withReferences(
  resource: ScimResource,
  attribute: string,
  ids: readonly string[],
): { readonly resource: JsonObject; readonly added: readonly string[] } {
  const held = new Set(heldReferences(resource, attribute));
  const added = ids.filter((id) => !held.has(id));
  return { resource: applyReferences(resource, attribute, { add: added, remove: [], multivalued: true }), added };
}

function applyChange(resource: JsonObject, change: TargetChange): void {
  const path = parseAttributePath(change.attribute);
  const holder = holderOf(resource, path);
  const held = member(holder, path.attribute);
  if (path.selector !== null) {
    const elements = itemsOf(held) as JsonObject[];
    let element = elements.find((candidate) => matchesSelector(candidate, path));
    if (element === undefined && change.new !== null) elements.push((element = newElement(path)));
    if (element !== undefined) setOrDelete(element, path.subAttribute ?? 'value', change.new);
    const remaining = elements.filter((candidate) => !isBare(candidate, path));
    setOrDelete(holder, path.attribute, remaining);
  } else if (change.addsOnly === true) setOrDelete(holder, path.attribute, withAdded(held, change, path));
  else if (path.subAttribute !== null) setOrDelete(objectAt(holder, path.attribute), path.subAttribute, change.new);
  else setOrDelete(holder, path.attribute, wireValue(path, change.new));
}

function withAdded(held: unknown, change: TargetChange, path: AttributePath): readonly unknown[] {
  const elements = itemsOf(held);
  const main = mainSubAttribute(path.attribute);
  const heldAs = (element: unknown): unknown => member(element, main) ?? element;
  const wanted = wireValue(path, scalarsOf(change.new)) as readonly unknown[];
  const missing = wanted.filter((value) => !elements.some((element) => heldAs(element) === heldAs(value)));
  return [...elements, ...missing];
}

/** True when nothing but what selects it is left of an element. */
function isBare(element: JsonObject, path: AttributePath): boolean {
  const selectors = new Set(Object.keys(path.selector ?? {}).map((name) => name.toLowerCase()));
  return matchesSelector(element, path) && Object.keys(element).every((name) => selectors.has(name.toLowerCase()));
}

/** The elements of a multi-valued attribute; some servers give a single one without its list. */
function itemsOf(held: unknown): unknown[] {
  if (held === undefined || held === null) return [];
  return Array.isArray(held) ? (held as unknown[]) : [held];
}

/** Where an attribute stands: in the resource, or in its extension, whose URN then stands in `schemas` (RFC 7643 section 3). */
function holderOf(resource: JsonObject, { schema }: AttributePath): JsonObject {
  if (schema === null) return resource;
  const schemas = member(resource, 'schemas');
  const named = (candidate: unknown): boolean => plainText(candidate).toLowerCase() === schema.toLowerCase();
  if (Array.isArray(schemas) && !schemas.some(named)) schemas.push(schema);
  return objectAt(resource, schema);
}

function objectAt(holder: JsonObject, name: string): JsonObject {
  const key = memberName(holder, name);
  const existing = holder[key];
  if (typeof existing === 'object' && existing !== null && !Array.isArray(existing)) return existing as JsonObject;
  const created: JsonObject = {};
  holder[key] = created;
  return created;
}

/** Writes under the name that is there, in whatever letter case (RFC 7643 section 2.1). */
function setOrDelete(holder: JsonObject, name: string, value: unknown): void {
  const key = memberName(holder, name);
  if (value === null) Reflect.deleteProperty(holder, key);
  else holder[key] = value;
}
