import { scalarsOf } from '../../protocol/attributeJson.ts';
import { HttpFailure, type HttpClient } from '../http/httpClient.ts';
import type { ReferenceUpdate, TargetChange } from '../targetDirectory.ts';
import { errorOf, errorOfFailure, readResource } from './answers.ts';
import { parseAttributePath, type AttributePath } from './attributePath.ts';
import { mainSubAttribute, wireValue } from './elements.ts';
import { matchesSelector, member, newElement, type ScimResource } from './resource.ts';

type JsonObject = Record<string, unknown>;

/**
 * Updates a resource of a target that does not support PATCH: reads it, lets `edit` make the changes and writes it back
 * whole, guarded by its ETag where it has one (RFC 7644 sections 3.5.1 and 3.14).
 */
export async function replaceWhole(
  http: HttpClient,
  path: string,
  edit: (resource: ScimResource) => JsonObject,
  signal: AbortSignal,
): Promise<void> {
  try {
    const current = await http.send({ method: 'GET', path, repeatable: true }, signal);
    if (current.status !== 200) throw errorOf(current, 'Reading the object before replacing it was refused');
    const etag = current.headers['etag'];
    const body = JSON.stringify(edit(readResource(current)));
    const answer = await http.send(
      { method: 'PUT', path, body, repeatable: true, headers: etag === undefined ? {} : { 'if-match': etag } },
      signal,
    );
    if (answer.status !== 200 && answer.status !== 204) throw errorOf(answer, 'The replacement was refused');
  } catch (error) {
    if (error instanceof HttpFailure) throw errorOfFailure(error, true);
    throw error;
  }
}

/** A copy of the resource in which the changes are made. */
export function applyChanges(resource: ScimResource, changes: readonly TargetChange[]): JsonObject {
  const copy = structuredClone(resource) as JsonObject;
  for (const change of changes) applyChange(copy, change);
  return copy;
}

/** A copy of the resource in which references are added and removed; the others stay. */
export function applyReferences(resource: ScimResource, attribute: string, change: ReferenceUpdate): JsonObject {
  const copy = structuredClone(resource) as JsonObject;
  const path = parseAttributePath(attribute);
  const holder = path.schema === null ? copy : objectAt(copy, path.schema);
  const added = change.add.map((value) => ({ value }));
  if (change.multivalued) {
    const held = member(holder, path.attribute);
    const gone = new Set([...change.remove, ...change.add]);
    const kept = Array.isArray(held) ? held.filter((element) => !gone.has(String(member(element, 'value')))) : [];
    holder[path.attribute] = [...(kept as unknown[]), ...added];
  } else setOrDelete(holder, path.attribute, added[0] ?? null);
  return copy;
}

function applyChange(resource: JsonObject, change: TargetChange): void {
  const path = parseAttributePath(change.attribute);
  const holder = path.schema === null ? resource : objectAt(resource, path.schema);
  if (path.selector !== null) {
    const held = holder[path.attribute];
    const elements = Array.isArray(held) ? (held as JsonObject[]) : [];
    let element = elements.find((candidate) => matchesSelector(candidate, path));
    if (element === undefined && change.new !== null) elements.push((element = newElement(path)));
    if (element !== undefined) setOrDelete(element, path.subAttribute ?? 'value', change.new);
    holder[path.attribute] = elements.filter((candidate) => !isBare(candidate, path));
  } else if (change.addsOnly === true) holder[path.attribute] = withAdded(holder[path.attribute], change, path);
  else if (path.subAttribute !== null) setOrDelete(objectAt(holder, path.attribute), path.subAttribute, change.new);
  else setOrDelete(holder, path.attribute, wireValue(path, change.new));
}

function withAdded(held: unknown, change: TargetChange, path: AttributePath): readonly unknown[] {
  const elements: readonly unknown[] = Array.isArray(held) ? held : [];
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

function objectAt(holder: JsonObject, name: string): JsonObject {
  const existing = holder[name];
  if (typeof existing === 'object' && existing !== null && !Array.isArray(existing)) return existing as JsonObject;
  const created: JsonObject = {};
  holder[name] = created;
  return created;
}

function setOrDelete(holder: JsonObject, name: string, value: unknown): void {
  if (value === null) Reflect.deleteProperty(holder, name);
  else holder[name] = value;
}
