import type { Token } from './lexer.ts';
import type { BlankNode, ComparisonOperator, ExpressionNode } from './syntaxTree.ts';

interface Operator {
  readonly value: ComparisonOperator;
  readonly start: number;
  readonly end: number;
}

/**
 * A call whose closing parenthesis was not met yet, with the argument that is being read: nothing, one operand, or a
 * comparison. Also stands for grouping parentheses, and for the whole text, which is like the one argument of a call without a name.
 */
export class OpenCall {
  /** The function's name, the parenthesis itself where none stands before it, null for the whole text. */
  readonly name: Token | null;
  readonly arguments: ExpressionNode[] = [];
  left: ExpressionNode | null = null;
  operator: Operator | null = null;
  right: ExpressionNode | null = null;
  /** Set after something that is not in the language: the rest of the argument was reported already. */
  skipping = false;
  #argumentStart: number;

  constructor(name: Token | null, argumentStart: number) {
    this.name = name;
    this.#argumentStart = argumentStart;
  }

  /** Whether these parentheses only group, which the language does not have. */
  get isGrouping(): boolean {
    return this.name?.kind === 'open';
  }

  /** The operand that was read last, if the place for the next one is taken. */
  get latestOperand(): ExpressionNode | null {
    return this.operator === null ? this.left : this.right;
  }

  /** Whether anything was read of the argument at hand. */
  get hasArgument(): boolean {
    return this.left !== null;
  }

  /** Takes an operand in the place that is free. A comparison of comparisons cannot be written, so one inside gives its left side. */
  place(node: ExpressionNode): void {
    if (this.skipping) return;
    if (this.operator === null) this.left ??= node;
    else this.right ??= node.kind === 'comparison' ? node.left : node;
  }

  /** Takes the operator of a comparison; a blank stands in for a left side that is missing. */
  compare(operator: Operator): void {
    this.left ??= blank(operator.start, operator.start);
    this.operator = operator;
  }

  /** Ends the argument at hand, and begins the next one at `next`. */
  finishArgument(end: number, next: number): void {
    this.arguments.push(this.argumentNode(end));
    this.left = null;
    this.operator = null;
    this.right = null;
    this.skipping = false;
    this.#argumentStart = next;
  }

  /** The argument at hand as a node that ends at `end` at the latest. */
  argumentNode(end: number): ExpressionNode {
    const { left, operator } = this;
    if (left === null) return blank(this.#argumentStart, end);
    if (operator === null) return left;
    const right = this.right ?? blank(operator.end, Math.max(operator.end, end));
    return {
      kind: 'comparison',
      operator: operator.value,
      operatorStart: operator.start,
      left,
      right,
      start: left.start,
      end: right.end,
    };
  }
}

function blank(start: number, end: number): BlankNode {
  return { kind: 'blank', start, end };
}
