import { modify } from 'jsonc-parser';
import type { JobPath } from './jobFinding.ts';

/** A replacement in the file's text; offsets count UTF-16 units, and all edits of a list count in the text before any of them. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly newText: string;
}

/**
 * The smallest edits that give a member or an array item another value; comments, order and formatting around it survive.
 * `undefined` removes it; an index one past an array's end, or -1, appends. Objects on the way that are missing are made.
 *
 * Throws an Error when the path leads through a value that is neither object nor array.
 */
export function setJobValue(text: string, path: JobPath, value: unknown): readonly TextEdit[] {
  const edits = modify(text, [...path], value, { formattingOptions: formattingOf(text) });
  return edits.map(({ offset, length, content }) => ({ offset, length, newText: content }));
}

/** Applies edits of one list to the text that they were made for. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const backwards = edits.toSorted((left, right) => right.offset - left.offset);
  return backwards.reduce(
    (result, { offset, length, newText }) => result.slice(0, offset) + newText + result.slice(offset + length),
    text,
  );
}

/** New lines look like the file's own: its line ending, and tabs or as many blanks as its first indented line has. */
function formattingOf(text: string) {
  const indentation = /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? '  ';
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    insertSpaces: !indentation.startsWith('\t'),
    tabSize: indentation.startsWith('\t') ? 1 : indentation.length,
  };
}
