import type { Node } from 'jsonc-parser';
import type { JobPath } from './jobFinding.ts';
import { membersOf } from './jsonDocument.ts';

/** Finds the node of a value by its place in the document; undefined when nothing stands there. */
export type FindNode = (path: JobPath) => Node | undefined;

/**
 * Makes a function that finds nodes below `root`. It remembers the members of each object that it passes, so that a
 * thousand places in an object of a million members do not take a thousand million steps.
 */
export function nodeFinder(root: Node | null): FindNode {
  const remembered = new Map<Node, ReadonlyMap<string, Node>>();
  const membersIn = (node: Node): ReadonlyMap<string, Node> => {
    const known = remembered.get(node);
    if (known !== undefined) return known;
    const members = new Map<string, Node>();
    // Of a name that stands twice, the first is the one that jsonc-parser would find.
    for (const [name, value] of membersOf(node)) {
      const text = String(name.value);
      if (!members.has(text)) members.set(text, value);
    }
    remembered.set(node, members);
    return members;
  };
  return (path) => {
    let node = root ?? undefined;
    for (const segment of path) {
      if (node === undefined) return undefined;
      if (typeof segment === 'number') node = node.type === 'array' ? node.children?.[segment] : undefined;
      else node = node.type === 'object' ? membersIn(node).get(segment) : undefined;
    }
    return node;
  };
}
