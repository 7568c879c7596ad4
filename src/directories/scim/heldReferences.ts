import { parseAttributePath } from './attributePath.ts';
import { carriedMember, member, type ScimResource } from './resource.ts';

/** The ids that a reference attribute of a resource holds; null when the resource does not tell the attribute. */
export function heldReferences(resource: ScimResource, attribute: string): readonly string[] | null {
  const value = carriedMember(resource, parseAttributePath(attribute));
  if (value === undefined) return null;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => referencedId(item) ?? []);
}

/** What an element refers to: its `value` (RFC 7643 section 4.2), or itself where a server gives bare ids. */
export function referencedId(element: unknown): string | null {
  const value = typeof element === 'object' ? member(element, 'value') : element;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Whether an attribute path names the members of a group. */
export function namesMembers(attribute: string): boolean {
  const { schema, attribute: name } = parseAttributePath(attribute);
  return schema === null && name.toLowerCase() === 'members';
}
