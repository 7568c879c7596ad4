/**
 * Decodes a body in the character encoding that its content type declares (RFC 9110 section 8.3.2). A byte order mark counts
 * for more, and is left out (https://encoding.spec.whatwg.org/#decode). Without either, and where the declared encoding is
 * not known, it is UTF-8 (RFC 8259 section 8.1). UTF-16 whose byte order isn't declared is big-endian (RFC 2781 section 4.3),
 * unless its first character, which is ASCII in JSON and HTML, shows that it's not.
 */
export function decodeText(data: Buffer, contentType: string | undefined): string {
  const marked = markedAs(data);
  if (marked === 'utf-8') return data.toString('utf8', 3);
  const declared = contentType === undefined ? undefined : charset.exec(contentType)?.[1];
  const label = marked ?? withByteOrder(declared?.toLowerCase(), data);
  if (label === undefined || label === 'utf-8' || label === 'utf8') return data.toString('utf8');
  try {
    return new TextDecoder(label).decode(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return data.toString('utf8');
  }
}

/** Some servers put the name into single quotes, and spaces around the equals sign. */
const charset = /;\s*charset\s*=\s*["']?\s*([^\s;,"']+)/i;

/** Names of UTF-16 that tell no byte order (https://encoding.spec.whatwg.org/#names-and-labels, https://www.iana.org/assignments/character-sets). */
const withoutByteOrder = new Set(['utf-16', 'utf16', 'unicode', 'ucs-2', 'iso-10646-ucs-2', 'csunicode', 'csutf16']);

function withByteOrder(label: string | undefined, [first, second]: Buffer): string | undefined {
  if (label === undefined || !withoutByteOrder.has(label)) return label;
  return first !== 0 && second === 0 ? 'utf-16le' : 'utf-16be';
}

function markedAs([first, second, third]: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}
