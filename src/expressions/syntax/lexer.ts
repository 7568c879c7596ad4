import type { Diagnostic, TextEdit } from '../finding.ts';
import { macroPattern } from './macros.ts';
import { quoteString } from './printer.ts';
import { ProblemList, rewrite, syntaxError } from './syntaxProblems.ts';
import { text } from '../../protocol/text.ts';

export type TokenKind =
  'name' | 'string' | 'attribute' | 'number' | 'macro' | 'operator' | 'open' | 'close' | 'comma' | 'unknown';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** What the token means: a string without quotes and escapes, an attribute's name, otherwise the text itself. */
  readonly value: string;
}

const whiteSpace = /\s+/uy;
const namePattern = /[\p{L}_][\p{L}\p{N}_]*/uy;
const numberPattern = /-?\d+(?:\.\d+)?|&[Hh][0-9A-Fa-f]+/uy;
const operatorPattern = /<>|>=|<=|==|=>|=<|!=|&&|\|\||[=<>&+*/|!%^-]/uy;
/** A text in quotation marks that the language does not have, as word processors and other languages write it. */
const foreignString = /['‘’‚“”„`]([^'‘’‚“”„`"[\]\n\r]*)['‘’‚“”„`]/uy;
const singleCharacters: ReadonlyMap<string, TokenKind> = new Map([
  ['(', 'open'],
  [')', 'close'],
  [',', 'comma'],
]);

/**
 * Cuts an expression into tokens. Every text has tokens: what does not belong to the language
 * becomes `unknown`. Linear in the length of the text.
 */
export function tokenize(text: string): { tokens: readonly Token[]; diagnostics: readonly Diagnostic[] } {
  const tokens: Token[] = [];
  const problems = new ProblemList();
  for (let offset = 0; offset < text.length;) {
    const blank = matchAt(whiteSpace, text, offset);
    if (blank !== null) {
      offset += blank.length;
      continue;
    }
    const token = nextToken(text, offset, problems);
    tokens.push(token);
    offset = token.end;
  }
  return { tokens, diagnostics: problems.diagnostics };
}

function nextToken(text: string, start: number, problems: ProblemList): Token {
  const character = text.charAt(start);
  if (character === '"') return readString(text, start, problems);
  if (character === '[') return readAttribute(text, start, problems);
  if (character === ';') return readSemicolon(start, problems);
  const single = singleCharacters.get(character);
  if (single !== undefined) return { kind: single, start, end: start + 1, value: character };
  for (const [kind, pattern] of [
    ['name', namePattern],
    ['number', numberPattern],
    ['macro', macroPattern],
    ['operator', operatorPattern],
  ] as const) {
    const value = matchAt(pattern, text, start);
    if (value !== null) return { kind, start, end: start + value.length, value };
  }
  return readForeignString(text, start, problems) ?? unknownCharacter(text, start);
}

function unknownCharacter(text: string, start: number): Token {
  const codePoint = String.fromCodePoint(text.codePointAt(start) ?? 0);
  return { kind: 'unknown', start, end: start + codePoint.length, value: codePoint };
}

/** Spreadsheets separate arguments by semicolons in many countries: taken for a comma. */
function readSemicolon(start: number, problems: ProblemList): Token {
  const token: Token = { kind: 'comma', start, end: start + 1, value: ',' };
  const message = text`Arguments are separated by commas; write , instead of this semicolon.`;
  problems.add(syntaxError('syntaxUnexpectedCharacter', token, message, rewrite(text`Write a comma`, token, ',')));
  return token;
}

function readForeignString(expression: string, start: number, problems: ProblemList): Token | null {
  foreignString.lastIndex = start;
  const found = foreignString.exec(expression);
  if (found === null) return null;
  const token: Token = { kind: 'string', start, end: start + found[0].length, value: found[1] ?? '' };
  const written = quoteString(token.value);
  const message = text`Text constants are written in straight double quotation marks, as "text".`;
  problems.add(
    syntaxError('syntaxUnexpectedCharacter', token, message, rewrite(text`Write ${written}`, token, written)),
  );
  return token;
}

/** A string constant. `\\` and `\"` are the only escapes; another backslash stays, with a warning that offers to double it. */
function readString(text: string, start: number, problems: ProblemList): Token {
  const parts: string[] = [];
  const undoubled: TextEdit[] = [];
  let offset = start + 1;
  let plainFrom = offset;
  for (; offset < text.length && text.charAt(offset) !== '"'; offset += 1) {
    if (text.charAt(offset) !== '\\') continue;
    const next = text.charAt(offset + 1);
    if (next === '\\' || next === '"') {
      parts.push(text.slice(plainFrom, offset), next);
      plainFrom = offset + 2;
    } else {
      undoubled.push({ offset, length: 0, newText: '\\' });
    }
    if (next !== '') offset += 1;
  }
  const contentEnd = Math.min(offset, text.length);
  parts.push(text.slice(plainFrom, contentEnd));
  const closed = text.charAt(contentEnd) === '"';
  const end = closed ? contentEnd + 1 : contentEnd;
  const isCutInEscape = undoubled.at(-1)?.offset === text.length - 1;
  if (!closed) problems.add(unterminatedString(start, end, isCutInEscape ? '\\"' : '"'));
  else if (undoubled.length > 0) problems.add(undoubledBackslash(undoubled, start));
  return { kind: 'string', start, end, value: parts.join('') };
}

function unterminatedString(start: number, end: number, closing: string): Diagnostic {
  const message = text`This text constant has no closing quotation mark; add " at its end (a quotation mark inside is written \\").`;
  const fix = rewrite(text`Add the closing quotation mark`, { start: end, end }, closing);
  return syntaxError('syntaxUnterminatedString', { start, end }, message, fix);
}

function undoubledBackslash(edits: readonly TextEdit[], start: number): Diagnostic {
  return {
    code: 'undoubledBackslash',
    severity: 'warning',
    message: text`A backslash inside a text constant is written twice (\\\\d for the pattern \\d); this one is taken as it stands.`,
    offset: edits[0]?.offset ?? start,
    length: 2,
    fix: { title: text`Double the backslashes`, edits },
  };
}

/**
 * An attribute reference. Brackets balance one level deep, so that `[emails[type eq "work"].value]` is one name; an
 * unclosed name ends before the next separator, so that half-typed text still gives the arguments after it.
 */
function readAttribute(expression: string, start: number, problems: ProblemList): Token {
  const close = closingBracket(expression, start);
  if (close !== null) {
    const value = expression.slice(start + 1, close);
    if (value.trim() === '') problems.add(unnamedAttribute({ start, end: close + 1 }));
    return { kind: 'attribute', start, end: close + 1, value };
  }
  const rest = /[^,()\n\r"[\]]*/uy;
  const value = matchAt(rest, expression, start + 1) ?? '';
  const end = start + 1 + value.trimEnd().length;
  const fix = rewrite(text`Add the closing bracket`, { start: end, end }, ']');
  const message = text`This attribute name has no closing bracket; add ] after it.`;
  problems.add(syntaxError('syntaxUnterminatedAttribute', { start, end }, message, fix));
  return { kind: 'attribute', start, end, value: expression.slice(start + 1, end) };
}

function unnamedAttribute(at: { readonly start: number; readonly end: number }): Diagnostic {
  const message = text`These brackets name no attribute; write its name between them, such as [mail].`;
  return syntaxError('syntaxUnnamedAttribute', at, message);
}

function closingBracket(text: string, start: number): number | null {
  let depth = 0;
  for (let offset = start; offset < text.length; offset += 1) {
    const character = text.charAt(offset);
    if (character === '[') {
      depth += 1;
      if (depth > 2) return null;
    } else if (character === ']') {
      depth -= 1;
      if (depth === 0) return offset;
    } else if (depth === 1 && (character === '"' || character === '\n' || character === '\r')) {
      return null;
    }
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, offset: number): string | null {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? null;
}
