import { resolveAttributePath } from './attributePath.ts';
import { badRequest } from './errors.ts';
import { isObject } from './scimObject.ts';
import type { ScimObject } from './scimObject.ts';
import { findAttribute } from './schemas/resourceType.ts';
import type { AttributeTable, ResourceType } from './schemas/resourceType.ts';

/** Attribute names of one schema, each with the sub-attributes that were named, or `whole`. */
type Selection = ReadonlyMap<string, 'whole' | ReadonlySet<string>>;

/** Which attributes a response shows (RFC 7644 section 3.9). */
export interface Projection {
  readonly mode: 'default' | 'only' | 'without';
  /** By schema URN; the base schema is the empty string. */
  readonly selections: ReadonlyMap<string, 'whole' | Selection>;
}

/** Everything that is returned by default. */
export const defaultProjection: Projection = { mode: 'default', selections: new Map() };

const CORE = '';

/**
 * Reads the parameters `attributes` and `excludedAttributes`. Names that the type does not have select nothing, so
 * that one query can serve several types. Throws 400 when both are given: they exclude each other.
 */
export function compileProjection(
  type: ResourceType,
  attributes: readonly string[] | undefined,
  excludedAttributes: readonly string[] | undefined,
): Projection {
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw badRequest('invalidValue', 'attributes and excludedAttributes exclude each other: send one of them.');
  }
  if (attributes !== undefined) return { mode: 'only', selections: select(type, attributes) };
  if (excludedAttributes !== undefined) return { mode: 'without', selections: select(type, excludedAttributes) };
  return defaultProjection;
}

/** The comma-separated names of a query parameter; undefined when there are none. */
export function namesIn(parameter: string | null): readonly string[] | undefined {
  const names = (parameter ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length > 0 ? names : undefined;
}

/** Whether any part of a base attribute is shown; spares deriving what nobody sees. */
export function showsAttribute(projection: Projection, name: string): boolean {
  if (projection.mode === 'default') return true;
  const core = projection.selections.get(CORE);
  const selected = core === 'whole' ? 'whole' : core?.get(name);
  return projection.mode === 'only' ? selected !== undefined : selected !== 'whole';
}

/** Leaves in `resource` (with canonical names) what the projection shows. */
export function project(resource: ScimObject, type: ResourceType, projection: Projection): ScimObject {
  if (projection.mode === 'default') return resource;
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(resource)) {
    const extension = type.extensions.find((candidate) => candidate.urn === name);
    const kept =
      extension === undefined
        ? keep(name, value, type.core.attributes, projection, projection.selections.get(CORE))
        : keepExtension(value, extension.attributes, projection, projection.selections.get(extension.urn));
    if (kept !== undefined) shown[name] = kept;
  }
  return shown;
}

function select(type: ResourceType, paths: readonly string[]): Projection['selections'] {
  const selections = new Map<string, 'whole' | Map<string, 'whole' | Set<string>>>();
  for (const text of paths) {
    const path = resolveAttributePath(type, text);
    if (path === undefined) continue;
    const schema = path.extension?.urn ?? CORE;
    const selection = selections.get(schema) ?? new Map<string, 'whole' | Set<string>>();
    if (path.attribute === undefined || selection === 'whole') {
      selections.set(schema, 'whole');
      continue;
    }
    const { name } = path.attribute;
    const subs = selection.get(name);
    if (path.sub === undefined) selection.set(name, 'whole');
    else if (subs !== 'whole') selection.set(name, new Set([...(subs ?? []), path.sub.name]));
    selections.set(schema, selection);
  }
  return selections;
}

function keepExtension(
  value: unknown,
  table: AttributeTable,
  projection: Projection,
  selection: 'whole' | Selection | undefined,
): unknown {
  if (selection === undefined || selection === 'whole') {
    return (projection.mode === 'only') === (selection === 'whole') ? value : undefined;
  }
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    const shown = keep(name, part, table, projection, selection);
    return shown === undefined ? [] : [[name, shown] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function keep(
  name: string,
  value: unknown,
  table: AttributeTable,
  projection: Projection,
  selection: 'whole' | Selection | undefined,
): unknown {
  if (findAttribute(table, name)?.returned === 'always') return value;
  const selected = selection === 'whole' ? 'whole' : selection?.get(name);
  const only = projection.mode === 'only';
  if (selected === undefined) return only ? undefined : value;
  if (selected === 'whole') return only ? value : undefined;
  const keepSubs = (element: unknown): unknown =>
    isObject(element)
      ? Object.fromEntries(Object.entries(element).filter(([sub]) => selected.has(sub) === only))
      : element;
  return Array.isArray(value) ? value.map(keepSubs) : keepSubs(value);
}
