/**
 * Where JSON with comments opens its first bracket below more than `most` others; null when it nowhere does. The text need
 * not be sound. One pass over the characters, since it comes before anything that could tell a text is too much.
 */
export function findDeeperThan(most: number, text: string): number | null {
  let depth = 0;
  // Whatever changes the depth, or begins a string or a comment, in which brackets are only characters.
  for (const next = /[[\]{}"]|\/[/*]/g; next.test(text);) {
    const offset = next.lastIndex - 1;
    switch (text[offset]) {
      case '"':
        next.lastIndex = endOfString(text, offset);
        break;
      case '/':
        next.lastIndex = endOf(text, /[\r\n]/g, next.lastIndex);
        break;
      case '*':
        next.lastIndex = endOf(text, /\*\//g, next.lastIndex);
        break;
      case '{':
      case '[':
        depth += 1;
        if (depth > most) return offset;
        break;
      default:
        depth -= 1;
    }
  }
  return null;
}

/** Behind the closing quote, or where a string without one ends: with its line. */
function endOfString(text: string, start: number): number {
  const next = /["\\\r\n]/g;
  next.lastIndex = start + 1;
  while (next.test(text)) {
    if (text[next.lastIndex - 1] !== '\\') return next.lastIndex;
    next.lastIndex += 1; // the character that is escaped
  }
  return text.length;
}

function endOf(text: string, end: RegExp, from: number): number {
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length;
}
