import { isKnownMacro, isMacro } from './macros.ts';
import type { ExpressionNode } from './syntaxTree.ts';

/**
 * Prints a tree the way Graph prints it: a comma and one space between arguments, nothing where a
 * position is blank, no blanks around a comparison. Parsing the result gives the same tree.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-attributemappingsource
 */
export function print(node: ExpressionNode): string {
  return createPrinter()(node);
}

/**
 * Makes a `print` that remembers the text of every node, for whoever needs the texts of a tree and of its parts.
 * `blankMacros`: print nothing in the place of a macro, as Graph does.
 */
export function createPrinter(blankMacros = false): (node: ExpressionNode) => string {
  const texts = new Map<ExpressionNode, string>();
  const printNode = (node: ExpressionNode): string => {
    const known = texts.get(node);
    if (known !== undefined) return known;
    const text = blankMacros && standsForMacro(node) ? '' : textOf(node, printNode);
    texts.set(node, text);
    return text;
  };
  return printNode;
}

/** Whether Graph keeps a node as a macro, whose text is blank. */
function standsForMacro(node: ExpressionNode): boolean {
  return node.kind === 'macro' || (node.kind === 'string' && isKnownMacro(node.value));
}

function textOf(node: ExpressionNode, printNode: (node: ExpressionNode) => string): string {
  switch (node.kind) {
    case 'call': {
      // Concatenated, not joined: the parts are shared, so that deep nesting needs no quadratic copying.
      let text = `${node.name}(`;
      for (const [index, argument] of node.arguments.entries()) text += (index > 0 ? ', ' : '') + printNode(argument);
      return `${text})`;
    }
    case 'comparison':
      return printNode(node.left) + node.operator + printNode(node.right);
    case 'attribute':
      return `[${node.name}]`;
    case 'string':
      return quoteString(node.value);
    case 'number':
      return node.text;
    case 'constant':
      return node.name;
    case 'macro':
      return isMacro(node.name) ? node.name : '';
    case 'blank':
      return '';
  }
}

/** A text as a string constant: in quotation marks, with `\` and `"` escaped. */
export function quoteString(value: string): string {
  return `"${value.replaceAll(/[\\"]/gu, '\\$&')}"`;
}
