import { asciiOf } from './characters.ts';

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
 * encoding (RFC 3986 section 2.1) and HTML's character references. What is read as no ASCII character stays as it is.
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
    const origin = starts?.[next] ?? next;
    if (origins !== null) origins[length] = origin;
    if (next === bytes.length) break;
    const { letters, length: taken } = readEscape(bytes, next) ?? {
      letters: letterOf[bytes[next] ?? 0] ?? '',
      length: 1,
    };
    for (let at = 0; at < letters.length; at++) {
      if (origins !== null) origins[length] = origin;
      output[length++] = letters.charCodeAt(at);
    }
    index = next + taken;
  }
  if (length === bytes.length) return null;
  return { bytes: output.subarray(0, length), starts: origins?.subarray(0, length + 1) ?? null };
}

const letterOf: readonly string[] = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

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
  /** What it stands for, a character for each byte; empty for nothing at all. */
  readonly letters: string;
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
      return { letters: '', length: 1 };
  }
}

/** The letters that follow a backslash, and what they stand for. */
const escaped = new Map(
  Object.entries({ '"': '"', "'": "'", '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, meaning]) => [letter.charCodeAt(0), meaning],
  ),
);
const letterU = 0x75;
const letterX = 0x78;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

function readBackslash(bytes: Buffer, index: number): Escape | null {
  const letter = lower(bytes[index]);
  if (letter === letterU)
    return bytes[index + 1] === openingBrace ? readBraces(bytes, index + 2) : readUnit(bytes, index);
  if (letter === letterX) return standsFor(readHex(bytes, index + 1, 2), 4);
  const meaning = escaped.get(bytes[index] ?? 0);
  return meaning === undefined ? readOctal(bytes, index) : { letters: meaning, length: 2 };
}

/** `u0041` behind a backslash or a percent sign; some characters take two of them (RFC 8259 section 7). */
function readUnit(bytes: Buffer, index: number): Escape | null {
  const unit = readHex(bytes, index + 1, 4);
  if (unit < 0xd800 || unit > 0xdbff) return standsFor(unit, 6);
  const second = bytes[index + 5] === bytes[index - 1] && lower(bytes[index + 6]) === letterU;
  const low = second ? readHex(bytes, index + 7, 4) : -1;
  return low < 0xdc00 || low > 0xdfff ? null : standsFor(0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00), 12);
}

/** `\u{41}`, as JavaScript has it (https://tc39.es/ecma262/#prod-CodePoint). */
function readBraces(bytes: Buffer, first: number): Escape | null {
  const { code, end } = readDigits(bytes, first, 16);
  return end === first || bytes[end] !== closingBrace ? null : standsFor(code, end - first + 4);
}

/** `\101`, as in C and in POSIX shells. */
function readOctal(bytes: Buffer, first: number): Escape | null {
  const { code, end } = readDigits(bytes.subarray(0, first + 3), first, 8);
  return end === first ? null : standsFor(code, end - first + 1);
}

function readPercent(bytes: Buffer, index: number): Escape | null {
  // `%u0041` is how JavaScript's escape() writes it.
  if (lower(bytes[index]) === letterU) return readUnit(bytes, index);
  const first = readHex(bytes, index, 2);
  if (first < 0x80) return standsFor(first, 3);
  const count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let code = first & (0xff >> (count + 1));
  for (let place = index + 2, left = count; --left > 0; place += 3) {
    const byte = bytes[place] === percent ? readHex(bytes, place + 1, 2) : -1;
    if (byte < 0x80 || byte > 0xbf) return null;
    code = code * 0x40 + (byte & 0x3f);
  }
  return standsFor(code, count * 3);
}

/** Characters that a token may have and HTML has a name for, and some that are shown as nothing. */
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
    shy: '',
    sol: '/',
    tilde: '~',
    verbar: '|',
    zwj: '',
    zwnj: '',
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
  const first = isHexadecimal ? index + 1 : index;
  const { code, end } = readDigits(bytes, first, isHexadecimal ? 16 : 10);
  return end === first ? null : standsFor(code, end - index + 2 + (bytes[end] === semicolon ? 1 : 0));
}

/** Reads as many digits as there are. */
function readDigits(bytes: Buffer, first: number, base: number): { readonly code: number; readonly end: number } {
  let code = 0;
  let end = first;
  for (; ; end++) {
    const digit = hexDigit(bytes[end]);
    if (digit < 0 || digit >= base) return { code, end };
    code = Math.min(code * base + digit, beyondUnicode);
  }
}

function readName(bytes: Buffer, index: number): Escape | null {
  let end = index;
  while (end - index <= longestName && isLetter(bytes[end])) end++;
  if (end === index || bytes[end] !== semicolon) return null;
  const character = named.get(String.fromCharCode(...bytes.subarray(index, end)).toLowerCase());
  return character === undefined ? null : { letters: character, length: end - index + 2 };
}

function isLetter(byte = 0): boolean {
  const letter = lower(byte);
  return letter >= 0x61 && letter <= 0x7a;
}

const beyondUnicode = 0x110000;

/** @param code a code point, or what is none. */
function standsFor(code: number, length: number): Escape | null {
  if (code < 0 || code >= beyondUnicode) return null;
  const letters = code < 0x80 ? letterOf[code] : asciiOf(String.fromCodePoint(code));
  return letters === undefined || letters === null ? null : { letters, length };
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
