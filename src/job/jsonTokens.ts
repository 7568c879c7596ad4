import { createScanner } from 'jsonc-parser';

/** A bracket, separator, string, number or word of a JSON text; comments and white space are none. */
export interface JsonToken {
  readonly offset: number;
  readonly length: number;
  /** What it means; of a string, without its quotes and escapes. */
  readonly value: string;
}

/**
 * The tokens of a JSON text, sound or not, in order. Ends with the text: jsonc-parser's scanner reports tokens behind the end
 * for ever when a block comment has no end.
 */
export function* jsonTokens(text: string): Generator<JsonToken> {
  const scanner = createScanner(text, true);
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    yield { offset: scanner.getTokenOffset(), length: scanner.getTokenLength(), value: scanner.getTokenValue() };
  }
}
