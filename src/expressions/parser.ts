import type { Diagnostic, Fix } from './finding.ts';
import { type Token, tokenize } from './lexer.ts';
import { operatorAdvice } from './syntaxAdvice.ts';
import type { BlankNode, ComparisonOperator, ExpressionNode } from './syntaxTree.ts';

/** Calls may nest this deep; what is deeper is reported and left out, so that no later pass can exhaust the stack. */
export const maximumNesting = 1200;

/** What parsing gives: always a tree, the best one there is, and what is wrong with the text. */
export interface ParsedExpression {
  readonly tree: ExpressionNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** A call whose closing parenthesis was not met yet. */
interface OpenCall {
  /** The function's name, the parenthesis itself where none stands before it, null for the whole text. */
  readonly name: Token | null;
  readonly arguments: ExpressionNode[];
  argumentStart: number;
  left: ExpressionNode | null;
  operator: { readonly value: ComparisonOperator; readonly start: number; readonly end: number } | null;
  right: ExpressionNode | null;
  /** Set after something that is not in the language: the rest of the argument was reported already. */
  skipping: boolean;
}

const comparisonOperators: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['=', '='],
  ['<>', '<>'],
  ['>', '>'],
  ['>=', '>='],
  ['<', '<'],
  ['<=', '<='],
  ['==', '='],
  ['!=', '<>'],
]);

/**
 * Parses an expression (expressions.md section 3). Never throws, needs linear time, and uses no recursion: the open calls
 * stand on an explicit stack.
 */
export function parse(text: string): ParsedExpression {
  const { tokens, diagnostics: lexical } = tokenize(text);
  const unterminated = lexical.find(({ code }) => code.startsWith('syntaxUnterminated'))?.fix?.edits[0];
  const parser = new Parser(text, tokens, unterminated?.offset === text.length ? unterminated.newText : '');
  const tree = parser.run();
  const diagnostics = [...lexical, ...parser.diagnostics].sort((one, other) => one.offset - other.offset);
  return { tree, diagnostics };
}

class Parser {
  readonly diagnostics: Diagnostic[] = [];
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** What closes a text or name that the end of the text cut off. */
  readonly #ending: string;
  readonly #open: OpenCall[] = [];
  #current: OpenCall = openCall(null, 0);

  constructor(text: string, tokens: readonly Token[], ending: string) {
    this.#text = text;
    this.#tokens = tokens;
    this.#ending = ending;
  }

  run(): ExpressionNode {
    for (let index = 0; index < this.#tokens.length; index += 1) {
      const token = this.#tokens[index];
      if (token === undefined) break;
      const opens = token.kind === 'open' || (token.kind === 'name' && this.#tokens[index + 1]?.kind === 'open');
      if (opens && this.#open.length >= maximumNesting) {
        this.#report(
          'syntaxTooDeep',
          `Functions are nested more than ${maximumNesting} deep here; split the expression.`,
          token,
        );
        break;
      }
      const next = this.#tokens[index + 1];
      if (token.kind === 'name' && next?.kind === 'open') {
        this.#enter(token, next.end);
        index += 1;
      } else {
        this.#take(token);
      }
    }
    this.#closeUnfinished();
    return this.#finishRoot();
  }

  #take(token: Token): void {
    switch (token.kind) {
      case 'comma':
        this.#comma(token);
        break;
      case 'close':
        this.#close(token);
        break;
      case 'operator':
        this.#operator(token);
        break;
      case 'open':
        this.#reportOnce(
          'syntaxGrouping',
          'Parentheses only follow a function’s name; remove them, or nest functions instead.',
          token,
        );
        this.#enter(token, token.end);
        break;
      case 'unknown':
        this.#unknown(token);
        break;
      case 'name':
      case 'string':
      case 'attribute':
      case 'number':
        this.#operand(token);
        break;
    }
  }

  #enter(name: Token, argumentStart: number): void {
    this.#separate(name);
    this.#open.push(this.#current);
    this.#current = openCall(name, argumentStart);
  }

  #comma(token: Token): void {
    if (this.#current.name === null) {
      this.#reportOnce(
        'syntaxUnexpectedComma',
        'This comma stands outside every function; remove it and what follows.',
        token,
        remove(token, 'Remove the comma'),
      );
      this.#current.skipping = true;
      return;
    }
    this.#finishArgument(token.start);
    this.#current.argumentStart = token.end;
  }

  #close(token: Token): void {
    const parent = this.#open.pop();
    if (parent === undefined) {
      this.#report(
        'syntaxUnexpectedParenthesis',
        'This closing parenthesis has no opening one; remove it.',
        token,
        remove(token, 'Remove the parenthesis'),
      );
      return;
    }
    this.#leave(parent, token.end, true, token.start);
  }

  #leave(parent: OpenCall, end: number, closed: boolean, contentEnd: number): void {
    const { name, arguments: given, left } = this.#current;
    if (given.length > 0 || left !== null) this.#finishArgument(contentEnd);
    this.#current = parent;
    const [only] = given;
    if (name?.kind === 'open') this.#place(only ?? blank(name.start, end));
    else if (name !== null)
      this.#place({ kind: 'call', name: name.value, arguments: given, closed, start: name.start, end });
  }

  #operator(token: Token): void {
    const operator = comparisonOperators.get(token.value);
    const { left, operator: earlier, skipping } = this.#current;
    if (skipping) return;
    if (operator === undefined) {
      this.#reportOnce('syntaxOperator', operatorAdvice(token.value), token);
      this.#current.skipping = true;
      return;
    }
    if (operator !== token.value) {
      const fix = {
        title: `Write ${operator}`,
        edits: [{ offset: token.start, length: token.end - token.start, newText: operator }],
      };
      this.#report('syntaxOperator', `There is no operator ${token.value}; write ${operator}.`, token, fix);
    }
    if (left === null) {
      this.#report(
        'syntaxMissingOperand',
        `Something must stand before ${token.value}: an attribute, a text, a number or a function.`,
        token,
      );
      this.#current.left = blank(token.start, token.start);
    } else if (earlier !== null) {
      this.#reportOnce(
        'syntaxChainedComparison',
        'Only one comparison may stand here; nest IIF for a second one.',
        token,
      );
      this.#current.skipping = true;
      return;
    }
    this.#current.operator = { value: operator, start: token.start, end: token.end };
  }

  #unknown(token: Token): void {
    const message =
      token.value === "'"
        ? 'Text constants are written in double quotation marks, as "text".'
        : `The character ${token.value} does not belong to the language; text constants are written in double quotation marks, attributes in brackets.`;
    this.#reportOnce('syntaxUnexpectedCharacter', message, token);
    this.#current.skipping = true;
  }

  #operand(token: Token): void {
    const hasValue = this.#current.operator === null ? this.#current.left !== null : this.#current.right !== null;
    if (hasValue && !this.#current.skipping) {
      if (token.kind === 'name' && /^(?:and|or)$/iu.test(token.value)) {
        this.#reportOnce('syntaxOperator', operatorAdvice(token.value), token);
        this.#current.skipping = true;
        return;
      }
      if (token.kind === 'attribute' && this.#index(token)) return;
    }
    if (this.#current.skipping) return;
    this.#separate(token);
    this.#place(leaf(token));
  }

  /** `Split(x, "@")[0]`, which other languages have: offers Item, which counts from 1. */
  #index(token: Token): boolean {
    const operand = this.#current.right ?? this.#current.left;
    if (operand?.end !== token.start || !/^\d+$/u.test(token.value)) return false;
    const position = Number(token.value) + 1;
    this.#report(
      'syntaxIndex',
      `Values are not picked with brackets; write Item(…, ${position}), which counts from 1.`,
      token,
      {
        title: 'Use Item',
        edits: [
          { offset: operand.start, length: 0, newText: 'Item(' },
          { offset: token.start, length: token.end - token.start, newText: `, ${position})` },
        ],
      },
    );
    return true;
  }

  /** Two values without a comma between them: reports it and takes the second as the next argument. */
  #separate(token: Token): void {
    const { left, operator, right, name } = this.#current;
    if (this.#current.skipping || (operator === null ? left === null : right === null)) return;
    if (name === null) {
      this.#report('syntaxTrailing', 'The expression ends before this; remove what follows.', token);
      this.#current.skipping = true;
      return;
    }
    const before = (right ?? left)?.end ?? token.start;
    this.#report('syntaxMissingComma', 'A comma is missing before this argument.', token, {
      title: 'Add a comma',
      edits: [{ offset: before, length: 0, newText: ',' }],
    });
    this.#finishArgument(before);
    this.#current.argumentStart = token.start;
  }

  #place(node: ExpressionNode): void {
    if (this.#current.skipping) return;
    if (this.#current.operator === null) this.#current.left ??= node;
    else this.#current.right ??= node;
  }

  #finishArgument(end: number): void {
    const call = this.#current;
    call.arguments.push(this.#operandOf(call, end));
    call.left = null;
    call.operator = null;
    call.right = null;
    call.skipping = false;
  }

  #operandOf(call: OpenCall, end: number): ExpressionNode {
    const { left, operator, right } = call;
    if (left === null) return blank(call.argumentStart, end);
    if (operator === null) return left;
    if (right === null) {
      const message = `Something must stand after ${operator.value}: an attribute, a text, a number or a function.`;
      this.diagnostics.push({
        code: 'syntaxMissingOperand',
        severity: 'error',
        message,
        offset: operator.start,
        length: operator.end - operator.start,
      });
    }
    const other = right ?? blank(operator.end, Math.max(operator.end, end));
    return {
      kind: 'comparison',
      operator: operator.value,
      operatorStart: operator.start,
      left,
      right: other,
      start: left.start,
      end: other.end,
    };
  }

  #closeUnfinished(): void {
    const missing = this.#open.length;
    const end = this.#text.length;
    const last = this.#current.name;
    if (missing > 0 && last !== null) {
      const message =
        missing === 1
          ? `${last.value}( has no closing parenthesis; add ) at its end.`
          : `${missing} closing parentheses are missing, the innermost after ${last.value}(…; add them.`;
      this.#report('syntaxMissingParenthesis', message, last, {
        title: 'Add what closes the functions',
        edits: [{ offset: end, length: 0, newText: this.#ending + ')'.repeat(missing) }],
      });
    }
    for (let parent = this.#open.pop(); parent !== undefined; parent = this.#open.pop())
      this.#leave(parent, end, false, end);
  }

  #finishRoot(): ExpressionNode {
    const root = this.#operandOf(this.#current, this.#text.length);
    if (root.kind === 'blank' && this.diagnostics.length === 0) {
      const message =
        'The expression is empty; write a function, an attribute in brackets or a text in quotation marks.';
      this.diagnostics.push({ code: 'syntaxEmpty', severity: 'error', message, offset: 0, length: this.#text.length });
    }
    return root;
  }

  #report(code: string, message: string, token: Token, fix?: Fix): void {
    this.diagnostics.push({
      code,
      severity: 'error',
      message,
      offset: token.start,
      length: token.end - token.start,
      ...(fix === undefined ? {} : { fix }),
    });
  }

  #reportOnce(code: string, message: string, token: Token, fix?: Fix): void {
    if (!this.#current.skipping) this.#report(code, message, token, fix);
  }
}

function openCall(name: Token | null, argumentStart: number): OpenCall {
  return { name, arguments: [], argumentStart, left: null, operator: null, right: null, skipping: false };
}

function blank(start: number, end: number): BlankNode {
  return { kind: 'blank', start, end };
}

function leaf(token: Token): ExpressionNode {
  const { start, end, value } = token;
  if (token.kind === 'string') return { kind: 'string', value, start, end };
  if (token.kind === 'attribute') return { kind: 'attribute', name: value, start, end };
  return token.kind === 'number'
    ? { kind: 'number', text: value, start, end }
    : { kind: 'constant', name: value, start, end };
}

function remove(token: Token, title: string): Fix {
  return { title, edits: [{ offset: token.start, length: token.end - token.start, newText: '' }] };
}
