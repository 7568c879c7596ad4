/**
 * Where a UTF-16 unit of a JSON string's value stands in its token: the token begins with the opening quote, and an
 * escape (RFC 8259 section 7) takes two or six units for one. An offset at or past the value's end is the closing quote.
 */
export function encodedOffset(token: string, valueOffset: number): number {
  let position = 1;
  for (let passed = 0; passed < valueOffset && position < token.length - 1; passed += 1) {
    position += unitLength(token, position);
  }
  return Math.min(position, Math.max(token.length - 1, 0));
}

/** The other way round: which unit of the string's value an offset in its token belongs to. */
export function decodedOffset(token: string, tokenOffset: number): number {
  let passed = 0;
  for (let position = 1; position < token.length - 1; passed += 1) {
    position += unitLength(token, position);
    if (position > tokenOffset) break;
  }
  return passed;
}

function unitLength(token: string, position: number): number {
  if (token[position] !== '\\') return 1;
  return token[position + 1] === 'u' ? 6 : 2;
}
