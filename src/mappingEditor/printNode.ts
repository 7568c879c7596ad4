import type { Node } from 'jsonc-parser';
import { membersOf } from '../job/jsonDocument.ts';

/**
 * Prints a node of a JSON document with comments as plain JSON, two blanks of indentation a level. Members stay in their order, and
 * names, texts and numbers as they are written: what a value cannot hold (`1.0`, twenty digits, an escape) is not changed.
 * `instead` gives values to print in the place of nodes, by their offset.
 */
export function printNode(text: string, node: Node, instead: ReadonlyMap<number, unknown>, margin = ''): string {
  const inner = `${margin}  `;
  if (instead.has(node.offset) && node.type === 'object') {
    return JSON.stringify(instead.get(node.offset), null, 2).replaceAll('\n', `\n${margin}`);
  }
  if (node.type === 'array') {
    const items = (node.children ?? []).map((item) => inner + printNode(text, item, instead, inner));
    return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${margin}]`;
  }
  if (node.type !== 'object') return literal(text, node);
  const members = membersOf(node).map(
    ([name, value]) => `${inner}${literal(text, name)}: ${printNode(text, value, instead, inner)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${margin}}`;
}

function literal(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}
