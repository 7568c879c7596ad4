import type { Diagnostic } from '../finding.ts';
import { type Token, tokenize } from './lexer.ts';
import { constantMeaning } from './literals.ts';
import { OpenCall } from './openCall.ts';
import * as problems from './syntaxProblems.ts';
import type { ComparisonOperator, ExpressionNode } from './syntaxTree.ts';

/** Calls may nest this deep; what is deeper is reported and left out, so that no later pass can exhaust the stack. */
export const maximumNesting = 1200;

/** A text of more characters is not read: Entra saves expressions of at most 10,000. */
export const maximumText = 100_000;

/** What parsing gives: always a tree, the best one there is, and what is wrong with the text. */
export interface ParsedExpression {
  readonly tree: ExpressionNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** The comparison operators, and what other languages write for them. */
const comparisonOperators: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['=', '='],
  ['<>', '<>'],
  ['>', '>'],
  ['>=', '>='],
  ['<', '<'],
  ['<=', '<='],
  ['==', '='],
  ['!=', '<>'],
  ['=>', '>='],
  ['=<', '<='],
]);

/**
 * Parses an expression. Never throws, needs linear time, and uses no recursion: the open calls
 * stand on an explicit stack. A text of more than `maximumText` characters is reported and not looked into.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/functions-for-customizing-application-data
 */
export function parse(text: string): ParsedExpression {
  if (text.length > maximumText) {
    const whole = { start: 0, end: text.length };
    return { tree: { kind: 'blank', ...whole }, diagnostics: [problems.tooLong(whole, maximumText)] };
  }
  const { tokens, diagnostics: lexical } = tokenize(text);
  const parser = new Parser(text, tokens);
  const tree = parser.run();
  const found = [...withClosing(text, lexical, parser.missing), ...parser.found];
  return { tree, diagnostics: found.sort((one, other) => one.offset - other.offset) };
}

/** What the end of the text cut off has one cause: its fix closes the text or name and the functions around it. */
function withClosing(text: string, lexical: readonly Diagnostic[], missing: Diagnostic | null): readonly Diagnostic[] {
  if (missing === null) return lexical;
  const last = lexical.at(-1);
  const [edit] = last?.fix?.edits ?? [];
  const isCutOff = edit?.offset === text.trimEnd().length && last?.code.startsWith('syntaxUnterminated');
  if (last?.fix === undefined || edit === undefined || isCutOff !== true) return [...lexical, missing];
  const newText = edit.newText + (missing.fix?.edits[0]?.newText ?? '');
  return [...lexical.slice(0, -1), { ...last, fix: { title: last.fix.title, edits: [{ ...edit, newText }] } }];
}

class Parser {
  /** The calls that are still open at the end of the text, as one problem. */
  missing: Diagnostic | null = null;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #problems = new problems.ProblemList();
  readonly #open: OpenCall[] = [];
  #current = new OpenCall(null, 0);
  #isTooDeep = false;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  get found(): readonly Diagnostic[] {
    return this.#problems.diagnostics;
  }

  run(): ExpressionNode {
    for (let index = 0; index < this.#tokens.length; index += 1) {
      const token = this.#tokens[index];
      const next = this.#tokens[index + 1];
      if (token === undefined) break;
      const isCall = token.kind === 'name' && next?.kind === 'open';
      if ((isCall || token.kind === 'open') && this.#open.length >= maximumNesting) {
        this.#isTooDeep = true;
        this.#report(problems.tooDeep(token, maximumNesting));
        break;
      }
      if (isCall) {
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
        this.#enter(token, token.end);
        break;
      case 'unknown':
        this.#skip(problems.unexpectedCharacter(token));
        break;
      case 'name':
      case 'string':
      case 'attribute':
      case 'number':
      case 'macro':
        this.#operand(token);
        break;
    }
  }

  #enter(name: Token, argumentStart: number): void {
    this.#separate(name);
    this.#open.push(this.#current);
    this.#current = new OpenCall(name, argumentStart);
  }

  #comma(token: Token): void {
    if (this.#current.name === null) this.#skip(problems.unexpectedComma(token));
    else this.#finishArgument(token.start, token.end);
  }

  #close(token: Token): void {
    const parent = this.#open.pop();
    if (parent === undefined) this.#report(problems.unexpectedParenthesis(token));
    else this.#leave(parent, token.end, token);
  }

  /** Goes back to the call around the current one; `close` is the parenthesis, null at the end of the text. */
  #leave(parent: OpenCall, end: number, close: Token | null): void {
    const call = this.#current;
    const { name, arguments: given } = call;
    if (given.length > 0 || call.hasArgument) this.#finishArgument(close?.start ?? end, end);
    this.#current = parent;
    if (name === null) return;
    if (!call.isGrouping) {
      parent.place({
        kind: 'call',
        name: name.value,
        arguments: given,
        closed: close !== null,
        start: name.start,
        end,
      });
      return;
    }
    if (!parent.skipping) this.#report(problems.grouping(name, close));
    const [only] = given;
    if (only !== undefined && only.kind !== 'blank') parent.place(only);
  }

  #operator(token: Token): void {
    const call = this.#current;
    if (call.skipping) return;
    const operator = comparisonOperators.get(token.value);
    if (operator === undefined) {
      this.#skip(problems.unknownOperator(token));
    } else if (call.operator !== null || call.left?.kind === 'comparison') {
      this.#skip(problems.chainedComparison(token));
    } else if (operator === '=' && (call.name === null || call.isGrouping) && !call.hasArgument) {
      this.#report(problems.leadingEquals(token));
    } else {
      if (operator !== token.value) this.#report(problems.foreignOperator(token, operator));
      if (!call.hasArgument) this.#report(problems.missingOperand('before', token));
      call.compare({ value: operator, start: token.start, end: token.end });
    }
  }

  #operand(token: Token): void {
    if (this.#current.skipping) return;
    const before = this.#current.latestOperand;
    if (before !== null) {
      if (token.kind === 'name' && this.#readsAsOperator(token.value)) {
        this.#skip(problems.unknownOperator(token));
        return;
      }
      if (token.kind === 'attribute' && before.end === token.start && /^\d+$/u.test(token.value)) {
        this.#report(problems.index(token, before, Number(token.value) + 1));
        return;
      }
      this.#separate(token);
    }
    this.#current.place(leaf(token));
  }

  /** A word behind a value: AND and OR everywhere, inside a call also any other that could not be an argument, as IS or LIKE. */
  #readsAsOperator(word: string): boolean {
    return /^(?:and|or)$/iu.test(word) || (this.#current.name !== null && constantMeaning(word) === undefined);
  }

  /** Two values without a comma between them: reports it and takes the second as the next argument. */
  #separate(token: Token): void {
    const call = this.#current;
    const before = call.latestOperand;
    if (call.skipping || before === null) return;
    if (call.name !== null) {
      this.#report(problems.missingComma(token, before.end));
      this.#finishArgument(before.end, token.start);
    } else if (before.kind === 'constant' && call.operator === null) {
      this.#openLate({ kind: 'name', value: before.name, start: before.start, end: before.end });
    } else {
      this.#skip(problems.trailing({ start: token.start, end: token.end }));
    }
  }

  /** At the outermost level only a call can go on behind a word, so its parenthesis is what is missing. */
  #openLate(name: Token): void {
    this.#report(problems.missingOpeningParenthesis(name));
    this.#open.push(new OpenCall(null, 0));
    this.#current = new OpenCall(name, name.end);
  }

  #finishArgument(end: number, next: number): void {
    this.#checkOperands();
    this.#current.finishArgument(end, next);
  }

  #checkOperands(): void {
    const { operator, right, skipping } = this.#current;
    if (operator !== null && right === null && !skipping) this.#report(problems.missingOperand('after', operator));
  }

  #closeUnfinished(): void {
    const end = this.#text.length;
    const calls = [...this.#open, this.#current].filter(({ name, isGrouping }) => name !== null && !isGrouping);
    const innermost = calls.at(-1)?.name;
    if (innermost && !this.#isTooDeep) this.missing = problems.missingParentheses(innermost, calls.length, end);
    for (let parent = this.#open.pop(); parent !== undefined; parent = this.#open.pop()) this.#leave(parent, end, null);
  }

  #finishRoot(): ExpressionNode {
    this.#checkOperands();
    const root = this.#current.argumentNode(this.#text.length);
    if (root.kind === 'blank' && this.#problems.diagnostics.length === 0)
      this.#report(problems.empty(this.#text.length));
    return root;
  }

  #report(diagnostic: Diagnostic): void {
    this.#problems.add(diagnostic);
  }

  /** Reports what is not in the language, and leaves the rest of the argument alone. */
  #skip(diagnostic: Diagnostic): void {
    if (!this.#current.skipping) this.#report(diagnostic);
    this.#current.skipping = true;
  }
}

function leaf(token: Token): ExpressionNode {
  const { start, end, value } = token;
  if (token.kind === 'string') return { kind: 'string', value, start, end };
  if (token.kind === 'attribute') return { kind: 'attribute', name: value, start, end };
  if (token.kind === 'macro') return { kind: 'macro', name: value, start, end };
  return token.kind === 'number'
    ? { kind: 'number', text: value, start, end }
    : { kind: 'constant', name: value, start, end };
}
