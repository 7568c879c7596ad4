import { type Text, text } from '../../protocol/text.ts';

/**
 * .NET's custom date formats, cut into parts (".NET custom date and time format strings", invariant culture). A specifier is a letter and
 * how often it stands there; everything else is literal.
 */
export type FormatPart =
  | { readonly kind: 'specifier'; readonly letter: string; readonly count: number }
  | { readonly kind: 'literal'; readonly text: string };

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** What the standard formats of one letter stand for in the invariant culture. */
const standardFormats: ReadonlyMap<string, string> = new Map([
  ['d', 'MM/dd/yyyy'],
  ['D', 'dddd, dd MMMM yyyy'],
  ['f', 'dddd, dd MMMM yyyy HH:mm'],
  ['F', 'dddd, dd MMMM yyyy HH:mm:ss'],
  ['g', 'MM/dd/yyyy HH:mm'],
  ['G', 'MM/dd/yyyy HH:mm:ss'],
  ['m', 'MMMM dd'],
  ['M', 'MMMM dd'],
  ['o', 'yyyy-MM-ddTHH:mm:ss.fffffffK'],
  ['O', 'yyyy-MM-ddTHH:mm:ss.fffffffK'],
  ['r', "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
  ['R', "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
  ['s', "yyyy-MM-dd'T'HH:mm:ss"],
  ['t', 'HH:mm'],
  ['T', 'HH:mm:ss'],
  ['u', "yyyy-MM-dd HH:mm:ss'Z'"],
  ['U', 'dddd, dd MMMM yyyy HH:mm:ss'],
  ['y', 'yyyy MMMM'],
  ['Y', 'yyyy MMMM'],
]);

const specifiers = /([dfFghHKmMstyz])\1*/uy;

/** Cuts a format into parts, or says what is wrong with it. */
export function parseDateFormat(
  format: string,
): { readonly ok: true; readonly parts: readonly FormatPart[] } | { readonly ok: false; readonly message: Text } {
  if (format === '') return { ok: false, message: text`the date format is empty` };
  if (format.length === 1) {
    const standard = standardFormats.get(format);
    return standard === undefined
      ? { ok: false, message: text`${format} alone is not a date format; a single specifier is written %${format}` }
      : parseDateFormat(standard);
  }
  const parts: FormatPart[] = [];
  for (let offset = 0; offset < format.length;) {
    const step = nextPart(format, offset);
    if ('problem' in step) return { ok: false, message: step.problem };
    if (step.part !== null) parts.push(step.part);
    offset = step.end;
  }
  return { ok: true, parts };
}

interface Unreadable {
  readonly problem: Text;
}

function nextPart(format: string, offset: number): { part: FormatPart | null; end: number } | Unreadable {
  const character = format.charAt(offset);
  if (character === '%') {
    const next = format.charAt(offset + 1);
    return next === '' || next === '%'
      ? { problem: text`a % in a date format must stand before a specifier` }
      : { part: null, end: offset + 1 };
  }
  if (character === '\\') {
    const next = format.charAt(offset + 1);
    if (next === '') return { problem: text`the date format ends with a backslash` };
    return { part: { kind: 'literal', text: next }, end: offset + 2 };
  }
  if (character === "'" || character === '"') return quotedPart(format, offset, character);
  specifiers.lastIndex = offset;
  const run = specifiers.exec(format)?.[0];
  if (run === undefined) return { part: { kind: 'literal', text: character }, end: offset + 1 };
  if (character.toLowerCase() === 'f' && run.length > 7)
    return { problem: text`a date format has at most seven ${character}, ticks of 100 nanoseconds` };
  return { part: { kind: 'specifier', letter: character, count: run.length }, end: offset + run.length };
}

function quotedPart(format: string, offset: number, quote: string): { part: FormatPart; end: number } | Unreadable {
  let quoted = '';
  for (let index = offset + 1; index < format.length; index += 1) {
    const character = format.charAt(index);
    if (character === quote) return { part: { kind: 'literal', text: quoted }, end: index + 1 };
    if (character === '\\') index += 1;
    quoted += format.charAt(index);
  }
  return { problem: text`a ${quote} in the date format is not closed` };
}
