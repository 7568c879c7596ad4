import { text, type Text } from '../protocol/text.ts';
/**
 * A value as a target compares it that heeds neither letter case, nor spaces around it, nor how its characters are
 * composed (Unicode Standard Annex #15: `é` may be one character or two). Which of these a target heeds shows only in
 * what it refuses.
 *
 * What is the same here is matched or in the way, so that too much would take over somebody else's account; too little ends
 * with the target's refusal. So letters are folded one by one (simple case folding, the mappings C and S of
 * https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt): `σ` is `ς`, but `ß` isn't `ss`, and neither `ı` nor `İ` is
 * `i`. Usernames are compared no further either (RFC 8265 section 3.3, UsernameCaseMapped).
 */
export function folded(value: string): string {
  return withoutCase(withoutSpaces(value).normalize('NFC')).normalize('NFC');
}

/** Maps letters that differ in case, or in nothing but their place in a word, to one. */
function withoutCase(value: string): string {
  return isAscii.test(value) ? value.toLowerCase() : Array.from(value, letterWithoutCase).join('');
}

const isAscii = /^\p{ASCII}*$/u;
const dotless = 'ı';

function letterWithoutCase(letter: string): string {
  const lower = letter.toLowerCase();
  if (letter === dotless) return lower;
  const back = letter.toUpperCase().toLowerCase();
  // Letters that have another length in upper case, such as `ß`, have no single partner.
  return back.length === letter.length && letter.toUpperCase().length === letter.length ? back : lower;
}

/**
 * Says in what two values differ that a target takes for the same: a space, or how they are composed. Null when that is
 * nothing, or only their letter case.
 *
 * @param held what the target holds.
 * @param wanted what the source has.
 */
export function describeDifference(held: string, wanted: string): Text | null {
  if (held === wanted || folded(held) !== folded(wanted)) return null;
  const differences: readonly Text[] = [
    ...spacesAround(held, wanted),
    ...(sameSpelling(held, wanted) ? [] : [text`their characters are composed differently (Unicode NFC and NFD)`]),
  ];
  return differences.length === 0
    ? null
    : text`The target’s “${held}” and the source’s “${wanted}” are not quite the same: ${differences.reduce((all, next) => text`${all}, and ${next}`)}.`;
}

/** Invisible characters of no width count as spaces. */
const spaces = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/gu;

function withoutSpaces(value: string): string {
  return value.replace(spaces, '');
}

function sameSpelling(held: string, wanted: string): boolean {
  return withoutCase(withoutSpaces(held)) === withoutCase(withoutSpaces(wanted));
}

function spacesAround(held: string, wanted: string): readonly Text[] {
  return [...extraSpaces(held, wanted, spacesOfTarget), ...extraSpaces(wanted, held, spacesOfSource)];
}

type Places = readonly [atBeginning: Text, atEnd: Text, atBoth: Text];

const spacesOfTarget: Places = [
  text`the target’s has a space at its beginning`,
  text`the target’s has a space at its end`,
  text`the target’s has a space at its beginning and its end`,
];

const spacesOfSource: Places = [
  text`the source’s has a space at its beginning`,
  text`the source’s has a space at its end`,
  text`the source’s has a space at its beginning and its end`,
];

/** Where a value has spaces that the other one hasn't. */
function extraSpaces(value: string, other: string, [atBeginning, atEnd, atBoth]: Places): readonly Text[] {
  const [before, after] = edges(value);
  const [otherBefore, otherAfter] = edges(other);
  const [first, last] = [before !== '' && before !== otherBefore, after !== '' && after !== otherAfter];
  if (first && last) return [atBoth];
  if (first) return [atBeginning];
  return last ? [atEnd] : [];
}

function edges(value: string): readonly [before: string, after: string] {
  const bare = withoutSpaces(value);
  const start = value.indexOf(bare);
  return [value.slice(0, start), value.slice(start + bare.length)];
}
