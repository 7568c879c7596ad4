import { badRequest } from '../graphError.ts';

/** A `$filter` expression: the part of OData 4.01 that Microsoft Graph takes on directory objects. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly left: FilterNode; readonly right: FilterNode }
  | { readonly kind: 'not'; readonly operand: FilterNode }
  | FilterTest;

/** A test of the values of one path. */
export type FilterTest =
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly path: string; readonly value: Literal }
  | { readonly kind: 'in'; readonly path: string; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly name: TextFunction; readonly path: string; readonly value: string }
  | { readonly kind: 'any'; readonly path: string; readonly variable: string; readonly predicate: FilterNode | null };

export type CompareOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'startsWith' | 'endsWith' | 'contains';
/** A text in single quotes or a bare GUID, a number, a boolean, a bare date or point in time, or null. */
export type Literal = string | number | boolean | Date | null;

/** Parses a `$filter`; throws Graph's 400 for text that is none. */
export function parseFilter(text: string): FilterNode {
  return new FilterParser(text).parse();
}

const compareOperators: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] satisfies CompareOperator[];
const textFunctions: Readonly<Record<string, TextFunction>> = {
  startswith: 'startsWith',
  endswith: 'endsWith',
  contains: 'contains',
};
const deepest = 100;

class FilterParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): FilterNode {
    const node = this.#or();
    if (this.#peek().kind !== 'end') this.#fail();
    return node;
  }

  #or(): FilterNode {
    let left = this.#and();
    while (this.#skip('word', 'or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): FilterNode {
    let left = this.#unary();
    while (this.#skip('word', 'and')) left = { kind: 'and', left, right: this.#unary() };
    return left;
  }

  #unary(): FilterNode {
    this.#depth += 1;
    if (this.#depth > deepest) throw badRequest(`The filter is nested more than ${deepest} levels deep.`);
    const node = this.#skip('word', 'not') ? this.#negation() : this.#operand();
    this.#depth -= 1;
    return node;
  }

  #negation(): FilterNode {
    return { kind: 'not', operand: this.#unary() };
  }

  #operand(): FilterNode {
    if (!this.#skip('symbol', '(')) return this.#term();
    const node = this.#or();
    this.#expect(')');
    return node;
  }

  #term(): FilterNode {
    const path = this.#word();
    if (this.#skip('symbol', '(')) {
      const name = textFunctions[path.toLowerCase()];
      if (name !== undefined) return this.#call(name);
      return /\/any$/i.test(path) ? this.#any(path.slice(0, -'/any'.length)) : this.#fail();
    }
    const operator = this.#word().toLowerCase();
    if (operator === 'in') return { kind: 'in', path, values: this.#list() };
    if (!compareOperators.includes(operator)) this.#fail();
    return { kind: 'compare', operator: operator as CompareOperator, path, value: this.#literal() };
  }

  #call(name: TextFunction): FilterNode {
    const path = this.#word();
    this.#expect(',');
    const value = this.#literal();
    this.#expect(')');
    return typeof value === 'string' ? { kind: 'call', name, path, value } : this.#fail();
  }

  #any(path: string): FilterNode {
    if (this.#skip('symbol', ')')) return { kind: 'any', path, variable: '', predicate: null };
    const variable = this.#word();
    this.#expect(':');
    const predicate = this.#or();
    this.#expect(')');
    return { kind: 'any', path, variable, predicate };
  }

  #list(): readonly Literal[] {
    this.#expect('(');
    const values = [this.#literal()];
    while (this.#skip('symbol', ',')) values.push(this.#literal());
    this.#expect(')');
    return values;
  }

  #literal(): Literal {
    const { kind, text } = this.#peek();
    const literal = kind === 'text' ? text : kind === 'word' ? wordLiteral(text) : undefined;
    if (literal === undefined) return this.#fail();
    this.#take();
    return literal;
  }

  #word(): string {
    return this.#peek().kind === 'word' ? this.#take().text : this.#fail();
  }

  #expect(symbol: string): void {
    if (!this.#skip('symbol', symbol)) this.#fail();
  }

  #skip(kind: Token['kind'], text: string): boolean {
    const isNext = this.#peek().kind === kind && this.#peek().text.toLowerCase() === text;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #fail(): never {
    throw badRequest(`Invalid filter clause: syntax error near '${this.#peek().text}' in '${this.#text}'.`);
  }
}

const dateLiteral = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/i;
const guidLiteral = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Undefined for a word that is no literal: a text without quotes, or a property on the wrong side. */
function wordLiteral(word: string): Literal | undefined {
  if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
  if (guidLiteral.test(word)) return word;
  if (dateLiteral.test(word) && !Number.isNaN(Date.parse(word))) return new Date(word);
  const named: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
  const lower = word.toLowerCase();
  return Object.hasOwn(named, lower) ? named[lower] : undefined;
}

interface Token {
  readonly kind: 'text' | 'word' | 'symbol' | 'end';
  readonly text: string;
}

const tokenPattern = /\s*(?:'((?:[^']|'')*)'|([^\s'"(),:][^\s'"(),]*)|([(),:]))/y;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let position = 0; position < end; position = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = position;
    const match = tokenPattern.exec(text);
    if (match === null) {
      throw badRequest(
        `Invalid filter clause: no string literal in single quotes at position ${position} of '${text}'.`,
      );
    }
    if (match[1] !== undefined) tokens.push({ kind: 'text', text: match[1].replaceAll("''", "'") });
    else if (match[2] !== undefined) tokens.push(...splitVariable(match[2]));
    else tokens.push({ kind: 'symbol', text: match[3] ?? '' });
  }
  return tokens;
}

/** `x:x` of a lambda is a variable, a colon and a path; a date-time such as `2026-01-01T00:00:00Z` is one word. */
function splitVariable(word: string): readonly Token[] {
  const lambda = /^([A-Za-z_]\w*):(.*)$/.exec(word);
  if (lambda === null) return [{ kind: 'word', text: word }];
  const [, variable = '', rest = ''] = lambda;
  const head = [{ kind: 'word', text: variable } as const, { kind: 'symbol', text: ':' } as const];
  return rest === '' ? head : [...head, { kind: 'word', text: rest }];
}
