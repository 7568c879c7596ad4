import { badRequest } from './errors.ts';
import type { Attribute } from './schemas/resourceType.ts';
import type { ScimObject } from './scimObject.ts';

/**
 * Checks that a reference is an address, and not that of a resource of a type that the attribute may not refer to. It may be
 * relative unless it is `external` (RFC 7643 sections 2.3.7 and 7). Throws 400 `invalidValue`.
 */
export function checkReference(
  { referenceTypes = [] }: Pick<Attribute, 'referenceTypes'>,
  text: string,
  path: string,
): void {
  const kinds = referenceTypes.filter((type) => type !== 'external');
  const isAddress = kinds.length > 0 ? URL.canParse(text, 'http://host/') : URL.canParse(text);
  if (/\s/.test(text) || text === '' || !isAddress)
    throw badRequest('invalidValue', `'${path}' must be an address (a URI), not ${JSON.stringify(text)}.`);
  if (referenceTypes.length === 0 || referenceTypes.includes('external')) return;
  const { kind } = referentOf(text);
  if (kind !== undefined && !kinds.includes(kind))
    throw badRequest('invalidValue', `'${path}' must be the address of a ${kinds.join(' or a ')}; '${text}' is not.`);
}

/** Checks that `$ref`, `value` and `type` of one value name the same resource. Throws 400 `invalidValue`. */
export function checkSameReferent({ $ref, value, type }: ScimObject, path: string): void {
  if (typeof $ref !== 'string') return;
  const { kind, id } = referentOf($ref);
  if (typeof value === 'string' && id !== undefined && id !== value)
    throw badRequest('invalidValue', `'${path}.$ref' is the address of '${id}', and '${path}.value' is '${value}'.`);
  if (typeof type === 'string' && kind !== undefined && kind !== type)
    throw badRequest('invalidValue', `'${path}.$ref' is the address of a ${kind}, and '${path}.type' is '${type}'.`);
}

export interface Referent {
  readonly kind: string | undefined;
  readonly id: string | undefined;
}

/** What an address below the service's base names: `https://example.com/v2/Users/2819` is the user 2819. */
export function referentOf(address: string): Referent {
  const [, kind, id] = /(?:^|\/)(User|Group)s\/([^/?#]+)\/?$/.exec(address) ?? [];
  return { kind, id: id === undefined ? undefined : decoded(id) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
