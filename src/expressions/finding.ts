import type { Text } from '../protocol/text.ts';

/** How much a finding matters: an `error` stops the mapping, a `warning` is probably not what was meant. */
export type Severity = 'error' | 'warning' | 'information';

/** A replacement in the expression's text; offsets count UTF-16 units, a `length` of 0 inserts. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly newText: string;
}

/** A change that removes a finding, offered to the person by its title. */
export interface Fix {
  readonly title: Text;
  readonly edits: readonly TextEdit[];
}

/** Something to tell about one place of an expression. Codes are stable; those of syntax errors begin with `syntax`. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** A sentence that says what is wrong and what to do. */
  readonly message: Text;
  /** Offset in the expression's text, in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly fix?: Fix;
}

/** What lexer and parser find; the checker's findings have the same shape. */
export type Diagnostic = Finding;
