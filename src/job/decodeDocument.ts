/**
 * Decodes a document's bytes as its byte order mark says: UTF-8 (also without a mark), UTF-16LE, which the portal's
 * export is seen in, or UTF-16BE. The mark is not part of the text; malformed bytes become U+FFFD and never throw.
 */
export function decodeDocument(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
