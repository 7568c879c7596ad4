import { parseAttributePath } from './attributePath.ts';
import { idInAddress } from './idInAddress.ts';
import { carriedMember, member, type ScimResource } from './resource.ts';

/** The ids that a reference attribute of a resource holds; null when the resource does not tell the attribute. */
export function heldReferences(resource: ScimResource, attribute: string): readonly string[] | null {
  const value = carriedMember(resource, parseAttributePath(attribute));
  if (value === undefined) return null;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => referencedId(item) ?? []);
}

/**
 * What an element refers to: its `value` (RFC 7643 section 4.2), the resource that its `$ref` is the address of where it has
 * none (section 2.4 has all sub-attributes optional), or itself where a server gives bare ids.
 */
export function referencedId(element: unknown): string | null {
  if (typeof element !== 'object' || element === null) return asId(element);
  const reference = member(element, '$ref');
  return asId(member(element, 'value')) ?? (typeof reference === 'string' ? idInAddress(reference) : null);
}

function asId(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Whether an attribute path names the members of a group. */
export function namesMembers(attribute: string): boolean {
  const { schema, attribute: name } = parseAttributePath(attribute);
  return schema === null && name.toLowerCase() === 'members';
}
