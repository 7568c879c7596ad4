import type { Diagnostic, Fix } from '../finding.ts';
import type { ComparisonOperator, ExpressionNode } from './syntaxTree.ts';
import { type Text, text } from '../../protocol/text.ts';

/** So many errors, and so many warnings, are kept: a text of a million brackets needs no million messages. */
const maximumProblems = 100;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Diagnostics in the order in which they are found, as many as a person can use. */
export class ProblemList {
  readonly diagnostics: Diagnostic[] = [];
  #errors = 0;
  #warnings = 0;

  add(diagnostic: Diagnostic): void {
    const isError = diagnostic.severity === 'error';
    if ((isError ? this.#errors : this.#warnings) >= maximumProblems) return;
    if (isError) this.#errors += 1;
    else this.#warnings += 1;
    this.diagnostics.push(diagnostic);
  }
}

/** A syntax error about a stretch of the text. */
export function syntaxError(code: string, { start, end }: Stretch, message: Text, fix?: Fix): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    offset: start,
    length: end - start,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A fix that writes something else in place of a stretch. */
export function rewrite(title: Text, { start, end }: Stretch, newText: string): Fix {
  return { title, edits: [{ offset: start, length: end - start, newText }] };
}

export function tooDeep(at: Stretch, limit: number): Diagnostic {
  return syntaxError(
    'syntaxTooDeep',
    at,
    text`Functions are nested more than ${limit} deep here; split the expression.`,
  );
}

export function tooLong(whole: Stretch, limit: number): Diagnostic {
  const figures = [whole.end - whole.start, limit].map((figure) => figure.toLocaleString('en-US'));
  return syntaxError(
    'syntaxTooLong',
    whole,
    text`The expression has ${figures[0] ?? ''} characters, more than the ${figures[1] ?? ''} that are read; shorten it, or split it over several attributes.`,
  );
}

export function empty(length: number): Diagnostic {
  const message = text`The expression is empty; write a function, an attribute in brackets or a text in quotation marks.`;
  return syntaxError('syntaxEmpty', { start: 0, end: length }, message);
}

export function unexpectedComma(comma: Stretch): Diagnostic {
  const message = text`This comma stands outside every function; remove it and what follows.`;
  return syntaxError('syntaxUnexpectedComma', comma, message, rewrite(text`Remove the comma`, comma, ''));
}

export function unexpectedParenthesis(parenthesis: Stretch): Diagnostic {
  const message = text`This closing parenthesis has no opening one; remove it.`;
  return syntaxError(
    'syntaxUnexpectedParenthesis',
    parenthesis,
    message,
    rewrite(text`Remove the parenthesis`, parenthesis, ''),
  );
}

/** `Append [a], "x")`: the only word that anything may follow is a function's name. */
export function missingOpeningParenthesis(name: Stretch & { readonly value: string }): Diagnostic {
  const at = { start: name.end, end: name.end };
  return syntaxError(
    'syntaxMissingParenthesis',
    name,
    text`After ${name.value} the opening parenthesis is missing; write ${name.value}(….`,
    rewrite(text`Add the opening parenthesis`, at, '('),
  );
}

/** `count` calls are open at `end`, the innermost being that of `name`. */
export function missingParentheses(name: Stretch & { readonly value: string }, count: number, end: number): Diagnostic {
  const message =
    count === 1
      ? text`${name.value}( has no closing parenthesis; add ) at its end.`
      : text`${count} closing parentheses are missing, the innermost after ${name.value}(…; add them.`;
  const fix = rewrite(text`Add what closes the functions`, { start: end, end }, ')'.repeat(count));
  return syntaxError('syntaxMissingParenthesis', name, message, fix);
}

/** Parentheses around an operand; `close` is null when they are not closed. */
export function grouping(open: Stretch, close: Stretch | null): Diagnostic {
  const edits = [open, ...(close === null ? [] : [close])].map(({ start, end }) => ({
    offset: start,
    length: end - start,
    newText: '',
  }));
  return syntaxError(
    'syntaxGrouping',
    open,
    text`Parentheses only follow a function’s name; remove them, or nest functions instead.`,
    { title: text`Remove the parentheses`, edits },
  );
}

export function trailing(at: Stretch): Diagnostic {
  return syntaxError('syntaxTrailing', at, text`The expression ends before this; remove what follows.`);
}

/** Two values without a comma; `before` is where the first one ends. */
export function missingComma(at: Stretch, before: number): Diagnostic {
  const fix = rewrite(text`Add a comma`, { start: before, end: before }, ',');
  return syntaxError('syntaxMissingComma', at, text`A comma is missing before this argument.`, fix);
}

export function missingOperand(side: 'before' | 'after', operator: Stretch & { readonly value: string }): Diagnostic {
  const message =
    side === 'before'
      ? text`Something must stand before ${operator.value}: an attribute, a text, a number or a function.`
      : text`Something must stand after ${operator.value}: an attribute, a text, a number or a function.`;
  return syntaxError('syntaxMissingOperand', operator, message);
}

/** Spreadsheets begin a formula with an equals sign. */
export function leadingEquals(sign: Stretch): Diagnostic {
  const message = text`An expression does not begin with an equals sign; remove it.`;
  return syntaxError('syntaxMissingOperand', sign, message, rewrite(text`Remove the equals sign`, sign, ''));
}

export function chainedComparison(operator: Stretch): Diagnostic {
  const message = text`Only one comparison may stand here; nest IIF for a second one.`;
  return syntaxError('syntaxChainedComparison', operator, message);
}

export function unknownOperator(operator: Stretch & { readonly value: string }): Diagnostic {
  return syntaxError('syntaxOperator', operator, operatorAdvice(operator.value));
}

/** An operator of another language that this one writes otherwise, as `==`. */
export function foreignOperator(operator: Stretch & { readonly value: string }, meant: ComparisonOperator): Diagnostic {
  const message = text`There is no operator ${operator.value}; write ${meant}.`;
  return syntaxError('syntaxOperator', operator, message, rewrite(text`Write ${meant}`, operator, meant));
}

export function unexpectedCharacter(at: Stretch & { readonly value: string }): Diagnostic {
  const shown = /[\p{C}\p{Z}]/u.test(at.value) ? codePointName(at.value) : at.value;
  const message = text`The character ${shown} does not belong to the language; text constants are written in double quotation marks, attributes in brackets.`;
  return syntaxError('syntaxUnexpectedCharacter', at, message);
}

/** `U+0000` for what cannot be seen. */
function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `Split(x, "@")[0]`, which other languages have: offers Item, which counts from 1. */
export function index(at: Stretch, operand: ExpressionNode, position: number): Diagnostic {
  const message = text`Values are not picked with brackets; write Item(…, ${position}), which counts from 1.`;
  return syntaxError('syntaxIndex', at, message, {
    title: text`Use Item`,
    edits: [
      { offset: operand.start, length: 0, newText: 'Item(' },
      { offset: at.start, length: at.end - at.start, newText: `, ${position})` },
    ],
  });
}

/** What to write instead of an operator that other languages have. */
function operatorAdvice(operator: string): Text {
  switch (operator.toLowerCase()) {
    case '&':
    case '+':
      return text`There is no operator ${operator}; join texts with Join("", …) or Append.`;
    case '&&':
    case 'and':
      return text`There is no operator ${operator}; nest a second IIF in the true branch: IIF(a, IIF(b, x, y), y).`;
    case '||':
    case 'or':
      return text`There is no operator ${operator}; nest a second IIF in the false branch: IIF(a, x, IIF(b, x, y)).`;
    case '!':
      return text`There is no operator !; write Not(…).`;
    default:
      return text`There is no operator ${operator}; only =, <>, >, >=, < and <= compare two values.`;
  }
}
