import type { Token } from './lexer.ts';

/** A call that is open at a place of an expression, and which of its arguments stands there, from 0. */
export interface CallAtOffset {
  readonly name: Token;
  readonly argument: number;
}

/**
 * The innermost call whose parentheses contain an offset of the expression's text. It follows the tokens rather than the
 * tree, so that half-typed calls count too; null outside of every call.
 */
export function callAt(tokens: readonly Token[], offset: number): CallAtOffset | null {
  const open: { name: Token; argument: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.end > offset) break;
    if (token.kind === 'open') open.push({ name: tokens[index - 1] ?? token, argument: 0 });
    else if (token.kind === 'close') open.pop();
    else if (token.kind === 'comma') {
      const call = open.at(-1);
      if (call !== undefined) call.argument += 1;
    }
  }
  return open.at(-1) ?? null;
}

/** The token that an offset stands in; before a bracket or a comma, and between tokens, the one that ends there. */
export function tokenAt(tokens: readonly Token[], offset: number): Token | null {
  const at = tokens.filter(({ start, end }) => start <= offset && offset <= end);
  return at.findLast(({ kind }) => kind !== 'open' && kind !== 'close' && kind !== 'comma') ?? at[0] ?? null;
}
