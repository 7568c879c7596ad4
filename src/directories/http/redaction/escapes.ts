/** Bytes of a text, and where each of them came from. */
export interface Layer {
  readonly bytes: Buffer;
  /** Where in the original each byte began, and at last where the original ended; null for the original itself, and where nobody asks. */
  readonly starts: Uint32Array | null;
}

const backslash = 0x5c;
const percent = 0x25;
const ampersand = 0x26;

/**
 * Decodes one level of what stands for other characters: JSON's and JavaScript's escapes (RFC 8259 section 7), percent-
 * encoding (RFC 3986 section 2.1) and HTML's character references. What stands for no ASCII character stays as it is.
 *
 * @param traces whether the result tells where its bytes came from.
 * @returns null when there was nothing to decode.
 */
export function decodeEscapes({ bytes, starts }: Layer, traces: boolean): Layer | null {
  const nextEscape = escapeFinder(bytes);
  if (nextEscape(0) === bytes.length) return null;
  const output = Buffer.alloc(bytes.length);
  const origins = traces ? new Uint32Array(bytes.length + 1) : null;
  let length = 0;
  for (let index = 0; ;) {
    const next = nextEscape(index);
    // From one escape to the next nothing has to be looked at.
    bytes.copy(output, length, index, next);
    if (origins !== null) for (let at = index; at < next; at++) origins[length + at - index] = starts?.[at] ?? at;
    length += next - index;
    if (origins !== null) origins[length] = starts?.[next] ?? next;
    if (next === bytes.length) break;
    const { byte, length: taken } = readEscape(bytes, next) ?? { byte: bytes[next] ?? 0, length: 1 };
    if (byte !== null) output[length++] = byte;
    index = next + taken;
  }
  if (length === bytes.length) return null;
  return { bytes: output.subarray(0, length), starts: origins?.subarray(0, length + 1) ?? null };
}

/** NUL bytes are what UTF-16 that is read as UTF-8 leaves between the letters. */
const beginnings = [backslash, percent, ampersand, 0];

/** Finds where the next escape may begin, from one place to the next; the length of the text where none does. */
function escapeFinder(bytes: Buffer): (from: number) => number {
  const places = beginnings.map(() => -1);
  return (from) => {
    let next = bytes.length;
    for (const [index, beginning] of beginnings.entries()) {
      let place = places[index] ?? 0;
      if (place < from) {
        const found = bytes.indexOf(beginning, from);
        places[index] = place = found < 0 ? bytes.length : found;
      }
      if (place < next) next = place;
    }
    return next;
  };
}

interface Escape {
  /** What it stands for; null for nothing at all. */
  readonly byte: number | null;
  /** How many bytes it takes. */
  readonly length: number;
}

function readEscape(bytes: Buffer, index: number): Escape | null {
  switch (bytes[index]) {
    case backslash:
      return readBackslash(bytes, index + 1);
    case percent:
      return readPercent(bytes, index + 1);
    case ampersand:
      return readReference(bytes, index + 1);
    default:
      return { byte: null, length: 1 };
  }
}

/** The letters that follow a backslash, and what they stand for. */
const escaped = new Map(
  Object.entries({ '"': 0x22, "'": 0x27, '\\': backslash, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 }).map(
    ([letter, byte]) => [letter.charCodeAt(0), byte],
  ),
);
const letterU = 0x75;
const letterX = 0x78;

function readBackslash(bytes: Buffer, index: number): Escape | null {
  const letter = lower(bytes[index]);
  if (letter === letterU) return ascii(readHex(bytes, index + 1, 4), 6);
  if (letter === letterX) return ascii(readHex(bytes, index + 1, 2), 4);
  const byte = escaped.get(bytes[index] ?? 0);
  return byte === undefined ? null : { byte, length: 2 };
}

function readPercent(bytes: Buffer, index: number): Escape | null {
  // `%u0041` is how JavaScript's escape() writes it.
  return lower(bytes[index]) === letterU ? ascii(readHex(bytes, index + 1, 4), 6) : ascii(readHex(bytes, index, 2), 3);
}

/** Characters that a token may have and HTML has a name for. */
const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    ast: '*',
    apos: "'",
    bsol: '\\',
    colon: ':',
    comma: ',',
    commat: '@',
    dollar: '$',
    equals: '=',
    excl: '!',
    gt: '>',
    hyphen: '-',
    dash: '-',
    lowbar: '_',
    lpar: '(',
    lt: '<',
    num: '#',
    percnt: '%',
    period: '.',
    plus: '+',
    quest: '?',
    quot: '"',
    rpar: ')',
    semi: ';',
    sol: '/',
    tilde: '~',
    verbar: '|',
  }),
);
const longestName = 6;
const hash = 0x23;
const semicolon = 0x3b;

function readReference(bytes: Buffer, index: number): Escape | null {
  return bytes[index] === hash ? readNumber(bytes, index + 1) : readName(bytes, index);
}

/** `&#65;` or `&#x41;`, with any number of zeros before it and, as browsers take it, without the semicolon. */
function readNumber(bytes: Buffer, index: number): Escape | null {
  const isHexadecimal = lower(bytes[index]) === letterX;
  const base = isHexadecimal ? 16 : 10;
  const first = isHexadecimal ? index + 1 : index;
  let code = 0;
  let end = first;
  for (; ; end++) {
    const digit = hexDigit(bytes[end]);
    if (digit < 0 || digit >= base) break;
    code = Math.min(code * base + digit, 0x80);
  }
  if (end === first) return null;
  return ascii(code, end - index + 2 + (bytes[end] === semicolon ? 1 : 0));
}

function readName(bytes: Buffer, index: number): Escape | null {
  let end = index;
  while (end - index <= longestName && isLetter(bytes[end])) end++;
  if (end === index || bytes[end] !== semicolon) return null;
  const character = named.get(String.fromCharCode(...bytes.subarray(index, end)).toLowerCase());
  return character === undefined ? null : { byte: character.charCodeAt(0), length: end - index + 2 };
}

function isLetter(byte = 0): boolean {
  const letter = lower(byte);
  return letter >= 0x61 && letter <= 0x7a;
}

function ascii(code: number, length: number): Escape | null {
  return code >= 0 && code < 0x80 ? { byte: code, length } : null;
}

/** -1 when these are no hexadecimal digits. */
function readHex(bytes: Buffer, index: number, count: number): number {
  let value = 0;
  for (let offset = 0; offset < count; offset++) {
    const digit = hexDigit(bytes[index + offset]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = lower(byte);
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** An ASCII letter in lower case, any other byte as it is. */
export function lower(byte = 0): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
