import type { Node } from 'jsonc-parser';

/** The value of an object's member; undefined when it is missing, half-typed, or the node is no object. */
export function memberOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  const property = node.children?.find((each) => each.children?.[0]?.value === name);
  return property?.children?.[1];
}

/** The names of an object's members. */
export function memberNames(node: Node): ReadonlySet<string> {
  return new Set((node.children ?? []).map((property) => String(property.children?.[0]?.value)));
}

/**
 * The value of an object's member, or of a member of the objects below it: where a closing brace is missing, what follows
 * has become a part of the object that should have ended. Arrays are not searched.
 */
export function memberWithin(node: Node | null | undefined, name: string): Node | undefined {
  const own = memberOf(node ?? undefined, name);
  if (own !== undefined || node?.type !== 'object') return own;
  for (const property of node.children ?? []) {
    const found = memberWithin(property.children?.[1], name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The items of an array; none when the node is no array. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

/** A string node's value; undefined for any other node. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.type === 'string' ? String(node.value) : undefined;
}

/** A member that is a string, as a node; undefined for any other. */
export function textMember(node: Node | undefined, name: string): Node | undefined {
  const member = memberOf(node, name);
  return member?.type === 'string' ? member : undefined;
}

/** Whether a member is `true`. */
export function flagMember(node: Node | undefined, name: string): boolean {
  return memberOf(node, name)?.value === true;
}

/** Whether a document offset stands in a node, its end included. */
export function contains(node: Node, offset: number): boolean {
  return node.offset <= offset && offset <= node.offset + node.length;
}
