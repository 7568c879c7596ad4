/** A part of a text that may be base64 or hexadecimal digits: where it begins and ends. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** The letters of base64 and base64url (RFC 4648 sections 4 and 5), and what may break its lines. */
const alphabet = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\r\n');
/** What may be written into a credential's encoding; NUL bytes stand between the letters of UTF-16. */
const readable = tableOf(String.fromCharCode(0, 9, 10, 13, ...Array.from({ length: 95 }, (_, index) => 32 + index)));

const equalsSign = 0x3d;

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters, 'latin1')) table[byte] = 1;
  return table;
}

/** Finds the runs of at least `shortest` letters of base64, in their order, each with its padding. */
export function findRuns(bytes: Buffer, shortest: number): readonly Run[] {
  return Array.from(runsOf(alphabet, bytes, shortest), ({ start, end }) => {
    const padding = bytes[end] !== equalsSign ? 0 : bytes[end + 1] === equalsSign ? 2 : 1;
    return { start, end: end + padding };
  });
}

/** Looks from the end of where a run might be: of most texts only one byte in many is looked at. */
function* runsOf(table: Uint8Array, bytes: Buffer, shortest: number): Generator<Run> {
  for (let start = 0; start + shortest <= bytes.length;) {
    let last = start + shortest - 1;
    while (last >= start && table[bytes[last] ?? 0] === 1) last--;
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let end = start + shortest;
    while (end < bytes.length && table[bytes[end] ?? 0] === 1) end++;
    yield { start, end };
    start = end + 1;
  }
}

/** The letters of a run, without line breaks and padding. */
export function lettersOf(bytes: Buffer, { start, end }: Run): string {
  return bytes.toString('latin1', start, end).replace(/[\r\n=]+/g, '');
}

/**
 * Everything readable that the letters of a run may say when they are decoded. Nobody knows where the encoded text begins,
 * so it is read from each of the four places at which a group of base64 letters may begin, and hexadecimal digits from both.
 *
 * @param shortest bytes of the shortest text that is of interest.
 */
export function* decodingsOf(letters: string, shortest: number): Generator<Buffer> {
  for (const decoded of allDecodings(letters, shortest)) {
    for (const stretch of runsOf(readable, decoded, shortest)) yield decoded.subarray(stretch.start, stretch.end);
  }
}

function* allDecodings(letters: string, shortest: number): Generator<Buffer> {
  for (let phase = 0; phase < 4; phase++) yield Buffer.from(letters.slice(phase), 'base64');
  for (const [digits] of letters.matchAll(/[0-9a-f]+/gi)) {
    if (digits.length < shortest * 2) continue;
    yield Buffer.from(digits, 'hex');
    yield Buffer.from(digits.slice(1), 'hex');
  }
}

/**
 * The letters of base64 that say nothing but `value`, for each of the three places at which it may stand in what was
 * encoded, in both alphabets: what is left of an encoded value when somebody changes the case of its letters.
 */
export function base64Fragments(value: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), value]).toString('base64');
    const whole = encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + value.length) * 4) / 3));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
