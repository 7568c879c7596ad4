import type { SemanticTokensLegend } from 'vscode-languageserver';
import { findFunction } from '../../expressions/functions/catalogue.ts';
import { type Token, type TokenKind, tokenize } from '../../expressions/syntax/lexer.ts';
import { constantMeaning } from '../../expressions/syntax/literals.ts';
import type { DocumentModel, LocatedExpression } from '../documents/documentModel.ts';
import { spanInDocument } from './expressionFindings.ts';
import { type Span, touches } from './ranges.ts';

const tokenTypes = ['function', 'property', 'string', 'number', 'operator', 'enumMember'] as const;

/** The types are the protocol's standard ones, which every theme colours. */
export const semanticTokensLegend: SemanticTokensLegend = {
  tokenTypes: [...tokenTypes],
  tokenModifiers: ['defaultLibrary'],
};

const typeOf: Readonly<Partial<Record<TokenKind, (typeof tokenTypes)[number]>>> = {
  attribute: 'property',
  string: 'string',
  number: 'number',
  macro: 'enumMember',
  operator: 'operator',
};

/**
 * The expressions' tokens, five numbers for each (Language Server Protocol, "Semantic Tokens": line and start relative to the token before, length,
 * type, modifiers). Commas and parentheses keep the colour of the JSON string.
 */
export function semanticTokens(model: DocumentModel, within: Span | null = null): number[] {
  const data: number[] = [];
  let previous = { line: 0, character: 0 };
  for (const expression of model.expressions) {
    if (within !== null && !touches(within, expression.literal)) continue;
    for (const { start, end, type, modifiers } of tokensIn(expression)) {
      const { line, character } = model.document.positionAt(start);
      const column = line === previous.line ? character - previous.character : character;
      data.push(line - previous.line, column, end - start, tokenTypes.indexOf(type), modifiers);
      previous = { line, character };
    }
  }
  return data;
}

interface ColouredToken extends Span {
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: number;
}

function tokensIn(expression: LocatedExpression): readonly ColouredToken[] {
  return tokenize(expression.literal.value).tokens.flatMap((token) => {
    const type = token.kind === 'name' ? nameType(token) : typeOf[token.kind];
    if (type === undefined) return [];
    return [{ ...spanInDocument(expression, token.start, token.end), type, modifiers: type === 'function' ? 1 : 0 }];
  });
}

/** A name that is neither a function nor a constant keeps the colour of the string: nothing there is right yet. */
function nameType({ value }: Token): 'function' | 'enumMember' | undefined {
  if (findFunction(value) !== undefined) return 'function';
  return constantMeaning(value) === undefined ? undefined : 'enumMember';
}
