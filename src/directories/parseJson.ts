/**
 * Parses JSON; undefined when it is none. An integer that a JavaScript number can't hold exactly is given as its digits: it
 * may be an id, of which the last digits must not be lost.
 */
export function parseJson(text: string): unknown {
  try {
    return manyDigits.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 2 to the power of 53 has 16 digits. */
const manyDigits = /\d{16}/;

function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
