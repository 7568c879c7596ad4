import type { AssignmentNode, ObjectNode } from '../assignments/assignmentNodes.ts';

/** Which object a command is about: a node of the tree, or a name or id that a link or another extension passed; null when the person is to pick. */
export function subjectOf(argument: unknown): string | null {
  if (isObjectNode(argument)) return argument.object.id;
  return typeof argument === 'string' && argument !== '' ? argument : null;
}

export function isObjectNode(argument: unknown): argument is ObjectNode {
  return isNode(argument) && argument.kind === 'object';
}

export function isNode(argument: unknown): argument is AssignmentNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'parent' in argument;
}
