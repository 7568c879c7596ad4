import { findAttribute } from './schemas/resourceType.ts';
import type { Attribute, CompiledSchema, ResourceType } from './schemas/resourceType.ts';

/** What an attribute path (RFC 7644 section 3.10) points to. */
export interface AttributePath {
  /** The extension that holds the attribute; undefined for the base schema. */
  readonly extension: CompiledSchema | undefined;
  /** Undefined when the path is an extension's URN alone, and so means the whole extension. */
  readonly attribute: Attribute | undefined;
  readonly sub: Attribute | undefined;
}

/**
 * Resolves `attribute`, `attribute.sub`, `urn:…:attribute.sub` or an extension's URN, in any case (RFC 7644 section
 * 3.10). A name without URN is looked for in the base schema and then in the extensions, because Entra ID filters by
 * `manager` alone. Answers undefined for what no schema of the type defines.
 */
export function resolveAttributePath(type: ResourceType, path: string): AttributePath | undefined {
  if (path.includes(':')) return resolveQualified(type, path);
  const core = resolveIn(type.core, undefined, path);
  if (core !== undefined) return core;
  for (const extension of type.extensions) {
    const found = resolveIn(extension, extension, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function resolveQualified(type: ResourceType, path: string): AttributePath | undefined {
  const lower = path.toLowerCase();
  for (const extension of type.extensions) {
    const urn = extension.urn.toLowerCase();
    if (lower === urn) return { extension, attribute: undefined, sub: undefined };
    if (lower.startsWith(`${urn}:`)) return resolveIn(extension, extension, path.slice(urn.length + 1));
  }
  const core = `${type.core.urn.toLowerCase()}:`;
  return lower.startsWith(core) ? resolveIn(type.core, undefined, path.slice(core.length)) : undefined;
}

function resolveIn(
  schema: CompiledSchema,
  extension: CompiledSchema | undefined,
  path: string,
): AttributePath | undefined {
  const dot = path.indexOf('.');
  const attribute = findAttribute(schema.attributes, dot < 0 ? path : path.slice(0, dot));
  if (attribute === undefined) return undefined;
  if (dot < 0) return { extension, attribute, sub: undefined };
  const sub = findAttribute(attribute.subs, path.slice(dot + 1));
  return sub === undefined ? undefined : { extension, attribute, sub };
}
