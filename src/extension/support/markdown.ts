import { inlineCode } from '../../protocol/safeText.ts';

/** A value in a code span, also within a table, where a vertical bar would end the cell. */
export function codeSpan(text: string): string {
  return inlineCode(text, '↵').replace(/\|/g, '\\|');
}

/** A table; the cells are Markdown already. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}
