import { textsInEnglish } from './text.ts';
/**
 * Makes text from elsewhere safe for the medium that shows it. Names, ids, messages of servers, paths and the content of files
 * are written by people whom the reader need not trust. Each medium has its function, here and nowhere else:
 *
 * | medium | function |
 * | --- | --- |
 * | a terminal, a line of a log | `visible` |
 * | JSON Lines, which may be a terminal too | `jsonLine` |
 * | Markdown | `escapeMarkdown`, `inlineCode`, `fencedBlock` |
 * | labels and messages of VS Code | `plainLabel` |
 */

/**
 * Characters that move the cursor, start a line, turn the direction of writing round or cannot be seen at all: control
 * characters (C0, DEL and C1), line and paragraph separators, the bidirectional controls of Unicode Standard Annex 9, other
 * invisible formats, tags, and halves of surrogate pairs. Joiners stay, which scripts and emoji need.
 */
const unsafe =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text in one line, with every unsafe character as a visible escape: `\\u001b`. */
export function visible(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** The same for a text of several lines: line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(unsafe, (character) => (/[\n\t]/.test(character) ? character : escapeCharacter(character)));
}

/** Sequences of the terminal that choose a colour or weight (ECMA-48 SGR), which is all that this program writes of them. */
// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const style = /(\u001b\[[\d;]*m)/;

/** The last look at what goes to a terminal: whatever a caller forgot, nothing but lines, tabs and colours gets there. */
export function terminalLines(text: string): string {
  return text
    .split(style)
    .map((part) => (style.test(part) ? part : visibleLines(part)))
    .join('');
}

/** A value as one line of JSON that a terminal can show; whoever parses it gets the same value, with texts in English. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, textsInEnglish).replace(unsafe, escapeCharacter);
}

/**
 * A text as the labels, messages and progress of VS Code may show it: they make `$(name)` an icon and `[text](address)` a
 * link, and have no escapes for either.
 */
export function plainLabel(text: string): string {
  return visible(text.replace(/[\r\n\t]+/g, ' '))
    .replace(/\$\(/g, '$\u2060(')
    .replace(/\]\(/g, ']\u2060(');
}

/**
 * A text in Markdown, in one line, of which nothing is interpreted: no markup, HTML, theme icon (`$(name)`), and no address
 * that a renderer would make a link of its own accord (GitHub Flavored Markdown, "Autolinks (extension)").
 */
export function escapeMarkdown(text: string): string {
  return visible(text.replace(/\s*[\r\n\u0085\u2028\u2029]\s*/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~$-]|:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/**
 * A value as a code span (CommonMark 0.31 section 6.1): nothing is interpreted, and spaces at both ends survive.
 *
 * @param lineBreak what stands for a line break, which a span cannot show: LF, CR LF or a CR alone
 */
export function inlineCode(text: string, lineBreak: string): string {
  const flat = visible(text.replace(/\r\n|\r|\n/g, lineBreak));
  const ticks = '`'.repeat(longestRun(flat) + 1);
  const losesSpaces = flat.startsWith(' ') && flat.endsWith(' ') && flat.trim() !== '';
  const pad = flat.startsWith('`') || flat.endsWith('`') || flat === '' || losesSpaces ? ' ' : '';
  return `${ticks}${pad}${flat}${pad}${ticks}`;
}

/** A fenced block that its own content cannot close. */
export function fencedBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visibleLines(text)}\n${fence}`;
}

function longestRun(text: string): number {
  // Not spread into Math.max: a hostile text has more runs than a call has arguments.
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** At most `length` UTF-16 units of a text, the last of them an ellipsis when it is longer. No character is cut in two. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => `\\u${hexadecimal(character.charCodeAt(unit))}`).join(
    '',
  );
}

function hexadecimal(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}
