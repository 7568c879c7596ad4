import type { BlankNode, CallNode, ExpressionNode } from '../syntax/syntaxTree.ts';

/** An argument that is not given, without a place in a text. */
export const blank: BlankNode = { kind: 'blank', start: 0, end: 0 };

/** Arguments by the position of their parameter: FormatDateTime with three of them has left its second one out. */
export function alignedArguments({ name, arguments: given }: CallNode): readonly ExpressionNode[] {
  const [source, ...formats] = given;
  if (given.length !== 3 || source === undefined || name.toLowerCase() !== 'formatdatetime') return given;
  return [source, blank, ...formats];
}
