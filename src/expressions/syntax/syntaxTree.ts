/**
 * The syntax tree of an expression. Nodes are immutable; `start` and `end` are offsets in the
 * text in UTF-16 units, `end` exclusive. A tree built from Graph's form has the offsets of its canonical text.
 */
export type ExpressionNode =
  CallNode | AttributeNode | StringNode | NumberNode | ConstantNode | ComparisonNode | BlankNode | MacroNode;

export interface CallNode {
  readonly kind: 'call';
  /** The name as written; functions match in any case. It stands at `start`. */
  readonly name: string;
  /** Every position between the parentheses, blank ones included; `Now()` has none. */
  readonly arguments: readonly ExpressionNode[];
  /** Whether the closing parenthesis is there. */
  readonly closed: boolean;
  readonly start: number;
  readonly end: number;
}

export interface AttributeNode {
  readonly kind: 'attribute';
  /** The case-sensitive name without its brackets. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface StringNode {
  readonly kind: 'string';
  /** The text without quotes and escapes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface NumberNode {
  readonly kind: 'number';
  /** As written, as `42568.75` or `&HF7`: long integers do not fit a double. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A bare word such as `vbTextCompare` or `IgnoreAttributeFlow`. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export type ComparisonOperator = '=' | '<>' | '>' | '>=' | '<' | '<=';

export interface ComparisonNode {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly operatorStart: number;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly start: number;
  readonly end: number;
}

/** A parameter that is not given: nothing but white space between two separators. */
export interface BlankNode {
  readonly kind: 'blank';
  readonly start: number;
  readonly end: number;
}

/**
 * A fact of the tenant, as `%DomainFQDN%`. Microsoft's mappings are published with it in the text; Graph prints nothing in its place and
 * keeps it in the tree. A tree may also hold a constant that lost its text for another reason.
 */
export interface MacroNode {
  readonly kind: 'macro';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  if (node.kind === 'call') return node.arguments;
  return node.kind === 'comparison' ? [node.left, node.right] : [];
}

/** A node and all nodes below it, parents first, in the order of the text. */
export function* descendants(root: ExpressionNode): Generator<ExpressionNode> {
  const pending: ExpressionNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) pending.push(child);
    }
  }
}
