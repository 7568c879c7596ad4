import type { Run } from './encodedRuns.ts';

/** Finds where any of some texts stands in another, in any letter case. @param spend is told how much is compared. */
export type FindOccurrences = (text: string, spend: (characters: number) => void) => Iterable<Run>;

/** So many letters are looked for by a regular expression; those of a long credential are too many for one. */
const longestPrefix = 24;

/** @param wanted texts of ASCII characters. */
export function occurrencesOf(wanted: readonly string[]): FindOccurrences {
  const needles = [...new Set(wanted.map((text) => text.toLowerCase()))];
  const prefixes = [...new Set(needles.map((needle) => needle.slice(0, longestPrefix)))];
  const source = prefixes.map((prefix) => prefix.replace(/[^\w]/g, '\\$&')).join('|');
  return function* (text, spend) {
    const pattern = new RegExp(source, 'gi');
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const start = match.index;
      const needle = needles.find((each) => {
        if (each.length > longestPrefix) spend(each.length);
        return text.slice(start, start + each.length).toLowerCase() === each;
      });
      pattern.lastIndex = start + (needle?.length ?? 1);
      if (needle !== undefined) yield { start, end: start + needle.length };
    }
  };
}

/** What breaks a line, and the spaces that the next one begins with; in addresses it counts for nothing (https://url.spec.whatwg.org/#url-parsing). */
const lineBreaks = /[\t\n\r][\t\n\r ]*/g;

/** Finds what is broken into lines; nothing in a text of one line. */
export function* occurrencesInLines(
  text: string,
  find: FindOccurrences,
  spend: (characters: number) => void,
): Generator<Run> {
  if (!/[\t\n\r]/.test(text)) return;
  const joined = text.replace(lineBreaks, '');
  let starts: Uint32Array | null = null;
  for (const { start, end } of find(joined, spend)) {
    starts ??= startsIn(text, joined.length);
    yield { start: starts[start] ?? 0, end: (starts[end - 1] ?? 0) + 1 };
  }
}

/** Where each character of the joined lines stands in the text. */
function startsIn(text: string, length: number): Uint32Array {
  const starts = new Uint32Array(length);
  let at = 0;
  let next = 0;
  for (const { index, 0: found } of text.matchAll(lineBreaks)) {
    while (next < index) starts[at++] = next++;
    next = index + found.length;
  }
  while (at < length) starts[at++] = next++;
  return starts;
}
