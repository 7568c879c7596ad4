import type { Filter } from 'scim2-parse-filter';
import { resolveAttributePath } from '../attributePath.ts';
import { badRequest, ScimError } from '../errors.ts';
import { compileElementFilter } from '../filter/compileFilter.ts';
import { parseFilter } from '../filter/parseFilter.ts';
import { findAttribute } from '../schemas/resourceType.ts';
import type { Attribute, CompiledSchema, ResourceType } from '../schemas/resourceType.ts';

/** The values of a multi-valued attribute that a value path selects. */
export interface ValueSelection {
  readonly filter: Filter;
  readonly matches: (element: unknown) => boolean;
}

/** What the path of a PATCH operation points to (RFC 7644 section 3.5.2, figure 7). */
export type PatchTarget =
  | { readonly extension: CompiledSchema; readonly attribute: undefined }
  | {
      readonly extension: CompiledSchema | undefined;
      readonly attribute: Attribute;
      readonly selection: ValueSelection | undefined;
      readonly sub: Attribute | undefined;
    };

const VALUE_PATH = /^([^[\]]+)\[(.*)\](?:\.([^.[\]]+))?$/s;

/**
 * Parses `attribute`, `attribute.sub`, `attribute[filter]`, `attribute[filter].sub`, each with or without URN, or an
 * extension's URN alone. Answers undefined for attributes that the type does not have.
 * Throws 400 `invalidPath` for what is no path, 400 `invalidFilter` for a wrong filter in it.
 */
export function parsePatchPath(type: ResourceType, text: string): PatchTarget | undefined {
  if (!/[[\]]/.test(text)) {
    const path = resolveAttributePath(type, text);
    if (path === undefined) return undefined;
    const { extension, attribute, sub } = path;
    if (attribute !== undefined) return { extension, attribute, selection: undefined, sub };
    return extension === undefined ? undefined : { extension, attribute };
  }
  const [, attributeText, filterText, subText] = VALUE_PATH.exec(text.trim()) ?? [];
  if (attributeText === undefined || filterText === undefined) {
    throw badRequest('invalidPath', `'${text}' is not a path of RFC 7644 section 3.5.2.`);
  }
  const path = resolveAttributePath(type, attributeText);
  if (path?.attribute === undefined) return undefined;
  const { extension, attribute } = path;
  if (path.sub !== undefined || !attribute.multiValued) {
    throw badRequest(
      'invalidPath',
      `'${attributeText}' is not multi-valued, so '${text}' cannot select one of its values.`,
    );
  }
  const sub = subText === undefined ? undefined : findAttribute(attribute.subs, subText);
  if (subText !== undefined && sub === undefined) return undefined;
  return { extension, attribute, selection: parseSelection(filterText, attribute), sub };
}

function parseSelection(text: string, attribute: Attribute): ValueSelection {
  try {
    const filter = parseFilter(text);
    return { filter, matches: compileElementFilter(filter, attribute) };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw badRequest('invalidFilter', error.message);
  }
}

/** The value that the selected element must have so that the filter finds it; undefined when `eq` alone does not say. */
export function elementForFilter(filter: Filter): Record<string, unknown> | undefined {
  if (filter.op === 'eq' && filter.compValue !== null) return { [filter.attrPath]: filter.compValue };
  if (filter.op !== 'and') return undefined;
  const parts = filter.filters.map(elementForFilter);
  return parts.reduce((whole, part) => (whole === undefined || part === undefined ? undefined : { ...whole, ...part }));
}
