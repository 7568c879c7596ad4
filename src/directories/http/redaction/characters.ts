import type { Layer } from './escapes.ts';

/** Characters that are shown as nothing (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point). */
const unseen = /^\p{Default_Ignorable_Code_Point}$/u;
const beyondAscii = /[^\0-\x7f]/gu;
const isAscii = /^[\0-\x7f]+$/;
/** Stands for a character that no credential has. */
const other = '\x80';

const known = new Map<string, string | null>();

/**
 * The ASCII characters that a character is read as: its compatibility form (NFKC, https://www.unicode.org/reports/tr15/),
 * the empty text for one that is shown as nothing, and a full stop for the ideographic one, as in host names
 * (https://www.unicode.org/reports/tr46/). Null when it stands for no ASCII character.
 */
export function asciiOf(character: string): string | null {
  let ascii = known.get(character);
  if (ascii !== undefined) return ascii;
  const form = character.normalize('NFKC').replaceAll('。', '.');
  ascii = unseen.test(character) ? '' : isAscii.test(form) ? form : null;
  known.set(character, ascii);
  return ascii;
}

/**
 * A text as bytes, each character as the ASCII characters that it is read as.
 *
 * @param traces whether the result tells where its bytes came from, also where each is a character of the text.
 */
export function bytesOf(text: string, traces: boolean): Layer {
  const letters = text.replace(beyondAscii, (character) => asciiOf(character) ?? other);
  const bytes = Buffer.from(letters, 'latin1');
  return { bytes, starts: traces && letters !== text ? startsIn(text, letters.length) : null };
}

function startsIn(text: string, length: number): Uint32Array {
  const starts = new Uint32Array(length + 1);
  let at = 0;
  let index = 0;
  for (const character of text) {
    const next = at + (character <= '\x7f' ? 1 : (asciiOf(character) ?? other).length);
    starts.fill(index, at, next);
    at = next;
    index += character.length;
  }
  starts[at] = text.length;
  return starts;
}
