/**
 * Percent-encodes a part of a path or a query (RFC 3986 section 2.1). Half of a surrogate pair, which JSON can carry and
 * UTF-8 can't, becomes U+FFFD as it does in a body, instead of an error.
 */
export function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
