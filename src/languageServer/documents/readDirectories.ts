import type { Node } from 'jsonc-parser';
import type { LocatedAttribute, LocatedDirectory, LocatedObject } from './documentModel.ts';
import { flagMember, itemsOf, memberOf, textMember, textOf } from './jsonNodes.ts';

/** The directory definitions of a schema, with where each name stands; what has no name yet is left out. */
export function readDirectories(list: Node | undefined): readonly LocatedDirectory[] {
  return itemsOf(list).flatMap((node) => {
    const nameNode = textMember(node, 'name');
    if (nameNode === undefined) return [];
    const objects: LocatedObject[] = [];
    const directory: LocatedDirectory = { node, name: String(nameNode.value), nameNode, objects };
    for (const each of itemsOf(memberOf(node, 'objects'))) objects.push(...readObject(each, directory));
    return [directory];
  });
}

function readObject(node: Node, directory: LocatedDirectory): readonly LocatedObject[] {
  const nameNode = textMember(node, 'name');
  if (nameNode === undefined) return [];
  const attributes = new Map<string, LocatedAttribute>();
  for (const each of itemsOf(memberOf(node, 'attributes'))) {
    const attribute = readAttribute(each);
    if (attribute !== null && !attributes.has(attribute.name)) attributes.set(attribute.name, attribute);
  }
  return [
    { node, name: String(nameNode.value), nameNode, directory, attributes, attributeList: [...attributes.values()] },
  ];
}

/** What is absent has Microsoft Graph's default: a plain, single-valued string that may be read and written. */
function readAttribute(node: Node): LocatedAttribute | null {
  const nameNode = textMember(node, 'name');
  if (nameNode === undefined) return null;
  return {
    node,
    name: String(nameNode.value),
    nameNode,
    type: textOf(memberOf(node, 'type')) ?? 'String',
    multivalued: flagMember(node, 'multivalued'),
    required: flagMember(node, 'required'),
    anchor: flagMember(node, 'anchor'),
    caseExact: flagMember(node, 'caseExact'),
    mutability: textOf(memberOf(node, 'mutability')) ?? 'ReadWrite',
  };
}
