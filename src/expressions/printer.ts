import type { ExpressionNode } from './syntaxTree.ts';

/**
 * Prints a tree the way Graph prints it (expressions.md section 4): a comma and one blank between arguments, nothing where a
 * position is blank, no blanks around a comparison. Parsing the result gives the same tree.
 */
export function print(node: ExpressionNode): string {
  switch (node.kind) {
    case 'call':
      return `${node.name}(${node.arguments.map(print).join(', ')})`;
    case 'comparison':
      return `${print(node.left)}${node.operator}${print(node.right)}`;
    case 'attribute':
      return `[${node.name}]`;
    case 'string':
      return quoteString(node.value);
    case 'number':
      return node.text;
    case 'constant':
      return node.name;
    case 'blank':
    case 'macro':
      return '';
  }
}

/** Prints a tree over several lines where a call is longer than `width` characters, for people to read and edit. */
export function printMultiline(node: ExpressionNode, width = 80, indent = ''): string {
  const line = print(node);
  if (node.kind !== 'call' || node.arguments.length === 0 || indent.length + line.length <= width) return line;
  const inner = `${indent}  `;
  const lines = node.arguments.map((argument) => `${inner}${printMultiline(argument, width, inner)}`.trimEnd());
  return `${node.name}(\n${lines.join(',\n')}\n${indent})`;
}

/** A text as a string constant: in quotation marks, with `\` and `"` escaped. */
export function quoteString(value: string): string {
  return `"${value.replaceAll(/[\\"]/gu, '\\$&')}"`;
}
